#!/usr/bin/env python3
"""New connections per second through a published port, alone and beside many others, in one run.

usage: unshare --net --mount tests/bench/ports.py MYDOCKER FLOW [--ports N] [--rounds N] [--conns N]

FLOW is a program that takes  serve PORT  and  cc ADDRESS PORT COUNT, which prints connections per second. There are
two hosts, each with a neighbour outside and a container of its own. One publishes a single port. The other publishes
N more, one command each, takes each of them back, and publishes them again. Then both are measured in turn.
"""
import argparse
import statistics
import subprocess
import time

HOST_PORT, PORT = 9999, 5000
PER_CONTAINER = 500  # of the others


def sh(line):
    return subprocess.run(line, shell=True, check=True, stdout=subprocess.PIPE, text=True).stdout


class Host:
    def __init__(self, name, mydocker, flow):
        self.name, self.mydocker, self.flow = name, mydocker, flow
        sh(f"ip netns add {name} && ip netns add {name}o && ip netns add {name}c && mkdir /run/{name}")
        sh(f"ip -n {name} link set lo up && ip -n {name}o link set lo up")
        sh(f"ip -n {name} link add uplink type veth peer name eth0 netns {name}o")
        sh(f"ip -n {name} address add 198.51.100.1/24 dev uplink && ip -n {name} link set uplink up")
        sh(f"ip -n {name}o address add 198.51.100.2/24 dev eth0 && ip -n {name}o link set eth0 up")
        self.run("network create n --subnet 192.168.0.0/24")
        self.run(f"network connect n {name}c -p {HOST_PORT}:{PORT}")
        self.server = subprocess.Popen(["ip", "netns", "exec", name + "c", flow, "serve", str(PORT)])

    def run(self, words):
        sh(f"ip netns exec {self.name} {self.mydocker} --state-dir /run/{self.name} -q {words}")

    def each(self, verb, ports, spec):
        start = time.perf_counter()
        for i in range(ports):
            self.run(f"network {verb} n c{i // PER_CONTAINER} {spec(20000 + i)}")
        took = (time.perf_counter() - start) / ports * 1000
        print(f"{verb} {ports} ports one by one: {took:.2f} ms each", flush=True)

    def rate(self, conns):
        return float(sh(f"ip netns exec {self.name}o {self.flow} cc 198.51.100.1 {HOST_PORT} {conns}"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("mydocker")
    parser.add_argument("flow")
    parser.add_argument("--ports", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--conns", type=int, default=2000)
    args = parser.parse_args()
    sh("mount --make-rprivate / && mount -t tmpfs -o mode=755 tmpfs /run && mkdir -p /run/netns")
    one, many = (Host(name, args.mydocker, args.flow) for name in ("one", "many"))
    for i in range((args.ports + PER_CONTAINER - 1) // PER_CONTAINER):
        sh(f"ip netns add c{i}")
        many.run(f"network connect n c{i}")
    publish = lambda port: f"{port}:80"
    many.each("publish", args.ports, publish)
    many.each("unpublish", args.ports, publish)
    many.each("publish", args.ports, publish)
    rates = {"one": [], "many": []}
    for i in range(args.rounds + 1):  # the first only warms up
        for host in (one, many):
            rate = host.rate(args.conns)
            if i > 0:
                rates[host.name].append(rate)
    for name, values in rates.items():
        ports = 1 if name == "one" else args.ports + 1
        print(f"{ports:6} ports: {min(values):8.0f} {statistics.median(values):8.0f} {max(values):8.0f} connections/s")
    print(f"many / one: {statistics.median(rates['many']) / statistics.median(rates['one']):.2f}")
    for host in (one, many):
        host.server.terminate()


main()

#!/usr/bin/env python3
"""Times ADD and DEL of mydocker-cni beside those of the plug-in "bridge" with "host-local", in turn.

usage: unshare --net --mount tests/bench/cni.py MYDOCKER_CNI [--path FOLDER] [--ports] [--reps N]

FOLDER has the reference plug-ins (default /usr/lib/cni). --ports: each container publishes one port; the reference
then also runs "portmap". The ratios are those of the medians.
"""
import argparse
import json
import os
import statistics
import subprocess
import time

GAP = 0.025  # seconds of quiet before each timed command


def sh(line):
    subprocess.run(line, shell=True, check=True, stdout=subprocess.DEVNULL)


def timed(program, command, container, config, path):
    environment = {"CNI_COMMAND": command, "CNI_CONTAINERID": container, "CNI_NETNS": f"/run/netns/{container}",
                   "CNI_IFNAME": "eth0", "CNI_PATH": path, "PATH": os.environ["PATH"]}
    time.sleep(GAP)
    start = time.perf_counter()
    done = subprocess.run([program], input=json.dumps(config), env=environment, capture_output=True, text=True)
    elapsed = (time.perf_counter() - start) * 1000
    if done.returncode != 0:
        raise SystemExit(f"{program} {command}: {done.stdout}{done.stderr}")
    return elapsed, done.stdout


class Plugin:
    """A list of plug-ins with the configuration of each."""

    def __init__(self, name, path, plugins):
        self.name, self.path, self.plugins = name, path, plugins
        self.times = {"ADD": [], "DEL": []}

    def run(self, command, container, port):
        total, result = 0.0, None
        for program, config in self.plugins if command == "ADD" else reversed(self.plugins):
            config = dict(config, cniVersion="1.0.0", name=self.name)
            if port:
                config["runtimeConfig"] = {"portMappings": [{"hostPort": port, "containerPort": 80, "protocol": "tcp"}]}
            if result:
                config["prevResult"] = json.loads(result)
            elapsed, output = timed(program, command, container, config, self.path)
            result = output or result
            total += elapsed
        self.times[command].append(total)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("mydocker_cni")
    parser.add_argument("--path", default="/usr/lib/cni")
    parser.add_argument("--ports", action="store_true")
    parser.add_argument("--reps", type=int, default=30)
    args = parser.parse_args()

    sh("mount --make-rprivate / && mount -t tmpfs -o mode=755 tmpfs /run && mkdir -p /run/netns && ip link set lo up")
    ours = Plugin("ours", args.path, [(os.path.abspath(args.mydocker_cni), {
        "type": "mydocker-cni", "subnets": ["10.77.0.0/16"], "stateDir": "/run/state"})])
    bridge = {"type": "bridge", "bridge": "ref0", "isGateway": True, "ipMasq": True,
              "ipam": {"type": "host-local", "dataDir": "/run/leases", "ranges": [[{"subnet": "10.78.0.0/16"}]],
                       "routes": [{"dst": "0.0.0.0/0"}]}}
    chain = [(f"{args.path}/bridge", bridge)]
    if args.ports:
        chain.append((f"{args.path}/portmap", {"type": "portmap"}))
    theirs = Plugin("theirs", args.path, chain)
    for i in range(args.reps + 2):  # the first two only warm up
        for side, plugin in enumerate((ours, theirs)):
            container = f"c{i}x{side}"
            port = 10000 + 2 * i + side if args.ports else 0
            sh(f"ip netns add {container}")
            plugin.run("ADD", container, port)
            plugin.run("DEL", container, port)
            sh(f"ip netns delete {container}")
    print(f"{'ms':26} {'min':>8} {'median':>8} {'max':>8}")
    for command in ("ADD", "DEL"):
        for plugin in (ours, theirs):
            times = plugin.times[command][2:]
            print(f"{plugin.name + ' ' + command:26} {min(times):8.2f} {statistics.median(times):8.2f} {max(times):8.2f}")
        ratio = statistics.median(ours.times[command][2:]) / statistics.median(theirs.times[command][2:])
        print(f"{command}: ours / theirs {ratio:.2f}")


if __name__ == "__main__":
    main()

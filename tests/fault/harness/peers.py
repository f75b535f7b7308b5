#!/usr/bin/env python3
"""Kills network plug-ins at their system calls: mydocker-cni, and as peers the plug-in "bridge" of CNI with "host-local",
and netavark.

usage: unshare --net --mount tests/fault/harness/peers.py MYDOCKER_CNI [--path FOLDER] [--netavark PROGRAM] [--every N]
       [--most N]

FOLDER has the peer of CNI (default /usr/lib/cni). ADD or DEL is killed before a call, then DEL is repeated as a runtime
does. DEL must succeed, and the host and the leases must be as before. Then ADD must succeed again. For netavark, ADD is
`setup` and DEL is `teardown`. Prints a table.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import snapshot  # noqa: E402
from faults import KILLED  # noqa: E402
from testbed import Testbed, sh  # noqa: E402

CALLS = ("sendto", "sendmsg", "write", "pwrite64", "openat", "renameat", "unlinkat", "fcntl", "setns", "clone", "mkdirat")
LEASES = "/run/cni"


class Plugin:
    """A plug-in of CNI."""

    def __init__(self, program, config):
        self.program = program
        self.name = pathlib.Path(program).name
        self.config = json.dumps({"cniVersion": "1.0.0", "name": "pods", "type": self.name, **config})
        self.count = {"trials": 0, "DEL fails": 0, "left behind": 0, "ADD fails": 0}

    def words(self, _command):
        return [self.program]

    def run(self, command, tracer=()):
        environment = {"CNI_COMMAND": command, "CNI_CONTAINERID": "a", "CNI_NETNS": "/run/netns/a", "CNI_IFNAME": "eth0",
                       "CNI_PATH": os.path.dirname(self.program), "PATH": os.environ["PATH"]}
        done = subprocess.run([*tracer, *self.words(command)], input=self.config, env=environment, capture_output=True,
                              text=True, timeout=60)
        return done.returncode

    def killed(self, command, call, number):
        tracer = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                  f"inject={call}:signal=KILL:when={number}")
        return self.run(command, tracer) == KILLED


class Netavark(Plugin):
    VERBS = {"ADD": "setup", "DEL": "teardown"}

    def __init__(self, program):
        super().__init__(program, {})
        network = {"name": "pods", "id": 64 * "a", "driver": "bridge", "network_interface": "nv0", "internal": False,
                   "subnets": [{"subnet": "10.79.0.0/24", "gateway": "10.79.0.1"}], "ipv6_enabled": False,
                   "dns_enabled": False, "ipam_options": {"driver": "host-local"}}
        self.config = json.dumps({"container_id": 64 * "c", "container_name": "a", "network_info": {"pods": network},
                                  "networks": {"pods": {"interface_name": "eth0", "static_ips": ["10.79.0.9"]}}})

    def words(self, command):
        return [self.program, "--config", "/run/netavark", self.VERBS[command], "/run/netns/a"]


def state():
    leases = [str(path) for path in sorted(pathlib.Path(LEASES).rglob("10.*"))]
    return sorted(snapshot.kernel() + leases)


def trial(plugin, command, call, number, before):
    """Returns False if the plug-in did not make that call."""
    if command == "DEL" and plugin.run("ADD") != 0:
        plugin.count["ADD fails"] += 1
    struck = plugin.killed(command, call, number)
    deleted = plugin.run("DEL") == 0
    if struck:
        plugin.count["trials"] += 1
        plugin.count["DEL fails"] += not deleted
        left = snapshot.difference(state(), before)
        if left:
            plugin.count["left behind"] += 1
            print(f"{plugin.name} {command} {call}:{number}: " + "; ".join(left[:3]), flush=True)
        plugin.count["ADD fails"] += plugin.run("ADD") != 0
        plugin.run("DEL")
    return struck


def measure(plugin, arguments):
    plugin.run("ADD")  # the bridge stays
    plugin.run("DEL")
    before = state()
    for command in ("ADD", "DEL"):
        for call in CALLS:
            for number in range(1, arguments.most, arguments.every):
                if not trial(plugin, command, call, number, before):
                    break
                before = state()  # what was left is counted once


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mydocker_cni")
    parser.add_argument("--path", default="/usr/lib/cni")
    parser.add_argument("--netavark")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--most", type=int, default=400)
    arguments = parser.parse_args()
    Testbed(arguments.mydocker_cni)
    sh("mount", "-t", "tmpfs", "tmpfs", "/var/lib")
    peer = {"bridge": "cni0", "isGateway": True, "ipMasq": True,
            "ipam": {"type": "host-local", "subnet": "10.78.0.0/24", "dataDir": LEASES}}
    plugins = [Plugin(arguments.mydocker_cni, {"subnets": ["10.77.0.0/24"]}), Plugin(f"{arguments.path}/bridge", peer)]
    if arguments.netavark:
        plugins.append(Netavark(arguments.netavark))
    for plugin in plugins:
        measure(plugin, arguments)
    print("| plug-in | " + " | ".join(plugins[0].count) + " |")
    for plugin in plugins:
        print(f"| {plugin.name} | " + " | ".join(map(str, plugin.count.values())) + " |")


main()

#!/usr/bin/env python3
"""Kills plug-ins of CNI at their system calls: mydocker-cni, and the plug-in "bridge" with "host-local" as a peer.

usage: unshare --net --mount tests/fault/harness/peers.py MYDOCKER_CNI [--path FOLDER] [--every N] [--most N]

FOLDER has the peer (default /usr/lib/cni). ADD or DEL is killed before a call, then DEL is repeated as a runtime does.
DEL must succeed, and the host and the leases must be as before. Then ADD must succeed again. Prints a table.
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
    def __init__(self, program, config):
        self.program = program
        self.name = pathlib.Path(program).name
        self.config = json.dumps({"cniVersion": "1.0.0", "name": "pods", "type": self.name, **config})
        self.count = {"trials": 0, "DEL fails": 0, "left behind": 0, "ADD fails": 0}

    def run(self, command, tracer=()):
        environment = {"CNI_COMMAND": command, "CNI_CONTAINERID": "a", "CNI_NETNS": "/run/netns/a", "CNI_IFNAME": "eth0",
                       "CNI_PATH": os.path.dirname(self.program), "PATH": os.environ["PATH"]}
        done = subprocess.run([*tracer, self.program], input=self.config, env=environment, capture_output=True, text=True,
                              timeout=60)
        return done.returncode

    def killed(self, command, call, number):
        tracer = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                  f"inject={call}:signal=KILL:when={number}")
        return self.run(command, tracer) == KILLED


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
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--most", type=int, default=400)
    arguments = parser.parse_args()
    Testbed(arguments.mydocker_cni)
    sh("mount", "-t", "tmpfs", "tmpfs", "/var/lib")
    peer = {"bridge": "cni0", "isGateway": True, "ipMasq": True,
            "ipam": {"type": "host-local", "subnet": "10.78.0.0/24", "dataDir": LEASES}}
    plugins = [Plugin(arguments.mydocker_cni, {"subnets": ["10.77.0.0/24"]}), Plugin(f"{arguments.path}/bridge", peer)]
    for plugin in plugins:
        measure(plugin, arguments)
    print("| plug-in | " + " | ".join(plugins[0].count) + " |")
    for plugin in plugins:
        print(f"| {plugin.name} | " + " | ".join(map(str, plugin.count.values())) + " |")


main()

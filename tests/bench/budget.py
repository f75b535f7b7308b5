#!/usr/bin/env python3
"""Counts the system calls, kernel requests and syncs of the usual commands, and compares them with a budget.

usage: budget.py MYDOCKER BUDGET      (as root; it starts itself again in new network and mount namespaces)

BUDGET has one line per command: its name, then the most system calls, requests to the kernel over netlink, and
syncs of a file (fsync, fdatasync) that it may make. A count above its budget fails. Time is never measured here.
A lower count is an improvement: write it into the budget. Needs strace.
"""
import os
import pathlib
import re
import subprocess
import sys

CALL = re.compile(r"^\d+ +(\w+)\(")
KINDS = ("system calls", "netlink requests", "syncs")


def sh(line):
    subprocess.run(line, shell=True, check=True, stdout=subprocess.DEVNULL)


def counts_of(words):
    trace = pathlib.Path("/run/trace")
    subprocess.run(["strace", "-f", "-o", str(trace), *words], check=True, stdout=subprocess.DEVNULL)
    # The kernel restarts a write while another process changes links. That is one call.
    lines = [line for line in trace.read_text().splitlines() if not line.endswith("(To be restarted)")]
    calls = [found.group(1) for found in map(CALL.match, lines) if found]
    return len(calls), sum(c in ("sendmsg", "sendto") for c in calls), sum(c in ("fsync", "fdatasync") for c in calls)


def measured(program):
    network = [program, "--state-dir", "/run/state", "-q", "network"]
    ports = ["-p", "8080:80", "-p", "8081:81"]
    for words in (["create", "first"], ["connect", "first", "a"], ["create", "n"], ["connect", "n", "a"]):
        subprocess.run(network + words, check=True, stdout=subprocess.DEVNULL)
    yield "version", counts_of([program, "--version"])
    yield "create", counts_of(network + ["create", "second"])
    yield "connect", counts_of(network + ["connect", "n", "b", *ports])
    yield "ls", counts_of(network + ["ls"])
    yield "disconnect", counts_of(network + ["disconnect", "n", "b"])
    yield "rm", counts_of(network + ["rm", "second"])


def budget_in(text):
    lines = (line.split("#")[0].split() for line in text.splitlines())
    return {words[0]: tuple(map(int, words[1:])) for words in lines if words}


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    if os.environ.get("MYDOCKER_BUDGET_INSIDE") is None:
        os.environ["MYDOCKER_BUDGET_INSIDE"] = "1"
        os.execvp("unshare", ["unshare", "--net", "--mount", sys.executable, *sys.argv])
    budget = budget_in(pathlib.Path(sys.argv[2]).read_text())
    program = str(pathlib.Path(sys.argv[1]).resolve())
    sh("mount --make-rprivate / && mount -t tmpfs tmpfs /run && mkdir -p /run/netns /run/state && ip link set lo up")
    sh("ip netns add a && ip netns add b")
    exceeded = []
    for command, counts in measured(program):
        print(f"{command:12}" + "".join(f"{count:6}" for count in counts))
        for kind, count, most in zip(KINDS, counts, budget[command]):
            if count > most:
                exceeded.append(f"{command}: {count} {kind}, the budget is {most}")
    if exceeded:
        sys.exit("\n".join(exceeded))


main()

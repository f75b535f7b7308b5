#!/usr/bin/env python3
"""Times one `network connect`, as a whole process, side by side with another command that does the same kernel work.

usage: unshare --net --mount tests/bench/connect.py MYDOCKER [FLOOR] [--reps N]

FLOOR is a program that takes  setup NETNS BRIDGE HOSTIF ADDRESS/LEN GATEWAY  and keeps no state. The two run in
turn, each time for a new namespace, with a pause between them; the ratio is that of the medians.
"""
import argparse
import os
import statistics
import subprocess
import time

GAP = 0.025  # seconds of quiet before each timed command: grace periods are shorter while CPUs are busy


def sh(line):
    subprocess.run(line, shell=True, check=True, stdout=subprocess.DEVNULL)


def timed(words):
    time.sleep(GAP)
    start = time.perf_counter()
    quiet = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)]
    pid = os.posix_spawn(words[0], words, os.environ, file_actions=quiet)
    _, status = os.waitpid(pid, 0)
    elapsed = (time.perf_counter() - start) * 1000
    if status != 0:
        raise SystemExit(f"failed: {' '.join(words)}")
    return elapsed


def row(name, times):
    print(f"{name:22} {min(times):7.2f} {statistics.median(times):7.2f} {max(times):7.2f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("mydocker")
    parser.add_argument("floor", nargs="?")
    parser.add_argument("--reps", type=int, default=50)
    args = parser.parse_args()

    sh("mount --make-rprivate / && mount -t tmpfs tmpfs /run && mkdir -p /run/netns /run/state")
    ours = [args.mydocker, "--state-dir", "/run/state"]
    sh(" ".join(ours) + " -q network create bench --subnet 10.77.0.0/16")
    times = {"true": [], "mydocker connect": [], "mydocker disconnect": []}
    if args.floor:
        sh(f"{args.floor} net-create floor0 10.78.0.1/16")
        times["floor set up"] = []
    for i in range(args.reps + 3):  # the first three only warm up
        sh(f"ip netns add m{i} && ip netns add f{i}")
        sample = {"true": timed(["/bin/true"]), "mydocker connect": timed(ours + ["network", "connect", "bench", f"m{i}"])}
        if args.floor:
            sample["floor set up"] = timed([args.floor, "setup", f"/run/netns/f{i}", "floor0", f"fl{i}",
                                            f"10.78.{1 + i // 250}.{2 + i % 250}/16", "10.78.0.1/16"])
        sample["mydocker disconnect"] = timed(ours + ["network", "disconnect", "bench", f"m{i}"])
        sh(f"ip netns delete m{i} && ip netns delete f{i}")
        if i >= 3:
            for name, value in sample.items():
                times[name].append(value)
    print(f"{'milliseconds':22} {'min':>7} {'median':>7} {'max':>7}   ({args.reps} repetitions, in turn)")
    for name, values in times.items():
        row(name, values)
    if args.floor:
        ratio = statistics.median(times["mydocker connect"]) / statistics.median(times["floor set up"])
        print(f"connect / floor: {ratio:.2f}")


main()

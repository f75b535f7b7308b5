#!/usr/bin/env python3
"""Times `network connect` with a driver in this process and with the same driver in the sandbox, in turn.

usage: unshare --net --mount tests/bench/third_party.py MYDOCKER BRIDGE_SO [--reps N]

The second network has a copy of bridge.so from a folder of its own, so it counts as a third-party driver. Prints the
times, and from one more run each the page faults and system calls of mydocker and of the driver host (strace, if it is
installed).
"""
import argparse
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import time

GAP = 0.025  # seconds of quiet before each timed command: grace periods are shorter while CPUs are busy
ROOT = pathlib.Path("/run/bench")
CONFIG = "override_drivers: [bridge]\ndriver_path: [/run/bench/drivers]\n"


def sh(line):
    subprocess.run(line, shell=True, check=True, stdout=subprocess.DEVNULL)


def run(words):
    """Milliseconds, and the page faults of the process and of what it waited for."""
    time.sleep(GAP)
    start = time.perf_counter()
    quiet = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]
    pid = os.posix_spawn(words[0], words, os.environ, file_actions=quiet)
    _, status, usage = os.wait4(pid, 0)
    elapsed = (time.perf_counter() - start) * 1000
    if status != 0:
        raise SystemExit(f"failed: {' '.join(words)}")
    return elapsed, usage.ru_minflt


def calls(words):
    """How many system calls mydocker makes, and how many its children."""
    log = ROOT / "trace"
    for old in ROOT.glob("trace*"):
        old.unlink()
    subprocess.run(["strace", "-ff", "-o", str(log)] + words, check=True, stdout=subprocess.DEVNULL)
    counts = [len(file.read_text().splitlines()) for file in sorted(ROOT.glob("trace.*"), key=lambda f: int(f.suffix[1:]))]
    return counts[0], sum(counts[1:])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("mydocker")
    parser.add_argument("driver", type=pathlib.Path)
    parser.add_argument("--reps", type=int, default=50)
    args = parser.parse_args()

    sh("mount --make-rprivate / && mount -t tmpfs -o mode=755 tmpfs /run && mkdir -p /run/netns /run/bench/drivers")
    os.umask(0o022)
    shutil.copy(args.driver, ROOT / "drivers/bridge.so")
    (ROOT / "other.yaml").write_text(CONFIG)
    (ROOT / "own.yaml").write_text("")
    commands = {}
    for number, kind in enumerate(("own", "other")):
        base = [args.mydocker, "--state-dir", "/run/bench/state", "--config", str(ROOT / f"{kind}.yaml"), "-q", "network"]
        sh(" ".join(base) + f" create bench{number} --subnet 10.{77 + number}.0.0/16")
        commands[kind] = (base, f"bench{number}")
    times = {kind: [] for kind in commands}
    faults = {kind: [] for kind in commands}
    for i in range(args.reps + 3):  # the first three only warm up
        for kind, (base, network) in commands.items():
            sh(f"ip netns add c{i}")
            elapsed, touched = run(base + ["connect", network, f"c{i}"])
            sh(" ".join(base) + f" disconnect {network} c{i} && ip netns delete c{i}")
            if i >= 3:
                times[kind].append(elapsed)
                faults[kind].append(touched)
    print(f"{'connect':10} {'min':>7} {'median':>7} {'max':>7} {'faults':>7}   (milliseconds, {args.reps} repetitions, in turn)")
    for kind, values in times.items():
        print(f"{kind:10} {min(values):7.2f} {statistics.median(values):7.2f} {max(values):7.2f} {statistics.median(faults[kind]):7.0f}")
    paired = [other - own for own, other in zip(times["own"], times["other"])]
    print(f"other - own, paired: min {min(paired):.2f} median {statistics.median(paired):.2f}; "
          f"ratio {statistics.median(times['other']) / statistics.median(times['own']):.2f}")
    if shutil.which("strace"):
        for kind, (base, network) in commands.items():
            sh("ip netns add traced")
            own, children = calls(base + ["connect", network, "traced"])
            sh(" ".join(base) + f" disconnect {network} traced && ip netns delete traced")
            print(f"{kind:10} {own} system calls, {children} in the driver host")


main()

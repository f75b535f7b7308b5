#!/usr/bin/env python3
"""Injects faults into the commands of the installed program, and checks the state and real packets after each.

usage: fault_harness.py MYDOCKER --results FILE [options] [ROW ...]      (as root; works in namespaces of its own)

ROW: kill, recovery, errno, allocation, flush, damage, torture, soak, strangers, fuzz, power. Without one: all of them.
Results are appended to FILE. What is in FILE already is not run again, so an ended run continues. At the end the table
of FILE is printed. The exit code is 1 if FILE contains a problem. Needs strace, iproute2 and nftables.
With --summary, each finished piece of FILE becomes a line of the summary (summary.py).
"""
import argparse
import os
import pathlib
import random
import subprocess
import sys
import time
import zlib

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import cases  # noqa: E402
import summary  # noqa: E402
from results import Progress, Results, is_problem  # noqa: E402

CLEAN, UNCLEAN, OUT_OF_TIME = 0, 3, 4
MOST_HOSTS = 200  # new hosts for one scenario


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("rows", nargs="*", default=list(cases.ROWS))
    parser.add_argument("--results", required=True)
    parser.add_argument("--every", type=int, default=1, help="run each n-th trial")
    parser.add_argument("--seed", type=int, default=1, help="chooses the trials of --every, and random commands")
    parser.add_argument("--shard", default="1/1", help="K/N: the K-th of N parts")
    parser.add_argument("--seconds", type=int, default=10**9, help="end after this time")
    parser.add_argument("--scenarios", default="", help="a list with commas; without it: all")
    parser.add_argument("--new", action="store_true", help="begin with an empty results file")
    parser.add_argument("--mutate", action="store_true", help="expect a wrong state, to see that the harness can fail")
    parser.add_argument("--preload", help="the library call_faults.so; for allocation and flush")
    parser.add_argument("--fuzzer", help="the program fuzzer of tests/fuzz; for fuzz")
    parser.add_argument("--driver-dir", help="the folder of fresh.so, the driver that `driver new` writes")
    parser.add_argument("--size", type=float, default=1.0, help="of torture, soak, damage and fuzz: 1 is the whole run")
    parser.add_argument("--version", help="of the program, as the results name it; without it: what it prints itself")
    parser.add_argument("--summary", help="a file to which finished pieces are added")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    return parser.parse_intermixed_args()


def is_mine(name, arguments):
    part, parts = map(int, arguments.shard.split("/"))
    number = zlib.crc32(f"{arguments.seed} {name}".encode())
    return number % parts == part - 1 and (number // parts) % arguments.every == 0


def options_of(arguments):
    """The options that choose the trials, without those of the whole run."""
    chosen = (("every", 1), ("shard", "1/1"), ("size", 1.0))
    words = [f"--{name} {getattr(arguments, name)}" for name, usual in chosen if getattr(arguments, name) != usual]
    return " ".join(words) or "-"


def run_inside(arguments):
    """Runs the trials of one group, on a host of its own."""
    row, group = arguments.inside.split("/", 1)
    results, deadline = Results(arguments.results, arguments.version), time.monotonic() + arguments.seconds
    random.seed(f"{arguments.seed} {group}")
    with cases.opened(row, group, arguments) as opened:
        chosen = [trial for trial in opened.trials() if is_mine(f"{row}/{group}/{trial}", arguments)]
        trials = [trial for trial in chosen if not results.has(row, f"{group}/{trial}")]
        progress = Progress(f"{row} {group}", len(trials))
        for trial in trials:
            if time.monotonic() > deadline:
                return OUT_OF_TIME
            begin = time.monotonic()
            count, problems, clean = opened.run(trial)
            results.add(row, f"{group}/{trial}", problems, time.monotonic() - begin, count)
            progress.step()
            if not clean and trial != trials[-1]:
                return UNCLEAN
        if trials:
            print()
        results.finish(row, group, {f"{group}/{trial}" for trial in chosen}, options_of(arguments), arguments.seed)
    return CLEAN


def version_of(program):
    return subprocess.run([program, "--version"], capture_output=True, text=True).stdout.strip()


def run_group(arguments, name, seconds):
    words = [word for word in sys.argv[1:] if word not in (*arguments.rows, "--new")]
    return subprocess.run(["unshare", "--net", "--mount", sys.executable, __file__, *words, "--inside", name,
                           "--version", arguments.version, "--seconds", str(int(seconds))]).returncode


def main():
    arguments = parsed()
    if arguments.inside:
        sys.exit(run_inside(arguments))
    if os.geteuid() != 0:
        sys.exit("fault_harness.py: run it as root")
    arguments.version = arguments.version or version_of(arguments.program)
    arguments.rows = arguments.rows or list(cases.ROWS)
    if arguments.new:
        pathlib.Path(arguments.results).unlink(missing_ok=True)
    deadline = time.monotonic() + arguments.seconds
    for name in cases.groups(arguments):
        code = UNCLEAN
        for _ in range(MOST_HOSTS):
            if code != UNCLEAN or time.monotonic() > deadline:
                break
            code = run_group(arguments, name, deadline - time.monotonic())
        if code not in (CLEAN, UNCLEAN, OUT_OF_TIME):
            sys.exit(f"{name}: the harness has failed with {code}")
    results = Results(arguments.results)
    if arguments.summary:
        summary.add(arguments.summary, results.pieces())
    print(results.table(), end="")
    sys.exit(any(is_problem(line) for line in results.lines()))


main()

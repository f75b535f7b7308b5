#!/usr/bin/env python3
"""Times `driver ls` with 1, 10 and 100 drivers, as a whole process, in turn; and counts what it opens and maps.

usage: unshare --net --mount tests/bench/drivers.py BUILD [--reps N]

BUILD is the folder that was built into. The drivers are copies of its none.so, each with a name of its own. Nothing
may be mapped executable of any of them: a driver is listed from its note. Needs strace.
"""
import argparse
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import time
import zlib

COUNTS = (1, 10, 100)
GAP = 0.025  # seconds of quiet before each timed command
ROOT = pathlib.Path("/run/bench")
HEADER, CRC = 32, 20  # of the note: its size, and where in it the checksum of the JSON is


def renamed(driver, name):
    """The driver's file with another name in its manifest, which has as many letters as "none"."""
    old, new = b'"name":"none"', b'"name":"%s"' % name.encode()
    start = driver.rindex(b"{", 0, driver.index(old))
    header = start - HEADER
    size = int.from_bytes(driver[header + CRC - 4:header + CRC], "little")
    json = driver[start:start + size].replace(old, new)
    head = driver[header:header + CRC] + zlib.crc32(json).to_bytes(4, "little") + driver[header + CRC + 4:start]
    return driver[:header] + head + json + driver[start + size:]


def install(build, count):
    """The program and that many drivers, as they would be installed; the program that lists just them."""
    place = ROOT / str(count)
    (place / "bin").mkdir(parents=True)
    (place / "drivers").mkdir()
    shutil.copy(build / "bin/mydocker", place / "bin")
    none = (build / "drivers/none.so").read_bytes()
    for number in range(count):
        (place / f"drivers/d{number:03}.so").write_bytes(renamed(none, f"d{number:03}"))
    return str(place / "bin/mydocker")


def timed(words):
    time.sleep(GAP)
    start = time.perf_counter()
    quiet = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]
    pid = os.posix_spawn(words[0], words, os.environ, file_actions=quiet)
    _, status = os.waitpid(pid, 0)
    elapsed = (time.perf_counter() - start) * 1000
    if status != 0:
        raise SystemExit(f"failed: {' '.join(words)}")
    return elapsed


def traced(words):
    """How many drivers are opened, how many are mapped executable, and the number of system calls."""
    log = ROOT / "trace"
    subprocess.run(["strace", "-y", "-o", log] + words, check=True, stdout=subprocess.DEVNULL)
    lines = log.read_text().splitlines()
    opened = sum(1 for line in lines if re.match(r"open.*drivers/d\d+\.so", line) or re.match(r'openat.*"d\d+\.so"', line))
    run = sum(1 for line in lines if line.startswith("mmap") and "PROT_EXEC" in line and re.search(r"drivers/d\d+\.so", line))
    return opened, run, len(lines)


def check(program, count):
    text = subprocess.run([program, "driver", "ls"], check=True, capture_output=True, text=True).stdout
    usable = len(re.findall(r"^d\d{3} .* ok ", text, re.M))
    if usable != count:
        raise SystemExit(f"{usable} of {count} drivers are usable:\n{text}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--reps", type=int, default=40)
    args = parser.parse_args()

    subprocess.run("mount --make-rprivate / && mount -t tmpfs -o mode=755 tmpfs /run", shell=True, check=True)
    os.umask(0o022)
    programs = {count: install(args.build, count) for count in COUNTS}
    times = {count: [] for count in COUNTS}
    for count in COUNTS:
        check(programs[count], count)
    for _ in range(args.reps):
        for count in COUNTS:
            times[count].append(timed([programs[count], "driver", "ls"]))
    print(f"{'drivers':>7} {'min':>7} {'median':>7} {'max':>7} {'opened':>7} {'run':>5} {'calls':>7}"
          f"   (milliseconds, {args.reps} repetitions, in turn)")
    for count in COUNTS:
        opened, run, calls = traced([programs[count], "driver", "ls"])
        values = times[count]
        print(f"{count:7} {min(values):7.2f} {statistics.median(values):7.2f} {max(values):7.2f} {opened:7} {run:5} {calls:7}")
        if run:
            raise SystemExit("a driver was run")
    print(f"100 / 1: {statistics.median(times[100]) / statistics.median(times[1]):.2f}")


main()

#!/usr/bin/env python3
"""Records in which order the functions of mydocker are best placed in the program.

usage: unshare --net --mount tests/bench/record_symbol_order.py BUILD FILE

BUILD is a build directory with the program and its drivers, linked without --strip-all. FILE gets one name of a
function per line: those that the usual commands call, in the order in which valgrind saw them first. The linker
places them together (core/cmake/MydockerSymbolOrder.cmake). Record them again when tests/bench/check_symbol_order.py
says that they are stale. Needs the package valgrind.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

ENTRY = re.compile(r"^c?fn=\(\d+\) (\S+)$")


def sh(line):
    subprocess.run(line, shell=True, check=True, stdout=subprocess.DEVNULL)


def commands(program):
    ours = [program, "--state-dir", "/run/state"]
    network = ours + ["network"]
    ports = ["-p", "8080:80", "-p", "8081:81"]
    return [
        [program, "--version"],
        network + ["create", "one"],
        network + ["connect", "one", "a", *ports],
        network + ["ls"],
        network + ["connect", "one", "b"],
        network + ["disconnect", "one", "b"],
        network + ["create", "two", "--subnet", "10.99.0.0/24"],
        network + ["disconnect", "one", "a"],
        network + ["rm", "one"],
        network + ["inspect", "two"],
        network + ["rm", "two"],
    ]


def names_of(words, out):
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(["valgrind", "--tool=callgrind", "--demangle=no", f"--callgrind-out-file={out}", *words], check=True,
                   **quiet)
    for line in out.read_text().splitlines():
        found = ENTRY.match(line)
        if found:
            yield re.sub(r"'\d+$", "", found.group(1))  # 'N marks a recursive call


def own_names(program):
    listed = subprocess.run(["nm", "--defined-only", program], check=True, capture_output=True, text=True).stdout
    return {words[2] for words in map(str.split, listed.splitlines()) if len(words) == 3 and words[1] in "tTwW"}


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    program = str(pathlib.Path(sys.argv[1]).resolve() / "bin/mydocker")
    sh("mount --make-rprivate / && mount -t tmpfs tmpfs /run && mkdir -p /run/netns /run/state && ip link set lo up")
    sh("ip netns add a && ip netns add b")
    own = own_names(program)
    order = {}
    with tempfile.TemporaryDirectory() as folder:
        for words in commands(program):
            for name in names_of(words, pathlib.Path(folder) / "calls"):
                if name in own:
                    order.setdefault(name)
    pathlib.Path(sys.argv[2]).write_text("".join(name + "\n" for name in order))
    print(f"{len(order)} functions")


main()

#!/usr/bin/env python3
"""Records in which order the functions of mydocker are best placed in the program.

usage: unshare --net --mount tests/bench/record_symbol_order.py BUILD FILE

BUILD is a build directory with the program and its drivers, linked without --strip-all. FILE gets one name of a
function per line: those that the usual commands call. Functions that more commands call come first, and those of the
same commands are adjacent. So each command touches few pages. The linker places them in this order
(core/cmake/MydockerSymbolOrder.cmake). Functions of archives come last: they can only be moved with their whole object
file. Record the order again when tests/bench/check_symbol_order.py says that it is stale. Needs the package valgrind.
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


def in_archives(build):
    """The functions in the archives of Debian that the program is linked with."""
    link = pathlib.Path(build, "build.ninja").read_text()
    archives = sorted(set(re.findall(r"/usr/lib/\S+\.a", link)))
    listed = subprocess.run(["nm", "--defined-only", *archives], capture_output=True, text=True).stdout
    return {words[2] for words in map(str.split, listed.splitlines()) if len(words) == 3 and words[1] in "tT"}


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    program = str(pathlib.Path(sys.argv[1]).resolve() / "bin/mydocker")
    sh("mount --make-rprivate / && mount -t tmpfs tmpfs /run && mkdir -p /run/netns /run/state && ip link set lo up")
    sh("ip netns add a && ip netns add b")
    own = own_names(program)
    callers = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, words in enumerate(commands(program)):
            for name in names_of(words, pathlib.Path(folder) / "calls"):
                if name in own:
                    callers.setdefault(name, set()).add(number)
    fixed = in_archives(sys.argv[1])
    order = sorted(callers, key=lambda name: (name in fixed, -len(callers[name]), sorted(callers[name])))
    pathlib.Path(sys.argv[2]).write_text("".join(name + "\n" for name in order))
    print(f"{len(order)} functions")


main()

#!/usr/bin/env python3
"""Cuts the power at every write of `network create`, `apply` (which recreates a network) and `rm`, and looks at the
definitions that are left.

usage: power_cut.py MYDOCKER [--ignore-syncs] [--only COMMAND]      (as root; it starts itself again in new namespaces)

strace records each write and each sync of definitions.db and its journal. A disk keeps what was synced. Of the later
writes it may keep any part, in any order. For each moment, several such parts are put together to two files, and
SQLite reads them. The networks must be those before the command or those after it. After the command has ended, they
must be those after it, even if the disk has lost everything that was not synced. Needs strace.
"""
import os
import pathlib
import random
import re
import sqlite3
import subprocess
import sys

STATE = pathlib.Path("/run/state")
OTHER_SUBNET = "/run/networks.yaml"  # recreates the network
FILES = ("definitions.db", "definitions.db-journal")
LINE = re.compile(r'^\d+ +(pwrite64|fdatasync|fsync|ftruncate)\(\d+<([^>]*)>(?:, "([^"]*)", \d+)?(?:, (\d+))?\) += ')
# Which of the writes that are not synced reach the disk: the number of the write, and how many there are.
LUCK = {
    "none": lambda n, count: False,
    "all": lambda n, count: True,
    "even": lambda n, count: n % 2 == 0,
    "odd": lambda n, count: n % 2 == 1,
    "first": lambda n, count: n == 0,
    "last": lambda n, count: n == count - 1,
    "all but the first": lambda n, count: n != 0,
    "all but the last": lambda n, count: n != count - 1,
    **{f"random {seed}": lambda n, count, seed=seed: random.Random(f"{seed} {n} {count}").random() < 0.5
       for seed in range(1, 5)},
}


def contents():
    return {name: (STATE / name).read_bytes() for name in FILES}


def changed(image, write):
    offset, data = write
    if data is None:
        return image[:offset]
    return image[:offset].ljust(offset, b"\0") + data + image[offset + len(data):]


def bytes_of(hexadecimal):
    return bytes.fromhex(hexadecimal.replace("\\x", ""))


def recorded(words):
    trace = "/run/trace"
    subprocess.run(["strace", "-f", "-y", "-xx", "-s", "1000000", "-e", "trace=pwrite64,fdatasync,fsync,ftruncate", "-o",
                    trace, *words], check=True, stdout=subprocess.DEVNULL)
    for line in pathlib.Path(trace).read_text().splitlines():
        found = LINE.match(line)
        if not found:
            continue
        call, path, data, offset = found.groups()
        name = bytes_of(path).decode().rpartition("/")[2]
        if name not in FILES:
            continue
        if call == "pwrite64":
            yield name, (int(offset), bytes_of(data))
        else:
            yield name, (int(offset), None) if call == "ftruncate" else None


def networks_in(images, where):
    folder = pathlib.Path("/run/disk")
    folder.mkdir(exist_ok=True)
    for name, image in images.items():
        (folder / name).write_bytes(image)
    database = sqlite3.connect(folder / FILES[0])
    try:
        damage = database.execute("PRAGMA integrity_check").fetchall()
        if damage != [("ok",)]:
            sys.exit(f"{where}: {damage}")
        return sorted(name for (name,) in database.execute("SELECT name FROM networks"))
    finally:
        database.close()


def left_after(synced, waiting, luck):
    """The files after a power cut: what was synced, and some of the writes after that."""
    images = dict(synced)
    for n, (name, write) in enumerate(waiting):
        if luck(n, len(waiting)):
            images[name] = changed(images[name], write)
    return images


def check(command, before_images, events, before, after):
    synced, waiting, cuts = dict(before_images), [], 0
    for moment in range(len(events) + 1):
        allowed = [after] if moment == len(events) else [before, after]
        for name, luck in LUCK.items():
            where = f"{command}: power cut after event {moment} of {len(events)}, kept: {name}"
            found = networks_in(left_after(synced, waiting, luck), where)
            if found not in allowed:
                sys.exit(f"{where}: networks {found}, expected {' or '.join(map(str, allowed))}")
            cuts += 1
        if moment == len(events):
            break
        name, write = events[moment]
        if write is not None:
            waiting.append((name, write))
            continue
        for other, old in waiting:
            if other == name:
                synced[name] = changed(synced[name], old)
        waiting = [one for one in waiting if one[0] != name]
    print(f"{command}: {cuts} power cuts, {sum(write is None for _, write in events)} syncs")


def main():
    ignore_syncs = sys.argv[2:] == ["--ignore-syncs"]
    only = sys.argv[3:] if sys.argv[2:3] == ["--only"] else []
    if len(sys.argv) != 2 and not ignore_syncs and len(only) != 1:
        sys.exit(__doc__)
    if os.environ.get("MYDOCKER_POWER_CUT_INSIDE") is None:
        os.environ["MYDOCKER_POWER_CUT_INSIDE"] = "1"
        os.execvp("unshare", ["unshare", "--net", "--mount", sys.executable, *sys.argv])
    subprocess.run("mount --make-rprivate / && mount -t tmpfs tmpfs /run && mkdir /run/state && ip link set lo up",
                   shell=True, check=True)
    network = [str(pathlib.Path(sys.argv[1]).resolve()), "--state-dir", str(STATE), "-q", "network"]
    subprocess.run(network + ["create", "old"], check=True, stdout=subprocess.DEVNULL)
    pathlib.Path(OTHER_SUBNET).write_text("networks: {new: {subnets: [{prefix: 10.123.0.0/24}]}}")
    for command, operands, before, after in (("create", ["new"], ["old"], ["new", "old"]),
                                             ("apply", ["-f", OTHER_SUBNET], ["new", "old"], ["new", "old"]),
                                             ("rm", ["new"], ["new", "old"], ["old"])):
        if only and command not in only:
            subprocess.run(network + [command, *operands], check=True, stdout=subprocess.DEVNULL)
            continue
        images = contents()
        events = [one for one in recorded(network + [command, *operands]) if one[1] is not None or not ignore_syncs]
        if not events:
            sys.exit(f"{command}: strace has recorded no write")
        check(command, images, events, before, after)


main()

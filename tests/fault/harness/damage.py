"""Damages a database, then runs the commands of a user: none may crash, hang, or report success for what is not so. At
the end everything can be removed."""
import random
import shutil
import subprocess

import snapshot
from testbed import HOST4, STATE, Probe, sh, wrong_answers

FILES = ("definitions.db", "run/runtime.db", "definitions.db-journal", "run/runtime.db-journal", "run/locks")
WAYS = ("cut", "flip", "zero page", "random page", "delete", "empty")
PAGE = 4096
COMMANDS = ("ls", "inspect n", "connect n b --ip 10.77.0.10", "disconnect n b", "publish n a 8081:80", "disconnect n a",
            "create x --subnet 10.88.0.0/24", "rm --force x", "rm n")
SETUP = ("create n --subnet 10.77.0.0/24", "connect n a --ip 10.77.0.9 -p 8080:80")


def spoil(path, way):
    data = bytearray(path.read_bytes()) if path.exists() else bytearray()
    if way == "delete":
        path.unlink(missing_ok=True)
        return
    at = random.randrange(max(1, len(data)))
    page = at // PAGE * PAGE
    if way == "empty":
        data = b""
    elif way == "cut":
        data = data[:at]
    elif way == "flip" and data:
        data[at] ^= 1 << random.randrange(8)
    elif way == "zero page":
        data[page:page + PAGE] = bytes(len(data[page:page + PAGE]))
    elif way == "random page":
        data[page:page + PAGE] = random.randbytes(len(data[page:page + PAGE]))
    path.write_bytes(data)


def run_commands(testbed, problems):
    for line in COMMANDS:
        try:
            code, said = testbed.run(line, timeout=30)
        except subprocess.TimeoutExpired:
            problems.append({"kind": "hang", "text": line})
            continue
        if code < 0 or code not in (0, 1, 2, 3, 70, 75):
            problems.append({"kind": "crash", "text": f"{line}: {code}: {said[-300:]}"})
        if code == 0 and line.startswith("connect") and wrong_answers([Probe("", "10.77.0.10", 80, "b")]):
            problems.append({"kind": "dead", "text": line})
        if code == 0 and line == "rm n" and wrong_answers([Probe("outside", HOST4, 8080, "")]):
            problems.append({"kind": "open", "text": "port 8080 after rm"})


def clean_up(testbed):
    for line in ("verify --repair", "disconnect n b", "disconnect n a", "rm n", "rm --force x", "gc --force", "rm n"):
        testbed.run(line)


def marked_objects():
    links = sh("ip", "-o", "link", "show", "group", "28004").stdout
    tables = [line for line in sh("nft", "list", "tables").stdout.splitlines() if "mydocker" in line]
    return links.splitlines() + tables


def forget(testbed):
    """Removes the state and what only the container has."""
    shutil.rmtree(STATE)
    STATE.mkdir(mode=0o700)
    for name in ("a", "b"):
        for family in ("-4", "-6"):
            for preference in ("28004", "28005"):
                sh("ip", "-n", name, family, "rule", "delete", "preference", preference, check=False)


def run(testbed, seed):
    """Returns the problems of one damaged file."""
    random.seed(seed)
    before, problems = snapshot.kernel(), []
    for line in SETUP:
        testbed.must(line)
    spoil(STATE / random.choice(FILES[:2] * 3 + FILES), random.choice(WAYS))
    run_commands(testbed, problems)
    clean_up(testbed)
    left = marked_objects()
    if left:
        problems.append({"kind": "leak", "text": "\n".join(left)})
    forget(testbed)
    is_clean = not snapshot.difference([line for line in snapshot.kernel() if "forwarding" not in line],
                                       [line for line in before if "forwarding" not in line])
    return problems, is_clean



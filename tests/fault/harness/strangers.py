"""Commands in another network namespace with the same state directory, and commands with another state directory.

No command may change the host, or the records of the first directory. Only reading commands succeed.
"""
import shutil
import subprocess

import snapshot
from testbed import STATE, Inside

OTHER_STATE = STATE.with_name("other")
READING = ("ls", "inspect n", "ip ls", "port ls", "export", "exists n")
CHANGING = ("create x --subnet 10.88.0.0/24", "connect n b", "disconnect n a", "publish n a 8081:80", "unpublish n a all",
            "update n --label k=v", "rm n", "rm --force n", "prune --force", "reload --all", "verify --repair",
            "gc --force")
STAGES = ((), ("create n --subnet 10.77.0.0/24",),
          ("create n --subnet 10.77.0.0/24", "connect n a --ip 10.77.0.9"),
          ("create n --subnet 10.77.0.0/24", "connect n a --ip 10.77.0.9 -p 8080:80"))
BACK = ("disconnect n a", "rm n")
# What a stranger may do because nothing of the host is concerned.
HARMLESS = ("rm --force n", "prune --force", "reload --all", "verify --repair", "gc --force")
NAMESPACE, DIRECTORY = "namespace", "directory"


def trials():
    return [f"{stage}:{kind}:{line}" for stage in range(1, len(STAGES)) for kind in (NAMESPACE, DIRECTORY)
            for line in (*READING, *CHANGING)]


def run_as_stranger(testbed, kind, line):
    state = STATE if kind == NAMESPACE else OTHER_STATE
    with Inside("z" if kind == NAMESPACE else ""):
        done = subprocess.run(testbed.words(line, state), capture_output=True, text=True, timeout=60)
    return done.returncode, done.stderr.strip()


def judge(kind, line, code, said):
    """Returns the problems of an exit code."""
    if line in READING:
        unknown = kind == DIRECTORY and line.endswith(" n")
        good = (1,) if unknown else (0,)
    else:
        good = (0, 1) if line in HARMLESS else (1,)
    if code not in good:
        return [{"kind": "wrong exit code", "text": f"{line}: {code}: {said[-300:]}"}]
    if code == 1 and not said and not line.startswith("exists"):
        return [{"kind": "no message", "text": line}]
    return []


def run(testbed, trial):
    """Returns the problems, and whether the host is as before."""
    stage, kind, line = trial.split(":", 2)
    OTHER_STATE.mkdir(mode=0o700)
    clean = snapshot.everything()
    for preparation in STAGES[int(stage)]:
        testbed.must(preparation)
    before = snapshot.everything()
    code, said = run_as_stranger(testbed, kind, line)
    problems = judge(kind, line, code, said)
    changed = snapshot.difference(snapshot.everything(), before)
    if changed:
        problems.append({"kind": "foreign host changed", "text": f"{line}: {code}\n" + "\n".join(changed[:12])})
    shutil.rmtree(OTHER_STATE)
    for preparation in BACK:
        testbed.run(preparation)
    left = snapshot.difference(snapshot.everything(), clean)
    if left:
        problems.append({"kind": "leak", "text": "\n".join(left[:12])})
    return problems, not left

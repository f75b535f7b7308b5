"""Many cycles of create, connect, publish, disconnect and rm. The files of the state, the records and the kernel must not
grow."""
import snapshot
from testbed import HOST4, STATE, Probe, wrong_answers

LINES = ("create n --subnet 10.77.0.0/24 --subnet fd77::/64", "connect n a --ip 10.77.0.9", "publish n a 8080:80")
BACK = ("unpublish n a all", "disconnect n a", "rm n")


def size_of_state():
    """Without the file of locks: it has one byte for each entry of the journal since the boot."""
    return sum(path.stat().st_size for path in STATE.rglob("*") if path.is_file() and path.name != "locks")


def cycle(testbed):
    for line in LINES:
        testbed.must(line)
    wrong = wrong_answers([Probe("outside", HOST4, 8080, "a")])
    for line in BACK:
        testbed.must(line)
    return wrong


def run(testbed, cycles):
    """Returns the problems."""
    for _ in range(20):  # the files grow to their usual size
        cycle(testbed)
    before, size, problems = snapshot.everything(), size_of_state(), []
    for number in range(cycles):
        problems += [{"kind": "dead", "text": f"cycle {number}: {text}"} for text in cycle(testbed)]
    left = snapshot.difference(snapshot.everything(), before)
    if left:
        problems.append({"kind": "leak", "text": "\n".join(left[:12])})
    if size_of_state() > size:
        problems.append({"kind": "growth", "text": f"{size} -> {size_of_state()} bytes"})
    return problems

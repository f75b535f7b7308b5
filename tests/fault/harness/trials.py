"""One scenario with many faults. After each fault: the exit code, the state, and real packets are compared with what
they must be. A trial ends in the state before, so the next one can begin.
"""
import faults
import snapshot
from results import DIED
from scenarios import probes_of
from testbed import all_right

UNRELATED = ("create u --subnet 10.55.0.0/24", "connect u z --ip 10.55.0.9", "disconnect u z", "rm u")
RECOVERY = "rm --force nothing"  # recovers what is unfinished, and changes nothing else
SETTLING = 3  # snapshots until the kernel has finished its work of the background
TRUE_CODES = (0, 1, 70, 75)


class Unclean(Exception):
    """The state before cannot be reached again. The host must be created again."""


class Bench:
    """One scenario on one testbed."""

    def __init__(self, testbed, scenario):
        self.testbed, self.scenario = testbed, scenario
        self.words = testbed.words(scenario.line)
        for line in scenario.before_lines():
            testbed.must(line)
        self.prepare()
        self.kernel_before, self.before = snapshot.kernel(), snapshot.everything()
        testbed.must(scenario.line)
        self.after = snapshot.everything()
        self.problems = []
        self.return_to_before()

    def prepare(self):
        if self.scenario.prepare:
            self.scenario.prepare(self.testbed)

    def problem(self, kind, text):
        self.problems.append({"kind": kind, "text": text[:2000]})

    def place(self, *allowed):
        """Which of the allowed states is this? None, after a problem is noted: another one."""
        for _ in range(SETTLING):
            now = snapshot.everything()
            for name in allowed:
                if now == getattr(self, name):
                    return name
        nearest = min((snapshot.difference(now, getattr(self, name)) for name in allowed), key=len)
        self.problem("wrong state", "\n".join(nearest[:12]))
        return None

    def probe(self, place):
        works = self.scenario.works[0 if place == "before" else 1]
        probes = probes_of(works, self.scenario.others)
        if place == "before" and self.scenario.prepare:  # without the tables nothing is reached
            probes = [probe for probe in probes if not probe.expected]
        for wrong in all_right(probes):
            self.problem("dead" if wrong.split(": ")[1].startswith("closed") else "open", f"in the state {place}: {wrong}")

    def expect(self, *allowed):
        place = self.place(*allowed)
        if place:
            self.probe(place)
        return place

    def return_to_before(self):
        for line in self.scenario.back:
            self.testbed.run(line)
        self.prepare()
        if not any(snapshot.everything() == self.before for _ in range(SETTLING)):
            raise Unclean("\n".join(snapshot.difference(snapshot.everything(), self.before)[:12]))

    def run(self, line, *codes):
        code, said = self.testbed.run(line)
        if code not in codes:
            self.problem("wrong exit code", f"{line}: {code}: {said[-400:]}")

    # --- what follows a kill

    def same(self):
        self.run(self.scenario.line, 0)
        self.expect("after")

    def opposite(self):
        for line in self.scenario.back:
            self.run(line, 0, 1)
        self.prepare()
        self.expect("before")

    def unrelated(self):
        for line in UNRELATED:
            self.run(line, *((0, 1) if self.scenario.prepare else (0,)))
        self.expect("before", "after")

    def kill(self, call, number, then, again=()):
        """Returns False if the program did not make that call. `again`: kills of the recovery."""
        if faults.killed(self.words, call, number)[0] != faults.KILLED:
            return False
        for second_call, second_number in again:
            faults.killed(self.testbed.words(RECOVERY), second_call, second_number)
        getattr(self, then)()
        return True

    # --- what follows an error

    def judge(self, code, said, dies_allowed=False):
        """The exit code of the failed command must be right. The next command must leave the state before or after."""
        changed = code == 1 and snapshot.difference(snapshot.kernel(), self.kernel_before)
        if changed:
            self.problem("error but changed", f"{said[-300:]}\n" + "\n".join(changed[:8]))
        if code not in TRUE_CODES:
            kind = "hang" if code == faults.TIMED_OUT else DIED if dies_allowed and code < 0 else "crash"
            self.problem(kind, f"{code}: {said[-300:]}")
        if code in (1, 70, 75) and not said:
            self.problem("no message", f"exit code {code}")
        self.run(RECOVERY, 0)
        allowed = {0: ("after",), 1: ("before",), 75: ("before",)}.get(code, ("before", "after"))
        self.expect(*allowed)

    def fail(self, call, number, error):
        code, said = faults.failed(self.words, call, number, error)
        if code == 127:  # the loader of the system could not start the program
            return False
        self.judge(code, said)
        return True

    def fail_preloaded(self, preload, fault):
        code, said = preload.run(self.words, fault)
        if not preload.struck() or code == 127:
            return False
        self.judge(code, said, dies_allowed=True)
        return True

    # --- a flush of the tables while the command is stopped

    def flush(self, preload, fault, delete_tables):
        code, said = preload.stopped(self.words, fault, delete_tables)
        if not preload.struck():
            return False
        works = () if self.scenario.works[0] is not None else None
        for wrong in all_right([probe for probe in probes_of(works, self.scenario.others) if not probe.expected]):
            self.problem("open", f"without the tables: {wrong}")
        self.run("reload --all", 0)
        allowed = {0: ("after",), 1: ("before",)}.get(code, ("before", "after"))
        if code not in TRUE_CODES:
            self.problem("crash", f"{code}: {said[-300:]}")
        self.expect(*allowed)
        return True

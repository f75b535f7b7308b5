"""The rows of the table: which trials each row has, and how one is run."""
import contextlib
import random

import damage
import faults
import fuzz
import power
import soak
import strangers
import torture
import trials
from scenarios import SCENARIOS, delete_tables
from testbed import Testbed

CHECKS = ("same", "opposite", "unrelated")
MOST_ALLOCATIONS = 20_000
MOST_SENDS = 80


class ScenarioTrials:
    """Trials of one scenario. A trial is named by words that are separated by `:`."""

    def __init__(self, group, arguments):
        self.arguments = arguments
        scenario = SCENARIOS[group]
        folder = arguments.driver_dir if group.startswith("driver_") else None
        self.bench = trials.Bench(Testbed(arguments.program, folder), scenario)
        if arguments.mutate:
            self.bench.after.append("a line that no host has")

    def run(self, trial):
        """Returns how many trials this was, the problems, and whether the host can be used again."""
        self.bench.problems = []
        struck = self.strike(*trial.split(":"))
        clean = True
        try:
            self.bench.return_to_before()
        except trials.Unclean as unclean:
            clean = False
            if struck and not self.bench.problems:
                self.bench.problem("leak", str(unclean))
        return int(struck), self.bench.problems, clean

    def calls(self, changing):
        names = faults.CHANGING if changing else faults.ERRORS
        points = faults.calls_of(self.bench.words, names, changing)
        self.bench.return_to_before()
        return points


class Kill(ScenarioTrials):
    def trials(self):
        checks = ("same", "unrelated") if self.bench.scenario.prepare else CHECKS
        return [f"{call}:{number}:{check}" for call, number in self.calls(True) for check in checks]

    def strike(self, call, number, check):
        return self.bench.kill(call, int(number), check)


class Recovery(ScenarioTrials):
    """Kills the command, and then up to three commands that recover from it."""

    def trials(self):
        return [f"{call}:{number}:{random.choice(CHECKS[:1] if self.bench.scenario.prepare else CHECKS)}:{self.more()}"
                for call, number in self.calls(True)]

    @staticmethod
    def more():
        kills = [(random.choice(("sendmsg", "pwrite64", "pwrite64", "write")), random.randint(1, 12))
                 for _ in range(random.randint(1, 3))]
        return "+".join(f"{call}.{number}" for call, number in kills)

    def strike(self, call, number, check, more):
        again = [one.split(".") for one in more.split("+")]
        return self.bench.kill(call, int(number), check, again)


class Errno(ScenarioTrials):
    def trials(self):
        return [f"{call}:{number}:{error}" for call, number in self.calls(False) for error in faults.ERRORS[call].split()]

    def strike(self, call, number, error):
        return self.bench.fail(call, int(number), error)


class Allocation(ScenarioTrials):
    def __init__(self, group, arguments):
        super().__init__(group, arguments)
        self.preload = faults.Preload(arguments.preload)

    def trials(self):
        low, high = 0, MOST_ALLOCATIONS  # the last allocation that the command makes
        while high - low > 1:
            middle = (low + high) // 2
            faults.output_of(self.bench.words, self.preload.environment(f"allocate:{middle}:0"))
            low, high = (middle, high) if self.preload.struck() else (low, middle)
            self.bench.testbed.run(trials.RECOVERY)
            self.bench.return_to_before()
        return [f"{number}" for number in range(1, low + 1)]

    def strike(self, number):
        return self.bench.fail_preloaded(self.preload, f"allocate:{number}:12")


class Flush(Allocation):
    def trials(self):
        return [f"{number}" for number in range(1, MOST_SENDS)]

    def strike(self, number):
        return self.bench.flush(self.preload, f"send:{number}:stop", delete_tables)


class OwnHost:
    """Trials on a host without a scenario. `size` scales their number."""

    def __init__(self, _group, arguments):
        self.size, self.seed = arguments.size, arguments.seed
        self.testbed = Testbed(arguments.program)


class Damage(OwnHost):
    def trials(self):
        return [str(number) for number in range(int(20_000 * self.size))]

    def run(self, trial):
        problems, clean = damage.run(self.testbed, f"{self.seed} {trial}")
        return 1, problems, clean


class Torture(OwnHost):
    """A trial is named by the processes, the commands of each, and the seed."""

    def trials(self):
        processes, commands = max(4, int(64 * self.size)), max(20, int(500 * self.size))
        return [f"{processes}:{commands}:{self.seed + number}" for number in range(max(2, int(10 * self.size)))]

    def run(self, trial):
        count, problems = torture.run(self.testbed, *map(int, trial.split(":")))
        return count, problems, False  # each run gets a new host


class Soak(OwnHost):
    def trials(self):
        return [f"{number}" for number in range(max(1, int(30_000 * self.size) // 300))]

    def run(self, trial):
        problems = soak.run(self.testbed, 300)
        return 300, problems, not problems


class Strangers(OwnHost):
    def trials(self):
        return strangers.trials()

    def run(self, trial):
        problems, clean = strangers.run(self.testbed, trial)
        return 1, problems, clean


class Fuzz:
    """A trial is named by the target and the seed. The whole run has 10 million runs of each target."""

    def __init__(self, _group, arguments):
        self.fuzzer, self.folder, self.seed = arguments.fuzzer, arguments.results + ".corpora", arguments.seed
        self.pieces = max(1, int(10_000_000 * arguments.size) // fuzz.RUNS)

    def trials(self):
        return [f"{target}:{self.seed + piece}" for piece in range(self.pieces) for target in fuzz.targets()]

    def run(self, trial):
        return fuzz.RUNS, fuzz.run(self.fuzzer, *trial.split(":"), self.folder), True


class Power:
    """A trial is the power cuts of one command. Their number is that of its writes."""

    def __init__(self, _group, arguments):
        self.program = arguments.program

    def trials(self):
        return list(power.COMMANDS)

    def run(self, trial):
        count, problems = power.run(self.program, trial)
        return count, problems, True


ROWS = {"kill": Kill, "recovery": Recovery, "errno": Errno, "allocation": Allocation, "flush": Flush, "damage": Damage,
        "torture": Torture, "soak": Soak, "strangers": Strangers, "fuzz": Fuzz, "power": Power}
ON_OWN_HOST = ("damage", "torture", "soak", "strangers", "fuzz", "power")
NEEDS_PRELOAD = ("allocation", "flush")
NEVER_FLUSHED = ("macvlan", "driver", "reload")  # they have no tables, or begin without them


def groups(arguments):
    for row in arguments.rows:
        if row in NEEDS_PRELOAD and not arguments.preload:
            continue
        if row == "fuzz" and not arguments.fuzzer:
            continue
        if row in ON_OWN_HOST:
            yield f"{row}/host"
            continue
        for name in SCENARIOS:
            chosen = arguments.scenarios.split(",") if arguments.scenarios else SCENARIOS
            if name not in chosen or (name.startswith("driver_") and not arguments.driver_dir):
                continue
            if row == "flush" and name.startswith(NEVER_FLUSHED):
                continue
            yield f"{row}/{name}"


@contextlib.contextmanager
def opened(row, group, arguments):
    yield ROWS[row](group, arguments)

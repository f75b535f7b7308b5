"""The results of all runs in one file, a JSON object per line, and the table that is made from it.

Several processes append to the file. A trial whose line is there is not run again with the same version of the program.
A piece is a part of the trials of one scenario. A finished piece has a line too, with the sums of its trials.
"""
import collections
import json
import os
import pathlib
import time

TITLES = {"kill": "kills, three checks each", "recovery": "kills during recovery", "errno": "call × errno",
          "allocation": "allocation failures", "flush": "flush at each step, then probes", "damage": "damaged files",
          "torture": "torture, commands", "soak": "soak, cycles",
          "strangers": "another namespace or state directory", "fuzz": "fuzzing, runs", "power": "power cuts"}


# Not a problem by itself: without memory the process ended, as after a kill. The state was right afterwards.
DIED = "ended by a signal"
# Not a problem either: a killed command was completed by another one, and its repetition says that there is nothing to do.
REFUSED = "repetition refused"
NOTES = (DIED, REFUSED)


def is_problem(line):
    return any(problem["kind"] not in NOTES for problem in line["problems"])


class Results:
    def __init__(self, path, version=""):
        self.path, self.version = pathlib.Path(path), version
        self.known = {(line["row"], line["id"]) for line in self.lines() if line.get("version") == version}

    def all_lines(self):
        if not self.path.exists():
            return []
        return [json.loads(text) for text in self.path.read_text().splitlines() if text.endswith("}")]

    def lines(self):
        """The lines of trials."""
        return [line for line in self.all_lines() if "piece" not in line]

    def pieces(self):
        """The finished pieces."""
        return [line["piece"] for line in self.all_lines() if "piece" in line]

    def has(self, row, name):
        return (row, name) in self.known

    def append(self, line):
        with open(self.path, "ab", buffering=0) as file:
            os.write(file.fileno(), json.dumps(line).encode() + b"\n")

    def add(self, row, name, problems, seconds, count=1):
        line = {"row": row, "id": name, "count": count, "problems": problems, "seconds": round(seconds, 3),
                "version": self.version}
        self.append(line)
        self.known.add((row, name))
        for problem in problems if is_problem(line) else ():
            print(f"\n{row} {name}: {problem['kind']}: {problem['text']}", flush=True)

    def finish(self, row, scenario, names, options, seed):
        """Adds the sums of a piece whose trials have all been run."""
        lines = [line for line in self.lines()
                 if line["row"] == row and line["id"] in names and line.get("version") == self.version]
        kinds = collections.Counter(problem["kind"] for line in lines for problem in line["problems"])
        self.append({"piece": {
            "test": row, "scenario": scenario, "options": options, "seed": str(seed), "version": self.version,
            "trials": str(sum(line["count"] for line in lines)),
            "problems": ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items())) or "0",
            "seconds": str(round(sum(line["seconds"] for line in lines)))}})

    def table(self):
        rows = collections.defaultdict(lambda: [0, collections.Counter(), 0.0])
        for line in self.lines():
            row = rows[line["row"]]
            row[0] += line["count"]
            row[1].update({problem["kind"] for problem in line["problems"]})
            row[2] += line["seconds"]
        text = "| test | trials | problems | minutes |\n|---|---|---|---|\n"
        for name, title in TITLES.items():
            if name not in rows:
                continue
            count, kinds, seconds = rows[name]
            found = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items())) or "0"
            text += f"| {title} | {count} | {found} | {seconds / 60:.0f} |\n"
        return text


class Progress:
    def __init__(self, title, total):
        self.title, self.total, self.done, self.begin = title, total, 0, time.monotonic()

    def step(self):
        self.done += 1
        seconds = time.monotonic() - self.begin
        left = seconds / self.done * (self.total - self.done)
        print(f"\r{self.title}: {self.done} of {self.total}, {seconds:.0f} s, {left:.0f} s left   ", end="", flush=True)

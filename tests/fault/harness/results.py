"""The results of all runs in one file, a JSON object per line, and the table that is made from it.

Several processes append to the file. A trial whose line is there is not run again.
"""
import collections
import json
import os
import pathlib
import time

TITLES = {"kill": "kills, three checks each", "recovery": "kills during recovery", "errno": "call × errno",
          "allocation": "allocation failures", "flush": "flush at each step, then probes", "damage": "damaged files",
          "torture": "torture, commands", "soak": "soak, cycles",
          "strangers": "another namespace or state directory", "fuzz": "fuzzing, runs"}


# Not a problem by itself: without memory the process ended, as after a kill. The state was right afterwards.
DIED = "ended by a signal"
# Not a problem either: a killed command was completed by another one, and its repetition says that there is nothing to do.
REFUSED = "repetition refused"
NOTES = (DIED, REFUSED)


def is_problem(line):
    return any(problem["kind"] not in NOTES for problem in line["problems"])


class Results:
    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.known = {(line["row"], line["id"]) for line in self.lines()}

    def lines(self):
        if not self.path.exists():
            return []
        return [json.loads(text) for text in self.path.read_text().splitlines() if text.endswith("}")]

    def has(self, row, name):
        return (row, name) in self.known

    def add(self, row, name, problems, seconds, count=1):
        line = {"row": row, "id": name, "count": count, "problems": problems, "seconds": round(seconds, 3)}
        with open(self.path, "ab", buffering=0) as file:
            os.write(file.fileno(), json.dumps(line).encode() + b"\n")
        self.known.add((row, name))
        for problem in problems if is_problem(line) else ():
            print(f"\n{row} {name}: {problem['kind']}: {problem['text']}", flush=True)

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

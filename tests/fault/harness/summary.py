#!/usr/bin/env python3
"""The summary of all runs: a line with tabs for each finished piece. The table of docs/reliability.md is made from it.

usage: summary.py SUMMARY                  prints the table
       summary.py SUMMARY --check DOCUMENT  exit code 1 if the document does not contain exactly this table
       summary.py SUMMARY --write DOCUMENT  replaces the table of the document
"""
import collections
import csv
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from results import NOTES, TITLES  # noqa: E402

COLUMNS = ("test", "scenario", "options", "seed", "version", "trials", "problems", "seconds")
KEY = COLUMNS[:5]
HEAD = "| test | version | scenarios | all points of | seeds | trials | problems | minutes |\n" + "|---" * 8 + "|\n"


def read(path):
    if not pathlib.Path(path).exists():
        return []
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def add(path, pieces):
    """Adds the pieces. A piece that was run again replaces the earlier line."""
    lines = {tuple(piece[name] for name in KEY): piece for piece in [*read(path), *pieces]}
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines[key] for key in sorted(lines))


def problems_of(pieces):
    """The sum of each kind, and after them what is not a problem by itself."""
    kinds = collections.Counter()
    for piece in pieces:
        for number, kind in re.findall(r"(\d+) ([^,]+)", piece["problems"]):
            kinds[kind] += int(number)
    shown = [f"{number} {kind}" for kind, number in sorted(kinds.items()) if kind not in NOTES]
    notes = [f"{kinds[kind]} {kind}" for kind in NOTES if kinds[kind]]
    return "; ".join([", ".join(shown) or "0", *notes])


def is_whole(pieces):
    """Do these pieces of one scenario contain all its points?"""
    shards = collections.defaultdict(set)
    for piece in pieces:
        if "--every" in piece["options"] or "--size" in piece["options"]:
            continue
        part, parts = (re.findall(r"--shard (\d+)/(\d+)", piece["options"]) or [("1", "1")])[0]
        shards[parts].add((part, piece["seed"]))
    return any(len({part for part, of_seed in found if of_seed == seed}) == int(parts)
               for parts, found in shards.items() for _, seed in found)


def row_of(test, version, pieces):
    scenarios = collections.defaultdict(list)
    for piece in pieces:
        scenarios[piece["scenario"]].append(piece)
    whole = sum(map(is_whole, scenarios.values()))
    seeds = ", ".join(sorted({piece["seed"] for piece in pieces}, key=int))
    trials = sum(int(piece["trials"]) for piece in pieces)
    minutes = sum(int(piece["seconds"]) for piece in pieces) / 60
    return (f"| {TITLES[test]} | {version} | {len(scenarios)} | {whole} | {seeds} | {trials} | {problems_of(pieces)} | "
            f"{minutes:.0f} |\n")


def table(path):
    groups = collections.defaultdict(list)
    for piece in read(path):
        groups[piece["test"], piece["version"]].append(piece)
    return HEAD + "".join(row_of(test, version, groups[test, version])
                          for test in TITLES for test_of, version in sorted(groups) if test_of == test)


def main():
    if len(sys.argv) == 2:
        print(table(sys.argv[1]), end="")
        return 0
    if len(sys.argv) != 4 or sys.argv[2] not in ("--check", "--write"):
        sys.exit(__doc__)
    document = pathlib.Path(sys.argv[3])
    text = document.read_text(encoding="utf-8")
    found = re.search(re.escape(HEAD) + r"(\|.*\n)*", text)
    if not found:
        sys.exit(f"{document}: the table of the results is missing")
    if sys.argv[2] == "--write":
        document.write_text(text.replace(found.group(), table(sys.argv[1])), encoding="utf-8")
        return 0
    if found.group() != table(sys.argv[1]):
        print(f"{document}: the table must be:\n{table(sys.argv[1])}", end="")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Checks the tables of docs/comparison.md: every row has its cells, and at its end either the names of tests that
there are, or why the feature is left out.

usage: check_comparison.py FILE CTEST BUILD
"""

import re
import subprocess
import sys

CELLS = 7  # number, feature, Docker, Podman, CNI, ours, proof
LEFT_OUT = "left out: "


def tests_there_are(ctest, build):
    """Names as `ctest -R` finds them: of a test with parameters Suite.Test, without what stands around it."""
    listed = subprocess.run([ctest, "-N"], cwd=build, check=True, capture_output=True, text=True).stdout
    names = set()
    for name in re.findall(r"^ *Test +#\d+: (.*)$", listed, re.MULTILINE):
        found = re.match(r"(?:[\w]+/)?([\w]+\.[\w]+)", name)
        if found:
            names.add(found.group(1))
    return names


def wrongs_of(row, known, numbers):
    cells = [cell.strip() for cell in row.strip().strip("|").split(" | ")]
    if len(cells) != CELLS:
        return [f"{len(cells)} cells, not {CELLS}"]
    wrongs = [f"cell {n + 1} is empty" for n, cell in enumerate(cells) if not cell]
    if cells[0] in numbers:
        wrongs.append("its number is there twice")
    numbers.add(cells[0])
    proof = cells[-1]
    if proof.startswith(LEFT_OUT):
        return wrongs + ([] if len(proof) > len(LEFT_OUT) + 10 else ["there is no reason"])
    named = re.findall(r"`([^`]+)`", proof)
    if not named:
        wrongs.append("neither a test nor \"left out: \" and a reason")
    return wrongs + [f"there is no test {name}" for name in named if name not in known]


def main(file, ctest, build):
    known = tests_there_are(ctest, build)
    with open(file, encoding="utf-8") as lines:
        rows = [line for line in lines if re.match(r"\| \d", line)]
    numbers = set()
    failed = False
    for row in rows:
        for wrong in wrongs_of(row, known, numbers):
            print(f"{file}: row {row.split('|')[1].strip()}: {wrong}")
            failed = True
    left_out = sum(LEFT_OUT in row for row in rows)
    print(f"{len(rows)} rows, {left_out} of them left out on purpose, {len(known)} tests known")
    return 1 if failed or not rows or not known else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

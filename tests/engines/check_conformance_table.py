#!/usr/bin/env python3
"""Checks docs/cni-conformance.md: the requirements have consecutive numbers, and each names tests that exist.

usage: check_conformance_table.py FILE CTEST BUILD
"""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "docs"))
from check_comparison import tests_there_are  # noqa: E402

EVERY_TEST_OF = re.compile(r"every test of `(\w+)`")


def faults_of(number, row, known):
    cells = [cell.strip() for cell in row.strip().strip("|").split(" | ")]
    if len(cells) != 3 or cells[0] != str(number):
        yield f"row {number}: wrong number, or not three cells"
        return
    suite = EVERY_TEST_OF.search(cells[2])
    named = [suite.group(1)] if suite else re.findall(r"`([^`]+)`", cells[2])
    if not named:
        yield f"row {number}: no test"
    for name in named:
        if not any(test == name or test.startswith(name + ".") for test in known):
            yield f"row {number}: there is no test {name}"


def main(file, ctest, build):
    known = tests_there_are(ctest, build)
    text = pathlib.Path(file).read_text(encoding="utf-8")
    rows = re.findall(r"^\| \d.*$", text, re.MULTILINE)
    faults = [fault for number, row in enumerate(rows, 1) for fault in faults_of(number, row, known)]
    after = text[text.rindex(rows[-1]) + len(rows[-1]):] if rows else ""
    faults += [f"there is no test {name}" for name in re.findall(r"`(\w+\.\w+)`", after) if name not in known]
    print("\n".join(faults + [f"{len(rows)} requirements"]))
    return 1 if faults or not rows else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

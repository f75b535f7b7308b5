#!/usr/bin/env python3
"""Checks that the table of docs/conformance.md says what `mydocker driver test --list` says.

usage: check_conformance.py FILE MYDOCKER
With --print in the place of FILE it prints the rows as they should be.
"""

import json
import subprocess
import sys


def rows_that_should_be(mydocker):
    listed = subprocess.run(
        [mydocker, "driver", "test", "--list", "--json"], check=True, capture_output=True, text=True
    ).stdout
    return [
        f"| {check['id']} | {check['level']} | {check['title']} | {check['rule']} | {check['fix']} |"
        for check in json.loads(listed)
    ]


def main():
    wanted = rows_that_should_be(sys.argv[2])
    if sys.argv[1] == "--print":
        print("\n".join(wanted))
        return 0
    with open(sys.argv[1], encoding="utf-8") as file:
        found = [line.rstrip("\n") for line in file if line[:2] == "| " and line[2:3].isupper() and line[3:5].isdigit()]
    missing = [row for row in wanted if row not in found]
    wrong = [row for row in found if row not in wanted]
    for row in missing:
        print("missing: " + row)
    for row in wrong:
        print("wrong:   " + row)
    if found != wanted and not missing and not wrong:
        print("the rows stand in another order")
    print(f"{len(found)} rows, {len(wanted)} checks")
    return 0 if wanted and found == wanted else 1


sys.exit(main())

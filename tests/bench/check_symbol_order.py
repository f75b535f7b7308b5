#!/usr/bin/env python3
"""Checks that the recorded order of functions still fits the program.

usage: check_symbol_order.py ORDER PROGRAM

ORDER is core/cmake/symbol_order.txt, PROGRAM a mydocker with its symbols. Fails if less than 75 % of the names exist
in the program. Then the functions of the usual commands are spread over more pages than necessary; nothing is wrong
otherwise. Repair: tests/bench/record_symbol_order.py.
"""
import pathlib
import subprocess
import sys

SHARE = 0.75


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    wanted = pathlib.Path(sys.argv[1]).read_text().split()
    listed = subprocess.run(["nm", "--defined-only", sys.argv[2]], check=True, capture_output=True, text=True).stdout
    present = {line.split()[-1] for line in listed.splitlines()}
    if not present:
        sys.exit(f"{sys.argv[2]} has no symbols")
    # The compiler can split a function or inline it differently in another build type: compare the name before a dot.
    whole = {name.split(".")[0] for name in present}
    found = sum(name in present or name.split(".")[0] in whole for name in wanted)
    share = found / max(len(wanted), 1)
    print(f"{found} of {len(wanted)} functions exist ({share:.0%})")
    if share < SHARE:
        sys.exit("the order is stale: unshare --net --mount tests/bench/record_symbol_order.py build/release "
                 "core/cmake/symbol_order.txt")


main()

"""Runs tests/fault/power_cut.py for one command."""
import os
import pathlib
import re
import subprocess
import sys

SCRIPT = pathlib.Path(__file__).resolve().parents[1] / "power_cut.py"
COMMANDS = ("create", "apply", "rm")


def run(program, command):
    """Returns the number of power cuts, and the problems."""
    outside = {name: value for name, value in os.environ.items() if name != "MYDOCKER_POWER_CUT_INSIDE"}
    done = subprocess.run([sys.executable, str(SCRIPT), program, "--only", command], capture_output=True, text=True,
                          env=outside)
    cuts = sum(map(int, re.findall(r": (\d+) power cuts", done.stdout)))
    if done.returncode == 0 and cuts:
        return cuts, []
    return cuts, [{"kind": "wrong state", "text": (done.stdout + done.stderr)[-1000:]}]

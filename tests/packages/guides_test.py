"""Runs every command of the guides in docs/how-to in a booted system, in the order in which they are printed.

A block ```sh is run by sh and must succeed. A block ```conf PATH is the content of the file PATH.
"""

import re
import unittest

from machine import Machine
from packages import REPOSITORY, machine_with_guest, machine_with_package

BLOCK = re.compile(r"^```(sh|conf) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run_guide(test, machine, name, before_command=lambda command: None):
    """Runs the guide and returns the outputs of its commands."""
    outputs = []
    for kind, file, text in BLOCK.findall((REPOSITORY / "docs/how-to" / name).read_text()):
        if kind == "conf":
            machine.root.add(file, text)
            continue
        before_command(text)
        outputs.append(machine.run(f"set -e\n{text}").stdout)
    test.assertGreater(len(outputs), 3)
    test.assertEqual(machine.run("nft list ruleset; ip -brief link show group 28004; ip netns list").stdout, "")
    return outputs


class Guides(unittest.TestCase):
    def test_systemd_units(self):
        with Machine(machine_with_package()) as machine:
            def check(command):
                if "restart mydocker-netns@shop" in command:  # the service runs in the namespace now
                    machine.wait_until("ip netns exec shop ss -ltn | grep -q ':80 '")
                    machine.run("python3 -c 'import urllib.request as u; u.urlopen(\"http://10.9.0.7/\", timeout=5)'")
            outputs = run_guide(self, machine, "systemd-units.md", check)
            self.assertIn("10.9.0.7/24", outputs[1])
            self.assertIn("8080", outputs[1])

    def test_systemd_nspawn(self):
        with Machine(machine_with_guest()) as machine:
            def check(command):
                if "network create lan" in command:
                    leader = "machinectl show --property=Leader --value shop"
                    self.assertIn("10.9.0.2/24", machine.run(f"nsenter -t $({leader}) -n ip -brief address").stdout)
                    machine.run(f"nsenter -t $({leader}) -n ping -q -c 1 -W 5 10.9.0.1")
            outputs = run_guide(self, machine, "systemd-nspawn.md", check)
            self.assertIn("shop", outputs[1])

"""Network managers of the host keep away from links of mydocker."""

import unittest

from machine import Machine
from packages import machine_with_package

PROPERTIES = ("NM_UNMANAGED=1", "ID_NET_MANAGED_BY=mydocker")


class UdevRule(unittest.TestCase):
    def test_marks_links_of_mydocker_only(self):
        with Machine(machine_with_package()) as machine:
            machine.run("mydocker network create web && ip netns add a && mydocker network connect web a && "
                        "ip link add other type bridge")
            names = machine.run("ip -brief link show group 28004").stdout.split("\n")
            links = [line.split()[0].split("@")[0] for line in names if line]
            self.assertEqual(len(links), 2)
            for link in links:
                printed = machine.run(f"udevadm test /sys/class/net/{link} 2>&1").stdout
                for line in PROPERTIES:
                    self.assertIn(f"\n{line}\n", printed)
            printed = machine.run("udevadm test /sys/class/net/other 2>&1").stdout
            for line in PROPERTIES:
                self.assertNotIn(line, printed)


class Networkd(unittest.TestCase):
    def test_does_not_change_links_of_mydocker(self):
        root = machine_with_package()
        # These units would change the whole machine, not only the root.
        for unit in ("systemd-udev-trigger", "systemd-sysctl", "systemd-modules-load"):
            (root.path / f"etc/systemd/system/{unit}.service").symlink_to("/dev/null")
        root.add("/etc/systemd/network/50-all-bridges.network",
                 "[Match]\nKind=bridge\n[Network]\nAddress=192.0.2.1/24\nConfigureWithoutCarrier=yes\n")
        with Machine(root, writable_sys=True) as machine:
            machine.run("systemctl start systemd-udevd systemd-networkd")
            machine.run("mydocker network create web --subnet 10.9.0.0/24 && ip link add other type bridge")
            machine.wait_until("ip -brief address show other | grep -q 192.0.2.1")
            self.assertEqual(machine.run("networkctl list web --no-legend").stdout.split()[-1], "unmanaged")
            self.assertNotIn("192.0.2.1", machine.run("ip -brief address show web").stdout)
            machine.run("mydocker network verify && mydocker network rm web")

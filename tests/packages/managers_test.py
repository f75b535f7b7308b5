"""Network managers and firewalls of the host: they keep away from links of mydocker, and forward its traffic if told."""

import unittest

from machine import OUTSIDE, Machine
from packages import MANAGERS, machine_with_package

PROPERTIES = ("NM_UNMANAGED=1", "ID_NET_MANAGED_BY=mydocker")
CREATE = "mydocker network create web --subnet 10.9.0.0/24 && ip netns add a && mydocker network connect web a"
SERVER = "systemd-run --quiet -p NetworkNamespacePath=/run/netns/outside python3 -m http.server 80"
REACH_OUTSIDE = "ip netns exec a python3 -c 'import socket; socket.create_connection((\"198.51.100.2\", 80), 2)'"


def machine_with_udev(root):
    # These units would change the whole machine, not only the root.
    for unit in ("systemd-udev-trigger", "systemd-sysctl", "systemd-modules-load"):
        (root.path / f"etc/systemd/system/{unit}.service").symlink_to("/dev/null")
    return Machine(root, writable_sys=True)


class UdevRule(unittest.TestCase):
    def test_marks_links_of_mydocker_only(self):
        with Machine(machine_with_package()) as machine:
            machine.run(CREATE + " && ip link add other type bridge")
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


class Managers(unittest.TestCase):
    def test_networkd_does_not_change_links_of_mydocker(self):
        root = machine_with_package()
        root.add("/etc/systemd/network/50-all-bridges.network",
                 "[Match]\nKind=bridge\n[Network]\nAddress=192.0.2.1/24\nConfigureWithoutCarrier=yes\n")
        with machine_with_udev(root) as machine:
            machine.run("systemctl start systemd-udevd systemd-networkd")
            machine.run(CREATE + " && ip link add other type bridge")
            machine.wait_until("ip -brief address show other | grep -q 192.0.2.1")
            self.assertEqual(machine.run("networkctl list web --no-legend").stdout.split()[-1], "unmanaged")
            self.assertNotIn("192.0.2.1", machine.run("ip -brief address show web").stdout)
            machine.run("mydocker network verify && mydocker network disconnect web a && mydocker network rm web")

    def test_network_manager_does_not_change_links_of_mydocker(self):
        root = machine_with_package(MANAGERS)
        # NetworkManager ignores veth pairs by a rule of its own. Without it, only our rule can decide.
        root.add("/etc/udev/rules.d/85-nm-unmanaged.rules", "")
        # By default it manages no bridge that another program has created. Here it manages every link.
        root.add("/etc/NetworkManager/NetworkManager.conf", "[main]\nplugins=keyfile\nno-auto-default=\n")
        with machine_with_udev(root) as machine:
            machine.run("systemctl start systemd-udevd NetworkManager")
            machine.run(CREATE + " && ip link add other type veth peer name another")
            machine.wait_until("nmcli -t -f DEVICE,STATE device | grep ^other: | grep -vq unmanaged")
            states = dict(line.split(":") for line in machine.run("nmcli -t -f DEVICE,STATE device").stdout.splitlines())
            for link in machine.run("ls -d /sys/class/net/*/brport | cut -d / -f 5; echo web").stdout.split():
                self.assertEqual(states[link], "unmanaged", states)
            machine.run("mydocker network verify && mydocker network disconnect web a && mydocker network rm web")


class Firewalls(unittest.TestCase):
    """The commands of docs/install.md."""

    def root(self):
        root = machine_with_package(MANAGERS)
        for unit in ("firewalld", "NetworkManager"):  # Debian enables both
            (root.path / f"etc/systemd/system/multi-user.target.wants/{unit}.service").unlink()
        return root

    def begin(self, machine):
        machine.run(f"{CREATE} && {OUTSIDE} && {SERVER}")
        machine.wait_until(REACH_OUTSIDE)

    def test_ufw_forwards_after_two_rules(self):
        with Machine(self.root()) as machine:
            self.begin(machine)
            machine.run("ufw --force enable")
            machine.wait_until(f"! {REACH_OUTSIDE}")
            machine.run("ufw route allow in on web && ufw route allow out on web")
            machine.run(REACH_OUTSIDE)
            machine.run("mydocker network verify && ufw reload && mydocker network verify")
            machine.run(REACH_OUTSIDE)

    def test_firewalld_forwards_after_the_bridge_is_trusted(self):
        with Machine(self.root()) as machine:
            self.begin(machine)
            machine.run("systemctl start firewalld")
            machine.wait_until(f"! {REACH_OUTSIDE}")
            machine.run("firewall-cmd --permanent --zone=trusted --add-interface=web && firewall-cmd --reload")
            machine.run("mydocker network verify")
            machine.wait_until(REACH_OUTSIDE)

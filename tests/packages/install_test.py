"""Installation, upgrade, removal and purge in a booted system."""

import unittest

from machine import Machine, call
from packages import DEB, machine_with_package, new_folder, new_root

# What dpkg and the system write in any case.
NOT_OURS = ("./var/lib/dpkg", "./var/lib/dbus", "./var/lib/systemd", "./var/log", "./var/cache", "./var/tmp", "./tmp",
            "./srv", "./run", "./proc", "./sys", "./dev", "./etc/machine-id", "./etc/resolv.conf")


def files_of(root):
    skipped = sum((["-path", name, "-prune", "-o"] for name in NOT_OURS), [])
    return call(["find", ".", *skipped, "-print"], cwd=root.path).stdout.splitlines()


def other_version(version):
    """The same package with another version."""
    folder = new_folder("repack")
    call(["dpkg-deb", "--raw-extract", str(DEB), str(folder / "tree")])
    control = folder / "tree/DEBIAN/control"
    text = control.read_text()
    lines = [f"Version: {version}" if line.startswith("Version:") else line for line in text.splitlines()]
    control.write_text("\n".join(lines) + "\n")
    call(["dpkg-deb", "--build", "--root-owner-group", "-Znone", str(folder / "tree"), str(folder / "other.deb")])
    return folder / "other.deb"


class Install(unittest.TestCase):
    def test_create_connect_ping_remove(self):
        root = new_root()
        root.copy(DEB, "/srv/mydocker.deb")
        with Machine(root) as machine:
            machine.run("dpkg -i /srv/mydocker.deb")
            machine.run("mydocker network create web --subnet 10.9.0.0/24")
            machine.run("for n in a b; do ip netns add $n; mydocker network connect web $n; done")
            machine.run("ip netns exec a ping -q -c 1 -W 5 10.9.0.3")
            for command in ("disconnect web a", "disconnect web b", "rm web"):
                machine.run(f"mydocker network {command}")
            self.assertEqual(machine.run("nft list ruleset; ip -brief link show group 28004").stdout, "")

    def test_an_upgrade_with_live_containers_loses_no_packet(self):
        root = new_root()
        root.copy(other_version("0.0.1-1"), "/srv/old.deb")
        root.copy(DEB, "/srv/new.deb")
        with Machine(root) as machine:
            machine.run("dpkg -i /srv/old.deb && systemctl enable --now mydocker-network")
            machine.run("mydocker network create web --subnet 10.9.0.0/24")
            machine.run("for n in a b; do ip netns add $n; mydocker network connect web $n; done")
            before = machine.run("ip -o link; ip netns exec a ip -o address; nft list ruleset").stdout
            # Each line is one group of ten packets.
            pings = machine.start("while [ ! -e /run/stop ]; do ip netns exec a ping -q -c 10 -i 0.01 -W 5 10.9.0.3 | "
                                  "grep -o '[0-9]* received'; done")
            machine.run("dpkg -i /srv/new.deb && touch /run/stop")
            groups = pings.communicate(timeout=60)[0].splitlines()
            self.assertEqual(set(groups), {"10 received"})
            self.assertNotIn("0.0.1", machine.run("dpkg-query -W mydocker").stdout)
            self.assertEqual(machine.run("ip -o link; ip netns exec a ip -o address; nft list ruleset").stdout, before)
            machine.run("mydocker network verify && mydocker network disconnect web a")

    def test_without_a_running_systemd_the_installation_works(self):
        root = machine_with_package()
        call(["chroot", str(root.path), "dpkg", "-P", "mydocker"])
        self.assertFalse((root.path / "usr/bin/mydocker").exists())


class Purge(unittest.TestCase):
    def test_leaves_nothing(self):
        root = new_root()
        root.copy(DEB, "/srv/mydocker.deb")
        before = files_of(root)
        with Machine(root) as machine:
            machine.run("dpkg -i /srv/mydocker.deb")
            machine.run("systemctl enable --now mydocker-network mydocker-nft-watch")
            root.add("/etc/mydocker/netns.d/a.conf", "web\n")
            machine.run("mydocker network create web && systemctl enable --now mydocker-netns@a")
            machine.run("systemctl disable --now mydocker-netns@a && mydocker network rm web")
            machine.run("dpkg -P mydocker")
            self.assertEqual(machine.run("ls -d /run/mydocker /run/mydocker/*", check=False).stdout, "")
            self.assertEqual(machine.run("nft list ruleset; ip -brief link show group 28004").stdout, "")
            self.assertEqual(machine.run("systemctl --failed --no-legend").stdout, "")
        self.assertEqual([name for name in files_of(root) if name not in before], [])

    def test_with_networks_in_the_kernel_keeps_them_and_prints_how_to_remove_them(self):
        root = machine_with_package()
        before = files_of(new_root())
        with Machine(root) as machine:
            machine.run("mydocker network create web --subnet 10.9.0.0/24 && mydocker network create idle")
            machine.run("for n in a b; do ip netns add $n; mydocker network connect web $n; done")
            machine.run("ip netns delete b")
            removed = machine.run("dpkg -r mydocker").stderr
            commands = [line.strip() for line in removed.splitlines() if line.startswith("  mydocker ")]
            self.assertIn("mydocker network disconnect web a", commands)
            self.assertIn("mydocker network rm web", commands)
            machine.run("ip netns exec a ping -q -c 1 -W 5 10.9.0.1")
            purged = machine.run("dpkg -P mydocker").stderr
            self.assertIn("networks are still in the kernel", purged)
            for command in commands:
                self.assertIn(f"  {command}\n", purged)
            machine.run("ip netns exec a ping -q -c 1 -W 5 10.9.0.1")
            machine.run("dpkg -i /srv/0.deb")
            for command in commands:
                machine.run(command)
            machine.run("dpkg -P mydocker")
            self.assertEqual(machine.run("nft list ruleset; ip -brief link show group 28004").stdout, "")
        self.assertEqual([name for name in files_of(root) if name not in before], [])

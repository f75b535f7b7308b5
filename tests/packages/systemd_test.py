"""The package in a booted systemd: networks at boot, flushed rulesets, namespaces of units."""

import unittest

from machine import OUTSIDE, Failure, Machine
from packages import machine_with_guest, machine_with_package

TWO_NETWORKS = """networks:
  web:
    subnets: [{prefix: 10.9.0.0/24}]
  db:
    internal: true
"""
FAR_SIDE = "ip netns exec {name} ping -q -c 1 -W 5 {address}"


class Boot(unittest.TestCase):
    def test_networks_are_back_after_a_reboot(self):
        root = machine_with_package()
        with Machine(root) as machine:
            root.add("/etc/mydocker/networks.d/two.yaml", TWO_NETWORKS)
            machine.run("systemctl enable --now mydocker-network")
            machine.run("mydocker network create third")
            self.assertIn("db", machine.run("ip -brief link show group 28004").stdout)
        with Machine(root) as machine:
            links = machine.run("ip -brief link show group 28004").stdout
            for name in ("web", "db", "third"):
                self.assertIn(name, links)
            machine.run("mydocker network verify")
            machine.run("ip netns add a && mydocker network connect web a")
            machine.run(FAR_SIDE.format(name="a", address="10.9.0.1"))

    def test_without_the_unit_nothing_is_created(self):
        root = machine_with_package()
        with Machine(root) as machine:
            enabled = machine.run("systemctl list-unit-files 'mydocker*' --state=enabled --no-legend", check=False)
            self.assertEqual(enabled.stdout, "")
            machine.run("mydocker network create web")
        with Machine(root) as machine:
            self.assertEqual(machine.run("ip -brief link show group 28004").stdout, "")

    def test_a_wrong_file_is_reported_and_the_unit_stays_active(self):
        root = machine_with_package()
        with Machine(root) as machine:
            root.add("/etc/mydocker/networks.d/two.yaml", TWO_NETWORKS)
            root.add("/etc/mydocker/networks.d/wrong.yaml", "networks: {x: {driver: brige}}\n")
            machine.run("mydocker network create kept")
            machine.run("systemctl start mydocker-network")
            self.assertEqual(machine.run("systemctl is-active mydocker-network").stdout, "active\n")
            journal = machine.run("journalctl -u mydocker-network --no-pager").stdout
            self.assertIn("error: /etc/mydocker/networks.d/wrong.yaml:1: network \"x\": ", journal)
            self.assertNotEqual(machine.run("systemctl reload mydocker-network", check=False).returncode, 0)
            (root.path / "etc/mydocker/networks.d/wrong.yaml").unlink()
            machine.run("systemctl reload mydocker-network")
            machine.run("ip link show db")


class Flush(unittest.TestCase):
    def begin(self, machine):
        machine.run("mydocker network create web --subnet 10.9.0.0/24 && ip netns add a && "
                    "mydocker network connect web a -p 8080:80")

    def test_a_restart_a_reload_and_a_stop_of_nftables_are_followed(self):
        with Machine(machine_with_package()) as machine:
            machine.run("systemctl enable --now nftables mydocker-network")
            self.begin(machine)
            tables = machine.run("nft list ruleset").stdout
            for change in ("restart nftables", "reload nftables", "stop nftables && systemctl start nftables"):
                machine.run(f"systemctl {change}")
                machine.wait_until("systemctl is-active mydocker-network && mydocker network verify")
                self.assertEqual(machine.run("nft list ruleset").stdout, tables, change)
            self.assertNotIn("table inet mydocker", machine.run("nft flush ruleset; nft list ruleset").stdout)

    def test_the_watch_repairs_after_every_flush(self):
        with Machine(machine_with_package()) as machine:
            self.begin(machine)
            tables = machine.run("nft list table inet mydocker").stdout
            machine.run("systemctl enable --now mydocker-nft-watch")
            for flush in ("flush ruleset", "flush table inet mydocker", "delete table inet mydocker"):
                machine.run(f"nft {flush}")
                machine.wait_until("mydocker network verify")
                self.assertEqual(machine.run("nft list table inet mydocker").stdout, tables, flush)
            machine.run("mydocker network disconnect web a && mydocker network rm web")
            self.assertEqual(machine.run("nft list ruleset; ip -brief link show group 28004").stdout, "")


class Netns(unittest.TestCase):
    def test_a_namespace_for_a_unit(self):
        root = machine_with_package()
        with Machine(root) as machine:
            root.add("/etc/mydocker/networks.d/two.yaml", TWO_NETWORKS)
            root.add("/etc/mydocker/netns.d/shop-1.conf", "# two networks\n\nweb -p 8080:80 --ip 10.9.0.7\ndb\n")
            root.add("/etc/systemd/system/shop.service",
                     "[Unit]\nBindsTo=mydocker-netns@shop-1.service\nAfter=mydocker-netns@shop-1.service\n"
                     "[Service]\nType=exec\nNetworkNamespacePath=/run/netns/shop-1\nExecStart=sleep infinity\n")
            machine.run("systemctl daemon-reload && systemctl start mydocker-network && systemctl start shop")
            pid = machine.run("systemctl show -P MainPID shop").stdout.strip()
            self.assertIn("10.9.0.7/24", machine.run(f"nsenter -t {pid} -n ip -brief address").stdout)
            self.assertIn("8080", machine.run("mydocker network port ls").stdout)
            machine.run("ping -q -c 1 -W 5 10.9.0.7")
            machine.run("systemctl stop mydocker-netns@shop-1")
            self.assertEqual(machine.run("ip netns list; mydocker network port ls -q; ls /run/mydocker/netns").stdout, "")
            self.assertNotEqual(machine.run("systemctl is-active shop", check=False).returncode, 0)
            machine.run("mydocker network rm web db")

    def test_a_failed_start_leaves_nothing(self):
        root = machine_with_package()
        with Machine(root) as machine:
            machine.run("mydocker network create web")
            root.add("/etc/mydocker/netns.d/shop.conf", "web\nmissing\n")
            self.assertNotEqual(machine.run("systemctl start mydocker-netns@shop", check=False).returncode, 0)
            self.assertIn("missing", machine.run("journalctl -u mydocker-netns@shop --no-pager").stdout)
            self.assertEqual(machine.run("ip netns list").stdout, "")
            machine.run("mydocker network rm web")

    def test_a_killed_start_is_cleaned_up_at_every_step(self):
        root = machine_with_package()
        # The program that the script runs kills the script before or after the real command.
        root.add("/srv/mydocker", "#!/bin/sh\nn=$(cat /srv/calls); echo $((n + 1)) > /srv/calls\n"
                 "[ $n != $(cat /srv/before) ] || { kill -9 $PPID; exit; }\n/usr/bin/mydocker \"$@\"\n"
                 "[ $n != $(cat /srv/after) ] || kill -9 $PPID\n", 0o755)
        root.add("/etc/systemd/system/mydocker-netns@.service.d/kill.conf",
                 "[Service]\nEnvironment=MYDOCKER_PROGRAM=/srv/mydocker\n")
        root.add("/etc/mydocker/netns.d/shop.conf", "web -p 8080:80\ndb\n")
        with Machine(root) as machine:
            machine.run("mydocker network create web && mydocker network create db")
            for before, after in ((0, -1), (-1, 0), (1, -1), (-1, 1)):
                machine.run(f"echo 0 > /srv/calls; echo {before} > /srv/before; echo {after} > /srv/after")
                self.assertNotEqual(machine.run("systemctl start mydocker-netns@shop", check=False).returncode, 0)
                left = "ip netns list; mydocker network port ls -q; ls /run/mydocker/netns; ls /sys/class/net | grep veth"
                self.assertEqual(machine.run(left, check=False).stdout, "", (before, after))
            machine.run("echo 9 > /srv/calls; systemctl start mydocker-netns@shop && ip netns exec shop true")

    def test_a_restart_keeps_the_address_and_the_port(self):
        root = machine_with_package()
        with Machine(root) as machine:
            machine.run("mydocker network create web --subnet 10.9.0.0/24")
            root.add("/etc/mydocker/netns.d/shop.conf", "web -p 8080:80 --ip 10.9.0.7\n")
            shown = "mydocker network inspect web --format '{{range .Containers}}{{.IPv4Address}} {{.MacAddress}}{{end}}'"
            machine.run("systemctl start mydocker-netns@shop")
            before = machine.run(f"{shown}; mydocker network port ls").stdout
            machine.run("systemctl restart mydocker-netns@shop")
            self.assertEqual(machine.run(f"{shown}; mydocker network port ls").stdout, before)
            self.assertIn("8080", before)

    def test_twenty_namespaces_start_and_stop_at_once(self):
        root = machine_with_package()
        names = [f"mydocker-netns@n{number}" for number in range(20)]
        with Machine(root) as machine:
            machine.run("mydocker network create web && mydocker network create db")
            for number in range(20):
                root.add(f"/etc/mydocker/netns.d/n{number}.conf", "web\ndb\n")
            machine.run("systemctl start " + " ".join(names))
            count = "mydocker network inspect {} --format '{{{{len .Containers}}}}'"
            self.assertEqual(machine.run(count.format("web") + ";" + count.format("db")).stdout, "20\n20\n")
            machine.run("mydocker network verify && systemctl stop " + " ".join(names))
            self.assertEqual(machine.run("ip netns list; ls /sys/class/net | grep veth", check=False).stdout, "")
            machine.run("mydocker network rm web db")

    def test_the_namespace_of_another_program_is_kept(self):
        root = machine_with_package()
        with Machine(root) as machine:
            machine.run("mydocker network create web && ip netns add shop")
            root.add("/etc/mydocker/netns.d/shop.conf", "web\n")
            self.assertNotEqual(machine.run("systemctl start mydocker-netns@shop", check=False).returncode, 0)
            self.assertIn("another program has created it",
                          machine.run("journalctl -u mydocker-netns@shop --no-pager").stdout)
            self.assertEqual(machine.run("ip netns list").stdout, "shop\n")

    def test_without_a_file_the_error_says_what_to_write(self):
        with Machine(machine_with_package()) as machine:
            with self.assertRaises(Failure):
                machine.run("systemctl start mydocker-netns@shop")
            journal = machine.run("journalctl -u mydocker-netns@shop --no-pager").stdout
            self.assertIn('error: file "/etc/mydocker/netns.d/shop.conf" does not exist', journal)
            self.assertIn("hint: write one network per line", journal)


class Nspawn(unittest.TestCase):
    START = ("systemd-run --quiet --collect --unit={0} systemd-nspawn --quiet --keep-unit --read-only --as-pid2 --machine={0} "
             "--directory=/var/lib/machines/shop --network-namespace-path=/run/netns/{0} {1}")
    REACH_PORT = "ip netns exec outside python3 -c 'import socket; socket.create_connection((\"198.51.100.1\", 8080), 5)'"
    KERNEL = "nft list ruleset; ls /sys/class/net; ip netns list"

    def test_two_machines_from_start_to_end(self):
        root = machine_with_guest()
        with Machine(root) as machine:
            machine.run(f"mydocker network create web --subnet 10.9.0.0/24 && {OUTSIDE}")
            before = machine.run(self.KERNEL).stdout
            root.add("/etc/mydocker/netns.d/shop.conf", "web -p 8080:80 --ip 10.9.0.7\n")
            root.add("/etc/mydocker/netns.d/box.conf", "web\n")
            machine.run("systemctl start mydocker-netns@shop mydocker-netns@box")
            for _ in range(2):  # also after a restart of the machines
                machine.run(self.START.format("shop", "python3 -m http.server 80"))
                machine.run(self.START.format("box", "sleep infinity"))
                machine.wait_until("machinectl show box && machinectl show shop")
                self.assertIn("10.9.0.7", machine.run("machinectl status shop --no-pager").stdout)
                machine.wait_until(self.REACH_PORT)
                leader = "$(machinectl show --property=Leader --value box)"
                machine.run(f"nsenter --target {leader} --net ping -q -c 1 -W 5 10.9.0.7")
                machine.run("mydocker network verify && systemctl stop shop box")
            machine.run("systemctl stop mydocker-netns@shop mydocker-netns@box")
            self.assertEqual(machine.run(self.KERNEL).stdout, before)

    def test_a_machine_that_is_killed_leaves_only_a_dead_endpoint(self):
        with Machine(machine_with_guest()) as machine:
            machine.run("mydocker network create lan --internal")
            machine.run("systemd-run --unit=box systemd-nspawn --quiet --keep-unit --boot --machine=box "
                        "--directory=/var/lib/machines/shop --private-network")
            machine.wait_until("machinectl show box")
            machine.run("mydocker network connect lan box && mydocker network verify")
            machine.run("systemctl kill --signal=KILL box")
            machine.wait_until("mydocker network reload lan && "
                               "[ $(mydocker network inspect lan --format '{{len .Containers}}') = 0 ]")
            self.assertEqual(machine.run("ls /sys/class/net | grep veth", check=False).stdout, "")
            machine.run("mydocker network rm lan")

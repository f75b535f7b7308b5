"""The package mydocker-docker-driver in a booted systemd: the socket starts the driver, and the driver exits."""

import unittest

from machine import Machine
from packages import DOCKER_DRIVER, machine_with_package

SOCKET = "/run/docker/plugins/mydocker.sock"
CALL = """python3 - <<'END'
import socket
client = socket.socket(socket.AF_UNIX)
client.connect("{socket}")
client.sendall(b"POST /{name} HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 2\\r\\n\\r\\n{{}}")
print(b"".join(iter(lambda: client.recv(4096), b"")).decode())
END
"""


def call_driver(machine, name):
    return machine.run(CALL.format(socket=SOCKET, name=name)).stdout


class DockerDriver(unittest.TestCase):
    def test_each_call_finds_the_driver_and_no_process_stays(self):
        with Machine(machine_with_package(more=[DOCKER_DRIVER])) as machine:
            self.assertEqual(machine.run(f"ls {SOCKET}", check=False).stdout, "")
            machine.run("systemctl enable --now mydocker-docker-driver.socket")
            self.assertEqual(machine.run(f"stat -c %a {SOCKET}").stdout, "600\n")
            for _ in range(2):
                self.assertIn("NetworkDriver", call_driver(machine, "Plugin.Activate"))
                machine.wait_until("! systemctl is-active --quiet mydocker-docker-driver.service", 40)
            self.assertIn("no call", call_driver(machine, "NetworkDriver.Unknown"))
            machine.run("journalctl -u mydocker-docker-driver --no-pager | grep 'no call'")

    def test_a_purge_leaves_no_file(self):
        with Machine(machine_with_package(more=[DOCKER_DRIVER])) as machine:
            machine.run("systemctl enable --now mydocker-docker-driver.socket")
            machine.run("dpkg --purge mydocker-docker-driver")
            left = machine.run("find /etc /usr /run /var/lib -name 'mydocker-docker-driver*' -not -path '/var/lib/dpkg/*'")
            self.assertEqual(left.stdout, "")
            self.assertEqual(machine.run(f"ls {SOCKET}", check=False).stdout, "")

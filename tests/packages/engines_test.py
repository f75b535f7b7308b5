"""Containers of real engines are connected by name and id: runc, crun and Podman, without a daemon."""

import shutil
import unittest

from machine import call
from packages import BASE, DEB, new_folder

SETUP = """set -e
umount /sys/fs/cgroup/unified 2> /dev/null || true
mount -t tmpfs -o mode=755 tmpfs /run
ip link set lo up
mkdir -p /run/root /run/bundle /run/layers
mount -t tmpfs tmpfs /run/layers
mkdir /run/layers/changes /run/layers/work
mount -t overlay overlay -o lowerdir={base},upperdir=/run/layers/changes,workdir=/run/layers/work /run/root
dpkg-deb --extract {deb} /run/mydocker
mydocker() {{ /run/mydocker/usr/bin/mydocker --state-dir /run/state -q "$@"; }}
mydocker network create web --subnet 10.9.0.0/24
"""

BUNDLE = """cd /run/bundle
runc spec
python3 - <<'END'
import json
spec = json.load(open("config.json"))
spec["process"].update(terminal=False, args=["sleep", "1000"])
spec["process"].pop("rlimits", None)
spec["root"] = {"path": "/run/root", "readonly": True}
json.dump(spec, open("config.json", "w"))
END
"""

PODMAN = """mkdir /run/podman
mount -t tmpfs tmpfs /var/lib/containers
cat > /run/containers.conf <<'END'
[containers]
cgroups="disabled"
default_ulimits=["nofile=1024:1024", "nproc=1024:1024"]
[engine]
runtime="crun"
cgroup_manager="cgroupfs"
events_logger="file"
END
export CONTAINERS_CONF=/run/containers.conf
podman() { command podman --log-level=error --storage-driver vfs "$@"; }
"""


def run(script):
    text = SETUP.format(base=BASE, deb=DEB) + script
    return call(["unshare", "--mount", "--net", "sh", "-c", "mount --make-rprivate /\n" + text])


def needs(*tools):
    missing = [tool for tool in tools if not shutil.which(tool)]
    return unittest.skipIf(missing, f"there is no {', '.join(missing)} here")


class Engines(unittest.TestCase):
    @needs("runc")
    def test_runc(self):
        done = run(BUNDLE + """
            runc run --detach shop < /dev/null > /run/output 2>&1
            mydocker network connect web shop
            runc exec shop ip -brief address show eth0
            mydocker network disconnect web shop
            mydocker network inspect --format '{{len .Containers}}' web
            runc delete --force shop""")
        self.assertIn("10.9.0.2/24", done.stdout)
        self.assertEqual(done.stdout.splitlines()[-1], "0")

    @needs("runc", "crun")
    def test_several_containers_of_one_name_are_refused(self):
        done = run(BUNDLE + """
            runc run --detach shop < /dev/null > /run/output 2>&1
            crun --cgroup-manager=disabled run --detach shop < /dev/null > /run/output 2>&1
            ip netns add shop
            ! mydocker network connect web shop
            mydocker network inspect --format '{{len .Containers}}' web
            runc delete --force shop
            ip netns delete shop
            mydocker network connect web shop
            crun exec shop ip -brief address show eth0
            mydocker network disconnect web shop
            crun delete --force shop""")
        self.assertIn("\"shop\" is the name of several containers\n", done.stderr)
        self.assertRegex(done.stderr, r"hint: for the container of runc with ID shop, use: --pid \d+\n")
        self.assertRegex(done.stderr, r"hint: for the container of crun with ID shop, use: --pid \d+\n")
        self.assertIn("hint: for the namespace of ip netns, use: --netns /run/netns/shop\n", done.stderr)
        self.assertEqual(done.stdout.splitlines()[1], "0")
        self.assertIn("10.9.0.2/24", done.stdout)

    @needs("podman", "crun")
    def test_podman_by_name_and_by_id(self):
        done = run(PODMAN + """
            id=$(podman run --detach --name shop --network none --rootfs /run/root sleep 1000)
            short=$(echo "$id" | cut -c 1-12)
            mydocker network connect web "$short" --format '{{.Name}}'
            podman exec shop ip -brief address show eth0
            ! mydocker network connect web shop
            mydocker network disconnect web "$id"
            mydocker network connect web shop
            mydocker network disconnect web shop
            podman rm --force shop > /dev/null""")
        self.assertIn("shop\n", done.stdout)
        self.assertIn("10.9.0.2/24", done.stdout)
        self.assertIn("already connected", done.stderr)

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


CONTAINERD = """mkdir /run/service
echo 'disabled_plugins = ["io.containerd.grpc.v1.cri"]' > /run/service/config.toml
containerd --config /run/service/config.toml --root /run/service/root --state /run/containerd \
  --address /run/service/socket > /run/service/log 2>&1 &
service=$!
ctr() { command ctr --address /run/service/socket "$@"; }
until ctr version > /dev/null 2>&1; do sleep 0.1; done
"""

DOCKER = """mkdir -p /run/service /var/lib/docker /var/lib/containerd
mount -t tmpfs tmpfs /var/lib/docker
mount -t tmpfs tmpfs /var/lib/containerd
echo 'int pause(void); int main(void) { for (;;) pause(); }' | gcc -static -x c -o /run/service/wait -
dockerd --host unix:///run/service/socket --iptables=false --bridge=none --storage-driver=vfs > /run/service/log 2>&1 &
service=$!
docker() { command docker --host unix:///run/service/socket "$@"; }
until docker version > /dev/null 2>&1; do sleep 0.1; done
tar -C /run/service -c wait | docker import - image > /dev/null
"""


def run(script):
    """Runs the script in new namespaces. All its processes end with it."""
    text = "mount --make-rprivate /\n" + SETUP.format(base=BASE, deb=DEB) + script
    return call(["timeout", "120", "unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc",
                 "sh", "-c", text])


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

    @needs("containerd", "ctr", "runc")
    def test_containerd(self):
        done = run(CONTAINERD + """
            ctr run --detach --rootfs /run/root shop /bin/sleep 1000
            mydocker network connect web shop
            ip -brief address show web
            nsenter --target "$(cat /run/containerd/io.containerd.runtime.v2.task/default/shop/init.pid)" --net \
              ip -brief address show eth0
            mydocker network disconnect web shop
            ctr task kill --signal KILL shop
            kill $service""")
        self.assertIn("10.9.0.2/24", done.stdout)

    @needs("dockerd", "docker", "containerd", "gcc")
    def test_docker_by_name_and_by_id(self):
        done = run(DOCKER + """
            id=$(docker run --detach --name shop --network none image /wait)
            mydocker network connect web "$(echo "$id" | cut -c 1-12)" --format '{{.Name}}'
            nsenter --target "$(docker inspect --format '{{.State.Pid}}' shop)" --net ip -brief address show eth0
            ! mydocker network connect web shop
            mydocker network disconnect web "$id"
            mydocker network connect web shop
            docker rm --force shop
            ! mydocker network connect web shop
            kill $service""")
        self.assertIn("shop\n", done.stdout)
        self.assertIn("10.9.0.2/24", done.stdout)
        self.assertIn("already connected", done.stderr)
        self.assertIn("/run/netns/shop", done.stderr)  # no such container runs now

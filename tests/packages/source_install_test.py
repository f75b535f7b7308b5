"""./run install and ./run uninstall, in a /usr/local of their own."""

import unittest

from machine import call
from packages import REPOSITORY

SCRIPT = """set -e
mount --make-rprivate /
for folder in /usr/local /run; do mount -t tmpfs -o mode=755 tmpfs $folder; done
mkdir /run/changes /run/work
mount -t overlay overlay -o lowerdir=/var/lib,upperdir=/run/changes,workdir=/run/work /var/lib
rm -rf /var/lib/mydocker
mkdir -p /usr/local/bin /usr/local/lib/mydocker/drivers /usr/local/share/man
touch /usr/local/bin/other /usr/local/lib/mydocker/drivers/other.so
find /usr/local > /run/before
./run install
test -x /usr/local/libexec/mydocker/mydocker-netns
ip link set lo up
/usr/local/bin/mydocker -q network create web --subnet 10.9.0.0/24
/usr/local/bin/mydocker driver ls --format '{{.File}}'
ip netns add a
/usr/local/bin/mydocker -q network connect web a
./run uninstall
echo files that remain:
find /usr/local > /run/after
grep -vxFf /run/before /run/after || true
"""


@unittest.skipUnless((REPOSITORY / "build/release/bin/mydocker").exists(), "there is no build of the preset release")
class SourceInstall(unittest.TestCase):
    def test_uninstall_removes_what_install_has_installed(self):
        # The tests have no systemd, and apt must not run.
        done = call(["unshare", "--mount", "--net", "sh", "-c", SCRIPT], cwd=REPOSITORY)
        self.assertIn("/usr/local/lib/mydocker/drivers/bridge.so", done.stdout)
        self.assertIn("warning: these networks stay in the kernel", done.stderr)
        self.assertIn("  mydocker network disconnect web a\n  mydocker network rm web\n", done.stderr)
        self.assertEqual(done.stdout.split("files that remain:\n")[1], "")

    def test_uninstall_without_an_installation_is_refused(self):
        done = call(["unshare", "--mount", "sh", "-c",
                     "mount --make-rprivate / && mount -t tmpfs tmpfs /usr/local && ./run uninstall"],
                    cwd=REPOSITORY, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("hint: ./run uninstall removes only what ./run install has installed", done.stderr)

"""The first commands of README.md, as printed, after an installation with apt and from the tarball."""

import re
import time
import unittest

from machine import Machine
from packages import DEB, REPOSITORY, TARBALL, new_root

LIMIT = 60  # seconds from the package to the end of the commands
FIRST_COMMAND = "    sudo ip netns add shop\n"


def quick_start():
    """The commands of the block, without sudo: the user is root."""
    text = (REPOSITORY / "README.md").read_text()
    block = re.match(r"(?:    .+\n)+", text[text.index(FIRST_COMMAND):]).group()
    return [line.strip().removeprefix("sudo ") for line in block.splitlines()]


class QuickStart(unittest.TestCase):
    def run_it(self, install, path=""):
        """Installs, and runs the commands. Nothing of ours is left in the kernel."""
        root = new_root()
        root.copy(DEB, "/srv/mydocker.deb")
        root.copy(TARBALL, "/srv/mydocker.tar.gz")
        with Machine(root) as machine:
            begin = time.monotonic()
            machine.run(install)
            printed = [machine.run(f"PATH={path}$PATH; {command}").stdout for command in quick_start()]
            self.assertLess(time.monotonic() - begin, LIMIT)
            self.assertIn("10.9.0.2/24", "".join(printed))
            self.assertIn("8080", "".join(printed))
            self.assertEqual(machine.run("nft list ruleset; ip -brief link show group 28004").stdout, "")

    def test_after_apt_install(self):
        self.run_it("apt-get install --quiet --yes --no-install-recommends /srv/mydocker.deb")

    def test_from_the_tarball(self):
        self.run_it("tar -C /opt --no-same-owner -xf /srv/mydocker.tar.gz && ln -s /opt/mydocker-* /opt/mydocker",
                    "/opt/mydocker/bin:")

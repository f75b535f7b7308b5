"""The packages under test, and folders for the tests."""

import itertools
import os
import pathlib

from machine import Root, call

PACKAGES = pathlib.Path(os.environ["MYDOCKER_PACKAGES"])
FOLDER = pathlib.Path(os.environ["MYDOCKER_TEST_FOLDER"])
BASE = FOLDER / "root"
MANAGERS = FOLDER / "managers"
(DEB,) = PACKAGES.glob("mydocker_*.deb")
(DOCKER_DRIVER,) = PACKAGES.glob("mydocker-docker-driver_*.deb")
(DEV,) = PACKAGES.glob("libmydocker-sdk-dev_*.deb")
(TARBALL,) = PACKAGES.glob("mydocker-*.tar.gz")
REPOSITORY = pathlib.Path(__file__).resolve().parents[2]

_numbers = itertools.count()


def new_folder(name):
    """A new folder on a file system in memory, which ends with the namespaces of the tests."""
    folder = FOLDER / "work" / str(next(_numbers)) / name
    folder.mkdir(parents=True)
    return folder


def new_root(base=BASE):
    return Root(base, new_folder("machine"))


def machine_with_guest():
    """A root with the package mydocker and a machine of systemd-nspawn, "shop"."""
    root = machine_with_package()
    guest = root.path / "var/lib/machines/shop"
    guest.mkdir(parents=True)
    call(["cp", "-a", f"{BASE}/.", str(guest)])
    return root


def machine_with_package(base=BASE, more=()):
    """A new root with the package mydocker and others. dpkg runs without a booted systemd, as in the build of an image."""
    root = new_root(base)
    for number, package in enumerate([DEB, *more]):
        root.copy(package, f"/srv/{number}.deb")
        call(["unshare", "--pid", "--fork", "--mount-proc", "chroot", str(root.path), "dpkg", "-i", f"/srv/{number}.deb"])
    return root

"""What the packages contain, without installing them."""

import gzip
import os
import pathlib
import re
import shutil
import tarfile
import unittest

from machine import call
from packages import DEB, DEV, PACKAGES, REPOSITORY, TARBALL, new_folder

DRIVERS = ("bridge", "cni", "host", "macvlan", "none")


def contents(package):
    """The files of a package: name -> mode and owner."""
    files = {}
    for line in call(["dpkg-deb", "--contents", str(package)]).stdout.splitlines():
        mode, owner, _, _, _, name = line.split(None, 5)
        files[name.split(" -> ")[0].lstrip(".")] = (mode, owner)
    return files


def unpacked(package):
    folder = new_folder("unpacked")
    call(["dpkg-deb", "--extract", str(package), str(folder)])
    return folder


class Packages(unittest.TestCase):
    def test_lintian_finds_no_error_and_no_warning(self):
        done = call(["lintian", "--allow-root", "--tag-display-limit", "0", "--fail-on", "none"] +
                    [str(file) for file in PACKAGES.glob("*.deb")], check=False)
        self.assertEqual([line for line in done.stdout.splitlines() if re.match("[EW]:", line)], [])
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_the_tool_depends_on_no_more_than_libc_and_libmnl(self):
        depends = set(re.findall(r"(?:^|, )([\w.+-]+)", call(["dpkg-deb", "--field", str(DEB), "Depends"]).stdout))
        self.assertIn("libc6", depends)
        self.assertLessEqual(depends, {"libc6", "libmnl0"})

    def test_everything_is_there_and_belongs_to_root(self):
        files = contents(DEB)
        folder = next(name for name in files if name.endswith("/mydocker/drivers/"))
        for name in ["/usr/bin/mydocker", "/usr/libexec/mydocker/mydocker-driver-host",
                     "/usr/libexec/mydocker/mydocker-netns", "/usr/libexec/mydocker/mydocker-nft-watch",
                     *(f"{folder}{driver}.so" for driver in DRIVERS),
                     "/usr/share/man/man1/mydocker-network-create.1.gz", "/usr/share/man/man5/mydocker-network.yaml.5.gz",
                     "/usr/share/bash-completion/completions/mydocker", "/usr/share/zsh/site-functions/_mydocker",
                     "/usr/share/fish/vendor_completions.d/mydocker.fish",
                     "/usr/lib/systemd/system/mydocker-network.service", "/usr/lib/systemd/system/mydocker-netns@.service",
                     "/usr/lib/systemd/system/mydocker-nft-watch.service", "/usr/lib/udev/rules.d/70-mydocker.rules",
                     "/usr/lib/systemd/network/10-mydocker.network", "/usr/share/doc/mydocker/copyright",
                     "/usr/share/doc/mydocker/changelog.Debian.gz", "/usr/share/doc/mydocker/install.md",
                     "/usr/share/doc/mydocker/examples/networks.d/web.yaml"]:
            self.assertIn(name, files)
        self.assertNotIn("/usr/libexec/mydocker/mydocker-driver-test", files)
        for name in ("/usr/include/mydocker/sdk.hpp", "/usr/libexec/mydocker/mydocker-driver-test"):
            self.assertIn(name, contents(DEV))
        for package in (DEB, DEV):
            for name, (mode, owner) in contents(package).items():
                self.assertEqual(owner, "root/root", name)
                self.assertNotIn("w", mode[5:], name)

    def test_no_file_mentions_the_folder_of_the_build(self):
        build = str(pathlib.Path(__file__).resolve().parents[2]).encode()
        for package in (DEB, DEV):
            for file in unpacked(package).rglob("*"):
                data = file.read_bytes() if file.is_file() and not file.is_symlink() else b""
                data = gzip.decompress(data) if file.suffix == ".gz" else data
                self.assertNotIn(build, data, file)

    def test_the_programs_are_stripped_and_the_drivers_keep_their_note(self):
        root = unpacked(DEB)
        drivers = list(root.glob("usr/lib/**/mydocker/drivers/*.so"))
        self.assertEqual(sorted(file.stem for file in drivers), sorted(DRIVERS))
        for file in [*drivers, root / "usr/bin/mydocker", root / "usr/libexec/mydocker/mydocker-driver-host"]:
            self.assertNotIn(".symtab", call(["readelf", "--sections", "--wide", str(file)]).stdout, file)
        # Listing reads only the note of each file.
        listed = call([str(root / "usr/bin/mydocker"), "driver", "ls", "--format", "{{.Name}} {{.State}}"]).stdout
        for driver in DRIVERS:
            self.assertRegex(listed, rf"(?m)^{driver} ok$")

    @unittest.skipUnless((REPOSITORY / "build/package/CPackConfig.cmake").exists(), "there is no build of the packages")
    def test_a_second_run_of_cpack_gives_the_same_bytes(self):
        with tarfile.open(TARBALL) as tarball:
            epoch = tarball.next().mtime
        # On the same file system: cpack counts the size of folders for the field Installed-Size.
        folder = REPOSITORY / "build/package/packages_again"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        call(["cpack", "--config", str(REPOSITORY / "build/package/CPackConfig.cmake"), "-B", str(folder)],
             cwd=folder, env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch), "TZ": "Asia/Tokyo", "LC_ALL": "C"})
        for file in (DEB, DEV, TARBALL):
            self.assertEqual((folder / file.name).read_bytes(), file.read_bytes(), file.name)

    def test_the_units_start_programs_of_the_package(self):
        root = unpacked(DEB)
        units = list(root.glob("usr/lib/systemd/system/*.service"))
        self.assertEqual(len(units), 3)
        for unit in units:
            for program in re.findall(r"^Exec\w+=-?(\S+)", unit.read_text(), re.MULTILINE):
                self.assertTrue((root / program.lstrip("/")).is_file(), f"{unit}: {program}")


class Tarball(unittest.TestCase):
    def test_it_runs_from_any_folder(self):
        folder = new_folder("any folder")
        call(["tar", "--extract", "--no-same-owner", "--file", str(TARBALL), "--directory", str(folder)])
        (top,) = folder.iterdir()
        program = top / "bin/mydocker"
        script = f'''set -e
          mount -t tmpfs tmpfs /run && mkdir /run/netns && ip link set lo up
          "{program}" --state-dir /run/state network create web --subnet 10.9.0.0/24
          ip netns add a && "{program}" --state-dir /run/state network connect web a
          ip netns exec a ping -c 1 -W 5 10.9.0.1
          "{program}" driver doctor bridge
          "{program}" --state-dir /run/state network disconnect web a
          "{program}" --state-dir /run/state network rm web'''
        done = call(["unshare", "--mount", "--net", "sh", "-c", script])
        self.assertIn(str(top / "lib"), done.stdout)  # doctor names the file

    def test_a_program_two_folders_below_finds_the_same_drivers(self):
        folder = new_folder("adapter")
        call(["tar", "--extract", "--no-same-owner", "--file", str(TARBALL), "--directory", str(folder),
              "--strip-components=1"])
        for place in ("lib/cni", "libexec/mydocker"):  # where adapters for container engines are installed
            (folder / place).mkdir(exist_ok=True)
            program = folder / place / "adapter"
            shutil.copy2(folder / "bin/mydocker", program)
            files = call([str(program), "driver", "ls", "--format", "{{.File}}"]).stdout.splitlines()
            self.assertEqual(len([file for file in files if file.startswith(f"{folder}/lib/")]), len(DRIVERS))

    def test_its_units_are_for_usr_local(self):
        folder = new_folder("units")
        call(["tar", "--extract", "--file", str(TARBALL), "--directory", str(folder), "--strip-components=1"])
        self.assertEqual(call(["grep", "-rlI", "_CPack_Packages", str(folder)], check=False).stdout, "")
        unit = (folder / "lib/systemd/system/mydocker-network.service").read_text()
        self.assertIn("ExecReload=/usr/local/bin/mydocker -q network reload --all\n", unit)
        self.assertIn("program=${MYDOCKER_PROGRAM:-/usr/local/bin/mydocker}\n",
                      (folder / "libexec/mydocker/mydocker-netns").read_text())

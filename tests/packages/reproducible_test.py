"""A second complete build, in another folder and without a compiler cache, gives the same packages."""

import os
import shutil
import subprocess
import tarfile
import unittest

from packages import PACKAGES, REPOSITORY, TARBALL

BUILD_SECONDS = 3600  # much longer than any build needs: it only ends a test that hangs
FOLDER = REPOSITORY / "build/package-again"  # the same file system: the packages contain sizes of folders


def build(epoch):
    shutil.rmtree(FOLDER, ignore_errors=True)
    environment = {**os.environ, "CCACHE_DISABLE": "1", "SOURCE_DATE_EPOCH": str(epoch)}
    for words in (["cmake", "--preset", "package", "-B", str(FOLDER)], ["cmake", "--build", str(FOLDER)],
                  ["cpack", "--config", str(FOLDER / "CPackConfig.cmake"), "-B", str(FOLDER / "packages")]):
        subprocess.run(words, cwd=REPOSITORY, env=environment, check=True, stdout=subprocess.DEVNULL,
                       timeout=BUILD_SECONDS)


@unittest.skipUnless((REPOSITORY / "build/package/CPackConfig.cmake").exists(), "there is no build of the packages")
class Reproducible(unittest.TestCase):
    def test_a_second_build_gives_the_same_bytes(self):
        with tarfile.open(TARBALL) as tarball:
            build(tarball.next().mtime)
        self.addCleanup(shutil.rmtree, FOLDER)
        files = [*PACKAGES.glob("*.deb"), TARBALL]
        self.assertGreater(len(files), 4)
        for file in files:
            self.assertEqual((FOLDER / "packages" / file.name).read_bytes(), file.read_bytes(), file.name)

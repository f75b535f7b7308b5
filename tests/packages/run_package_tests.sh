#!/bin/sh
# Tests the packages in a small Debian root and with a booted systemd, in new mount and network namespaces.
#
# usage: run_package_tests.sh PACKAGES FOLDER [TEST ...]
#   PACKAGES  the folder that ./run package has created
#   FOLDER    the Debian root is created here once
#   TEST      names as in unittest, for example systemd_test.Boot
set -eu
here=$(cd "$(dirname "$0")" && pwd)
packages=$(cd "$1" && pwd)
mkdir -p "$2"
folder=$(cd "$2" && pwd)
shift 2
for tool in mmdebstrap systemd-nspawn lintian dpkg-deb; do
  command -v "$tool" > /dev/null || { echo "skipped: there is no $tool here"; exit 0; }
done
"$here/make_root.sh" "$folder"
mkdir -p "$folder/work"
export MYDOCKER_PACKAGES="$packages" MYDOCKER_TEST_FOLDER="$folder"
exec unshare --mount --net sh -c '
  mount --make-rprivate / && mount -t tmpfs -o mode=755 tmpfs "$MYDOCKER_TEST_FOLDER/work" &&
  exec python3 -B "$0/run_tests.py" "$@"' "$here" "$@"

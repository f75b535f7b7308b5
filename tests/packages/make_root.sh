#!/bin/sh
# Creates two small Debian roots with systemd. The tests of this folder boot copies of them.
# The packages come from the host's own apt sources.
#
# usage: make_root.sh FOLDER
#   FOLDER/root      systemd and the tools of the tests
#   FOLDER/managers  also the programs that manage networks and firewalls of a host
# A root that exists is kept.
set -eu
folder=$1
common=systemd,systemd-sysv,udev,dbus,iproute2,iputils-ping,nftables,libmnl0,python3
sources=
for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do
  [ -n "$sources" ] || [ ! -s "$file" ] || sources=$file
done
[ -n "$sources" ] || { echo "$0: no apt sources in /etc/apt" >&2; exit 1; }
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")

mkdir -p "$folder"
exec 9> "$folder/lock"
flock 9  # one process at a time

# make NAME PACKAGES
make() {
  [ ! -e "$folder/$1/etc/os-release" ] || return 0
  # mmdebstrap mounts folders of the host into the root. They are mounted in a mount namespace of their own, and no
  # removal enters a mount.
  rm -rf --one-file-system "${folder:?}/$1" "$folder/$1.new"
  unshare --mount mmdebstrap --quiet --variant=minbase --format=directory --include="$2" "$suite" "$folder/$1.new" "$sources"
  mv "$folder/$1.new" "$folder/$1"
}

make root "$common,systemd-container"
make managers "$common,network-manager,ufw,firewalld"

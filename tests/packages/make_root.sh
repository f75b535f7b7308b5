#!/bin/sh
# Creates a small Debian root with systemd. The tests of this folder boot copies of it.
# The packages come from the host's own apt sources.
#
# usage: make_root.sh FOLDER     FOLDER/root is created if it does not exist
set -eu
folder=$1
[ ! -e "$folder/root/etc/os-release" ] || exit 0
mkdir -p "$folder"
rm -rf "$folder/root" "$folder/root.new"
sources=
for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do
  [ -n "$sources" ] || [ ! -s "$file" ] || sources=$file
done
[ -n "$sources" ] || { echo "$0: no apt sources in /etc/apt" >&2; exit 1; }
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
mmdebstrap --quiet --variant=minbase --format=directory \
  --include=systemd,systemd-sysv,udev,dbus,iproute2,iputils-ping,nftables,libmnl0,python3,systemd-container \
  "$suite" "$folder/root.new" "$sources"
mv "$folder/root.new" "$folder/root"

#!/bin/sh
# Installs mydocker into a /usr/local of its own, in namespaces of its own, and runs a guide there.
# usage: run_guide.sh CMAKE BUILD GUIDE
set -eu
if [ -z "${MYDOCKER_GUIDE_INSIDE-}" ]; then
  MYDOCKER_GUIDE_INSIDE=1 exec unshare --net --mount "$0" "$@"
fi
mount --make-rprivate /
for folder in /run /usr/local /var/lib; do mount -t tmpfs -o mode=755 tmpfs $folder; done
umask 022
mkdir -p /run/netns /run/guide
"$1" --install "$2" --prefix /usr/local > /dev/null
PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
exec python3 "$(dirname "$0")/run_guide.py" "$3" /run/guide

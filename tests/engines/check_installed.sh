#!/bin/sh
# Installs the components of the adapters and checks that an engine finds the programs, the hook file and the socket.
# usage: check_installed.sh CMAKE BUILD FOLDER
set -eu
rm -rf "$3"
for component in mydocker-cni mydocker-oci-hook mydocker-docker-driver mydocker-netavark; do
  "$1" --install "$2" --prefix "$3" --component $component > /dev/null
done
status=0
for program in lib/cni/mydocker-cni libexec/mydocker/mydocker-oci-hook libexec/mydocker/mydocker-docker-driver \
  libexec/netavark/mydocker-netavark; do
  if [ "$(stat -c %a "$3/$program")" != 755 ]; then
    echo "$program is not a program that each user can run"
    status=1
  fi
done
# Four programs, the hook file, two units, a manual page, and nothing else.
installed=$(find "$3" -type f | wc -l)
if [ "$installed" != 8 ]; then
  echo "$installed files are installed"
  status=1
fi
hook="$3/share/containers/oci/hooks.d/mydocker-oci-hook.json"
if ! grep -q "\"path\": \"$3/libexec/mydocker/mydocker-oci-hook\"" "$hook"; then
  echo "$hook does not have the path of the program"
  status=1
fi
service="$3/lib/systemd/system/mydocker-docker-driver.service"
if ! grep -qx "ExecStart=$3/libexec/mydocker/mydocker-docker-driver" "$service"; then
  echo "$service does not have the path of the program"
  status=1
fi
if command -v systemd-analyze > /dev/null; then
  complaints=$(systemd-analyze verify --man=no "$service" "$3/lib/systemd/system/mydocker-docker-driver.socket" 2>&1) || status=1
  if [ -n "$complaints" ]; then
    echo "$complaints"
    status=1
  fi
fi
exit $status

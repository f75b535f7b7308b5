#!/bin/sh
# Installs into a folder and looks for what man, the shells and systemd look for; everybody must be able to read it.
# usage: check_installed.sh CMAKE BUILD FOLDER
set -eu
rm -rf "$3"
"$1" --install "$2" --prefix "$3" > /dev/null
status=0
for file in share/man/man1/mydocker.1 share/man/man1/mydocker-network-create.1 share/man/man5/mydocker-network.yaml.5 \
  share/bash-completion/completions/mydocker share/zsh/site-functions/_mydocker \
  share/fish/vendor_completions.d/mydocker.fish lib/systemd/system/mydocker-network.service \
  lib/systemd/system/mydocker-netns@.service lib/systemd/system/mydocker-nft-watch.service \
  lib/systemd/network/10-mydocker.network lib/udev/rules.d/70-mydocker.rules share/doc/mydocker/install.md; do
  if [ ! -s "$3/$file" ]; then
    echo "$file is not there, or empty"
    status=1
  elif [ "$(stat -c %a "$3/$file")" != 644 ]; then
    echo "$file has mode $(stat -c %a "$3/$file")"
    status=1
  fi
done
for program in mydocker-driver-host mydocker-netns mydocker-nft-watch; do
  if [ "$(stat -c %a "$3/libexec/mydocker/$program")" != 755 ]; then
    echo "$program is not a program that everybody can run"
    status=1
  fi
done
unit="$3/lib/systemd/system/mydocker-network.service"
# A failed unit would not follow nftables any more: the start is allowed to fail.
for line in ExecStart=- ExecReload=; do
  for command in "reload --all" "apply -f /etc/mydocker/networks.d"; do
    if ! grep -qx "$line$3/bin/mydocker -q network $command" "$unit"; then
      echo "$unit has not the $line that is expected for network $command"
      status=1
    fi
  done
done
# What it warns of counts as well: an unknown key is ignored when the unit is loaded.
if command -v systemd-analyze > /dev/null; then
  said=$(systemd-analyze verify --man=no "$unit" "$3/lib/systemd/system/mydocker-netns@.service" \
    "$3/lib/systemd/system/mydocker-nft-watch.service" 2>&1) || status=1
  if [ -n "$said" ]; then
    echo "$said"
    status=1
  fi
fi
exit $status

#!/bin/sh
# Installs into a folder and looks for what man and the shells look for; everybody must be able to read it.
# usage: check_installed.sh CMAKE BUILD FOLDER
set -eu
rm -rf "$3"
"$1" --install "$2" --prefix "$3" > /dev/null
status=0
for file in man/man1/mydocker.1 man/man1/mydocker-network-create.1 man/man5/mydocker-network.yaml.5 \
  bash-completion/completions/mydocker zsh/site-functions/_mydocker fish/vendor_completions.d/mydocker.fish; do
  if [ ! -s "$3/share/$file" ]; then
    echo "share/$file is not there, or empty"
    status=1
  elif [ "$(stat -c %a "$3/share/$file")" != 644 ]; then
    echo "share/$file has mode $(stat -c %a "$3/share/$file")"
    status=1
  fi
done
exit $status

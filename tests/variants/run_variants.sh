#!/bin/sh
# Runs the test suite on hosts that differ from a new one. Prints one line with the sums for each variant.
#
# usage: run_variants.sh BUILD [--fast] [VARIANT ...]
#   --fast   only a subset of the tests, one of each kind
#
# Each variant runs in new mount and network namespaces. The machine is not changed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
shift
only=
all="plain sudo tmp home forwarding br_netfilter drop-nft drop-legacy no-ipv6 umask german busy"
fast='^(unit_|Unit)|Golden.*(bridge_defaults|macvlan_defaults|ports)|^Linux/KernelContract.*FromOutside|^Walk\.|Ports\.ConnectPublishes|^arch\.|RightDrivers\.AreTried|sdk_variant\.(address_sanitizer|clang$)|^sdk_consumer\.installs|^Fault|PathTrust|^Mutants\.OfTheFile'
[ "${1:-}" != --fast ] || { only=$fast; shift; }
source=$(cd "$here/../.." && pwd)

cc -shared -fPIC -O1 -o "$build/inherited_settings.so" "$here/inherited_settings.c" -ldl

# Prints the commands that switch on the settings in this network namespace and in each that a test makes.
inherit() {
  echo "export LD_PRELOAD='$build/inherited_settings.so' INHERITED_SETTINGS='$*'"
  echo "for file in $*; do [ ! -e \$file ] || echo 1 > \$file; done"
}

# This text creates the variant's environment. sh runs it in the new namespaces.
setup_of() {
  case "$1" in
    plain) echo : ;;
    sudo) echo 'export SUDO_USER=nobody SUDO_UID=65534 SUDO_GID=65534 SUDO_COMMAND=/bin/sh' ;;
    # The checkout is in a folder that all users can write to, such as /tmp.
    tmp) echo 'below 1777 0' ;;
    # The checkout and its folder belong to an ordinary user with sudo.
    home) echo 'below 755 65534 && own_by 65534' ;;
    # Each host that has run a container engine forwards packets.
    forwarding) inherit /proc/sys/net/ipv4/ip_forward ;;
    # The rules of IP see bridged frames. Only kernels with the module br_netfilter have these files.
    br_netfilter) inherit /proc/sys/net/bridge/bridge-nf-call-iptables /proc/sys/net/bridge/bridge-nf-call-ip6tables ;;
    drop-nft) echo "nft 'add table inet foreign; add chain inet foreign forward { type filter hook forward priority 0; policy drop; }'" ;;
    drop-legacy) echo 'iptables-legacy -P FORWARD DROP && ip6tables-legacy -P FORWARD DROP' ;;
    no-ipv6) echo 'for f in all default lo; do echo 1 > /proc/sys/net/ipv6/conf/$f/disable_ipv6; done' ;;
    umask) echo 'umask 077' ;;
    german) echo "mkdir -p /run/locale && localedef -i de_DE -f UTF-8 /run/locale/de_DE.UTF-8 &&
      export LOCPATH=/run/locale LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8 LANGUAGE=de" ;;
    busy) echo 'for i in $(seq "$(nproc)"); do (while :; do :; done) & busy="$busy $!"; done' ;;
    *) echo "unknown variant: $1" >&2; return 1 ;;
  esac
}

run_variant() {
  setup=$(setup_of "$1")
  log="$build/variant-$1.log"
  status=0
  unshare --mount --net sh -c "
    source='$source'
    mount --make-rprivate /
    mount -t tmpfs -o mode=755 tmpfs /run
    # Gives the folder of the checkout this mode and owner. Its other files stay visible: for example python3 can be one.
    below() {
      folder=\$(dirname \"\$source\")
      mkdir /run/checkout && mount --bind \"\$source\" /run/checkout &&
      mkdir /run/folder && mount -t tmpfs tmpfs /run/folder && mkdir /run/folder/files /run/folder/work &&
      chmod \"\$1\" /run/folder/files && chown \"\$2\" /run/folder/files &&
      mount -t overlay -o lowerdir=\"\$folder\",upperdir=/run/folder/files,workdir=/run/folder/work overlay \"\$folder\" &&
      mount --bind /run/checkout \"\$source\"
    }
    # A writable view of the checkout, in which the folders belong to the user.
    own_by() {
      mkdir /run/upper && mount -t tmpfs tmpfs /run/upper && mkdir /run/upper/files /run/upper/work &&
      mount -t overlay -o lowerdir=/run/checkout,upperdir=/run/upper/files,workdir=/run/upper/work overlay \"\$source\" &&
      chown \"\$1\" \"\$source\" \"\$source/build\" '$build'
    }
    busy=
    $setup || exit 1
    cd \"\$source\"
    tests/run_tests.py '$build' --only '$only' </dev/null
    code=\$?
    for pid in \$busy; do kill \$pid; done
    exit \$code" > "$log" 2>&1 || status=$?
  if [ "$status" = 0 ]; then result=green; else result="RED, see $log"; fi
  printf '%-12s %s  %s\n' "$1" "$(tail -n 1 "$log")" "$result"
  return "$status"
}

failed=0
[ $# -gt 0 ] || set -- $all
for variant in "$@"; do run_variant "$variant" || failed=1; done
exit $failed

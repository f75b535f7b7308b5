#!/bin/sh
# The whole walk on a network of its own: run it as  unshare --net --mount docs/walk.sh BUILD
# where BUILD is the folder that was built into.
#
#   outside 198.51.100.2 ---- host 198.51.100.1, 192.168.0.1 (testnet) ---- ns1, ns2 192.168.0.2, .3
set -eu
build=$1

say() { printf '\n\033[1m# %s\033[0m\n' "$*"; }
run() { printf '\033[1m$ %s\033[0m\n' "$*"; "$@"; }

mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/netns /run/state /run/bin
# Drivers are loaded only from where root alone may write; the build folder need not be such a place.
cp "$build/bin/mydocker" /run/bin
cp -r "$build/drivers" /run
chmod -R go-w /run/bin /run/drivers
chown -R root:root /run/bin /run/drivers
mydocker() { run /run/bin/mydocker --state-dir /run/state "$@"; }

say "a host with one link to an outside that knows no way back to 192.168.0.0/24"
run ip link set lo up
run ip netns add outside
run ip link add uplink type veth peer name eth0 netns outside
run ip address add 198.51.100.1/24 dev uplink
run ip link set uplink up
run ip -n outside address add 198.51.100.2/24 dev eth0
run ip -n outside link set eth0 up

say "create a network and list it"
mydocker network create testnet --subnet 192.168.0.0/24 --driver bridge
mydocker network list

say "two namespaces join it"
run ip netns add ns1
run ip netns add ns2
mydocker network connect testnet ns1
mydocker network connect testnet ns2

say "they reach each other, the gateway, and the outside"
run ip netns exec ns1 ping -c 1 -W 2 192.168.0.3
run ip netns exec ns1 ping -c 1 -W 2 192.168.0.1
run ip netns exec ns2 ping -c 1 -W 2 198.51.100.2

say "a network in use is not removed"
mydocker network rm testnet || true

say "disconnect and remove"
mydocker network disconnect testnet ns1
mydocker network disconnect testnet ns2
mydocker network rm testnet
mydocker network list

say "nothing is left"
run ip -brief link
run nft list ruleset

// Entries of neighbour tables. An entry says which MAC has an IP address. Both the tables of other
// hosts and the table of this host are updated.
#pragma once

#include <string>

#include "mydocker/net_types.hpp"
#include "runtime/kernel/namespaces.hpp"
#include "runtime/kernel/netlink_socket.hpp"

namespace mydocker::kernel {

// Makes the kernel announce the addresses of a link in the container. It switches announcements on
// (arp_notify and ndisc_notify, Documentation/networking/ip-sysctl.rst), and sets the MAC that the
// link already has. The kernel then sends a gratuitous ARP packet and unsolicited neighbour
// advertisements. Neighbours that know another MAC for the address update their entry immediately.
// Errors are ignored: neighbours that miss the announcement learn the MAC later.
void announce_addresses(Namespaces& namespaces, const std::string& link, const MacAddress& mac);

// Does the same for a link of the host. Afterwards arp_notify and ndisc_notify have their old
// values.
void announce_host_addresses(NetlinkSocket& host, const std::string& link, const MacAddress& mac);

// Deletes the neighbour entries of this host for a MAC on a link. A missing link has no entries.
// Errors are ignored, because an old entry expires by itself.
void delete_neighbours(NetlinkSocket& socket, const std::string& link, const MacAddress& mac);

}  // namespace mydocker::kernel

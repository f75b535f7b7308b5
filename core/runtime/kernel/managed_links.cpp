#include "runtime/kernel/managed_links.hpp"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <optional>

#include "runtime/kernel/managed_link.hpp"
#include "runtime/kernel/netlink_transport.hpp"

namespace mydocker::kernel {
namespace {

// Returns whether the MAC of the link is a mark of mydocker. Only bridges and veth pairs always
// have the MAC prefix. Links of other kinds may have another MAC.
bool has_mac_mark(const LinkState& link) { return link.kind == "bridge" || link.kind == "veth"; }

std::optional<Resource> resource_of(const LinkState& link) {
  if (link.kind == "bridge") return Bridge{.name = link.name, .mac = link.mac, .mtu = link.mtu};
  if (link.kind == "veth") return Veth{.host_link = link.name, .host_mac = link.mac};
  if (link.kind == "macvlan")
    return Macvlan{.place = Place::host, .link = link.name, .mac = link.mac};
  constexpr const char* kKinds[] = {"vxlan", "vlan", "ipvlan", "macvtap", "gre",      "ipip",
                                    "vrf",   "tun",  "dummy",  "ifb",     "wireguard"};
  if (std::ranges::find(kKinds, link.kind) == std::end(kKinds)) return std::nullopt;
  return Link{.name = link.name, .kind = link.kind};
}

}  // namespace

Result<std::vector<Resource>> managed_links(const Netns& host) {
  NetlinkSocket socket(host.route_socket());
  NetlinkMessage question(RTM_GETLINK, 0, ifinfomsg{});
  question.put_u32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
  ObjectList found;
  const Ack ack = socket.list(question, found);
  if (!ack.ok()) return error_of(ack).within("list the links of the host");
  std::vector<Resource> links;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const LinkState link = link_from(*found.at(i));
    // A macvlan in mode passthru has the MAC of its parent, so its MAC is no mark.
    if (!is_managed_link(link, has_mac_mark(link) ? link.mac : MacAddress{})) continue;
    if (auto resource = resource_of(link)) links.push_back(*std::move(resource));
  }
  std::stable_partition(links.begin(), links.end(),
                        [](const Resource& link) { return !link.is<Bridge>(); });
  return links;
}

}  // namespace mydocker::kernel

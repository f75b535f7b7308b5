#include "runtime/kernel/managed_links.hpp"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <optional>

#include "runtime/kernel/managed_link.hpp"
#include "runtime/kernel/netlink_transport.hpp"

namespace mydocker::kernel {
namespace {

std::optional<Resource> resource_of(const LinkState& link) {
  if (link.kind == "bridge") return Bridge{.name = link.name, .mac = link.mac, .mtu = link.mtu};
  if (link.kind == "veth") return Veth{.host_link = link.name, .host_mac = link.mac};
  if (link.kind == "macvlan")
    return Macvlan{.place = Place::host, .link = link.name, .mac = link.mac};
  return std::nullopt;
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
    const auto planned = link.kind == "macvlan" ? MacAddress{} : link.mac;
    if (!is_managed_link(link, planned)) continue;
    if (auto resource = resource_of(link)) links.push_back(*std::move(resource));
  }
  std::stable_partition(links.begin(), links.end(),
                        [](const Resource& link) { return !std::holds_alternative<Bridge>(link); });
  return links;
}

}  // namespace mydocker::kernel

#include "mydocker/blocks/veth.hpp"

namespace mydocker::blocks {

std::string connect_with_veth(Plan& plan, const EndpointView& endpoint, VethWish wish) {
  const std::string other_end =
      wish.master.empty() ? "on the host" : "in bridge \"" + wish.master + "\"";
  const std::string host_link = derived_link_name("veth-", endpoint.id);
  plan.ensure(Veth{.host_link = host_link,
                   .host_mac = derived_mac(endpoint.id, "host"),
                   .container_link = endpoint.link_name,
                   .container_mac = endpoint.mac,
                   .master = std::move(wish.master),
                   .mtu = wish.mtu,
                   .ipv6 = wish.ipv6,
                   .isolated = wish.isolated,
                   .up = wish.up},
              "a cable with one end in the container, the other " + other_end);
  return host_link;
}

}  // namespace mydocker::blocks

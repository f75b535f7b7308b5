#include "mydocker/blocks/veth.hpp"

namespace mydocker::blocks {

std::string host_link_of(const EndpointView& endpoint) {
  return derived_link_name("veth-", endpoint.id);
}

void connect_with_veth(Plan& plan, const EndpointView& endpoint, VethWish wish) {
  const std::string other_end =
      wish.master.empty() ? "on the host" : "in bridge \"" + wish.master + "\"";
  plan.ensure(Veth{.host_link = host_link_of(endpoint),
                   .host_mac = derived_mac(endpoint.id, "host"),
                   .container_link = endpoint.link_name,
                   .container_mac = endpoint.mac,
                   .master = std::move(wish.master),
                   .mtu = wish.mtu,
                   .ipv6 = wish.ipv6},
              "a cable with one end in the container, the other " + other_end);
}

}  // namespace mydocker::blocks

#include "mydocker/blocks/veth.hpp"

namespace mydocker::blocks {

void connect_with_veth(Plan& plan, const EndpointView& endpoint, VethWish wish) {
  const std::string other_end =
      wish.master.empty() ? "on the host" : "in bridge \"" + wish.master + "\"";
  plan.ensure(Veth{.host_link = derived_link_name("veth-", endpoint.id),
                   .host_mac = derived_mac(endpoint.id, "host"),
                   .container_link = endpoint.link_name,
                   .container_mac = endpoint.mac,
                   .master = std::move(wish.master),
                   .mtu = wish.mtu,
                   .ipv6 = wish.ipv6},
              "a cable with one end in the container, the other " + other_end);
}

}  // namespace mydocker::blocks

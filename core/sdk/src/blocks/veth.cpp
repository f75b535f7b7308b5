#include "mydocker/blocks/veth.hpp"

namespace mydocker::blocks {

std::string host_link_of(const EndpointView& endpoint) {
  return derived_link_name("veth-", endpoint.id);
}

std::string connect_with_veth(Plan& plan, const EndpointView& endpoint, VethOptions options) {
  const std::string other_end =
      options.master.empty() ? "on the host" : "in bridge \"" + options.master + "\"";
  std::string host_link =
      options.host_link.empty() ? host_link_of(endpoint) : std::move(options.host_link);
  plan.ensure(Veth{.host_link = host_link,
                   .host_mac = derived_mac(endpoint.id, "host"),
                   .container_link = endpoint.link_name,
                   .container_mac = endpoint.mac,
                   .master = std::move(options.master),
                   .mtu = options.mtu,
                   .ipv6 = options.ipv6,
                   .isolated = options.isolated,
                   .up = options.up},
              "a veth pair with one interface in the container, the other " + other_end);
  return host_link;
}

}  // namespace mydocker::blocks

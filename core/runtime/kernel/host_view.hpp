// Reading the host: what planning and address management must know of it. Changes nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/host_facts.hpp"
#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"

namespace mydocker::kernel {

// A prefix that is taken on the host, and by what: `address 10.0.0.1/24 of link "eth0"`,
// `route 10.8.0.0/16 through link "tun0"`.
struct HostPrefix {
  IpPrefix prefix;
  std::string holder;
  std::string link{};                  // empty: a route that leads nowhere
  std::optional<IpAddress> address{};  // the host's own in it, if that is how it is held
};

struct DefaultRoute {
  std::string link{};
  std::uint32_t metric = 0;  // as the kernel has it
  std::optional<IpAddress> via{};
};

class HostView {
 public:
  virtual ~HostView() = default;
  // One link by name, without a dump; nothing if there is none.
  virtual Result<std::optional<LinkFact>> link(const std::string& name) = 0;
  // Whether the link of that name carries our mark (base/link_group.hpp); none does not.
  virtual Result<bool> is_managed(const std::string& name) = 0;
  // The link of the main table's default route (IPv4 before IPv6), without a dump.
  virtual Result<std::optional<LinkFact>> default_route() = 0;
  // The main table's default routes of that family, in one request.
  virtual Result<std::vector<DefaultRoute>> default_routes(Family family) = 0;
  // Whether the kernel has IPv6 (/proc/sys/net/ipv6 is there).
  virtual bool has_ipv6() = 0;
  // HostFacts::advertised_link. Only of the namespace that this process is in.
  virtual Result<std::string> advertised_link() = 0;
  // Addresses of all links and routes of all tables, except default and half-default routes (0/1,
  // 128/1, 2000::/3), loopback, link-local and multicast. A dump that was interrupted is repeated,
  // never used.
  virtual Result<std::vector<HostPrefix>> host_prefixes() = 0;
};

}  // namespace mydocker::kernel

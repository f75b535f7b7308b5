#include "runtime/kernel/host_view.hpp"

#include <net/if_arp.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <vector>

#include "runtime/base/quoted.hpp"
#include "runtime/kernel/feature_probe.hpp"
#include "runtime/kernel/foreign_rules.hpp"
#include "runtime/kernel/host_prefixes.hpp"
#include "runtime/kernel/ip_state.hpp"
#include "runtime/kernel/link_state.hpp"
#include "runtime/kernel/linux_kernel.hpp"
#include "runtime/kernel/managed_link.hpp"
#include "runtime/kernel/netlink_socket.hpp"
#include "runtime/kernel/refusing_rules.hpp"

namespace mydocker::kernel {
namespace {

// Returns a sysctl of one link in the namespace of this process, or 0 if it cannot be read.
int ipv6_setting(const std::string& link, const std::string& name) {
  std::ifstream file("/proc/sys/net/ipv6/conf/" + link + "/" + name);
  int value = 0;
  file >> value;
  return value;
}

Medium medium_of(const LinkState& link) {
  if (link.hardware == ARPHRD_LOOPBACK) return Medium::loopback;
  if (link.hardware != ARPHRD_ETHER) return Medium::other;
  if (link.kind == "bridge") return Medium::ethernet;
  // sysfs has only the links of the host's namespace, so a link of another namespace counts as
  // Ethernet.
  const std::string radio = "/sys/class/net/" + link.name + "/phy80211";
  return access(radio.c_str(), F_OK) == 0 ? Medium::wireless : Medium::ethernet;
}

class LinuxHostView final : public HostView {
 public:
  explicit LinuxHostView(const Netns& host) : socket_(host.route_socket()) {}

  Result<std::optional<LinkFact>> link(const std::string& name) override {
    MYDOCKER_TRY(auto found, find(name));
    return found ? std::optional(std::move(found->fact)) : std::nullopt;
  }

  Result<std::optional<HostLink>> find(const std::string& name) override {
    MYDOCKER_TRY(const auto state, find_link(socket_, name));
    if (!state) return std::optional<HostLink>();
    LinkFact fact{state->name, state->kind, state->mtu, state->up, medium_of(*state)};
    if (state->master != 0) fact.master = link_name(state->master);
    return std::optional(HostLink{std::move(fact), is_managed_link(*state, {})});
  }

  Result<std::vector<std::string>> kernel_features() override { return kernel::kernel_features(); }

  Result<bool> has_carrier(const std::string& name) override {
    MYDOCKER_TRY(const auto state, find_link(socket_, name));
    return !state || !state->up || state->carrier;
  }

  Result<bool> is_managed(const std::string& name) override {
    MYDOCKER_TRY(const auto state, find_link(socket_, name));
    return state && is_managed_link(*state, {});
  }

  Result<bool> has_peer(const std::string& name) override {
    MYDOCKER_TRY(const auto state, find_link(socket_, name));
    return state && is_managed_link(*state, {}) && exists(socket_, state->peer_netns);
  }

  Result<std::optional<LinkFact>> default_route() override {
    for (const Family family : {Family::v4, Family::v6}) {
      MYDOCKER_TRY(const int index, default_link(socket_, family));
      if (index != 0) return link(link_name(index));
    }
    return std::optional<LinkFact>();
  }

  Result<std::vector<DefaultRoute>> default_routes(Family family) override {
    MYDOCKER_TRY(const auto routes, list_default_routes(socket_, family));
    std::vector<DefaultRoute> found;
    found.reserve(routes.size());
    for (const auto& route : routes)
      found.push_back({link_name(route.link), route.metric, route.via});
    return found;
  }

  bool has_ipv6() override { return access("/proc/sys/net/ipv6", F_OK) == 0; }

  Result<std::string> advertised_link() override {
    MYDOCKER_TRY(const int index, default_link(socket_, Family::v6));
    if (index == 0) return std::string();
    auto name = link_name(index);
    const int accepts = ipv6_setting(name, "accept_ra");
    const bool as_a_host = accepts == 1 && ipv6_setting(name, "forwarding") == 0;
    return as_a_host || accepts == 2 ? name : std::string();
  }

  Result<std::vector<HostPrefix>> host_prefixes() override {
    return list_host_prefixes(socket_, nullptr);
  }

  Result<std::vector<HostPrefix>> host_prefixes_overlapping(
      const std::vector<IpPrefix>& wanted) override {
    return list_host_prefixes(socket_, &wanted);
  }

  std::string link_name(int index) override { return kernel::link_name(socket_, index); }
  std::string link_towards(const IpAddress& address) override {
    return kernel::link_towards(socket_, address);
  }
  bool is_broadcast(const IpAddress& address) override {
    return kernel::is_broadcast(socket_, address);
  }
  std::string link_between(const IpAddress& from, const IpAddress& to) override {
    return kernel::link_towards(socket_, to, from);
  }
  Result<std::vector<RefusingRule>> refusing_rules(const std::string& link,
                                                   const std::vector<IpPrefix>& prefixes) override {
    return kernel::refusing_rules(socket_, link, prefixes);
  }
  bool forwards(Family family, const std::string& link) override {
    return kernel::forwards(family, link);
  }

 private:
  NetlinkSocket socket_;
};

}  // namespace

Result<std::vector<HostPrefix>> HostView::host_prefixes_overlapping(
    const std::vector<IpPrefix>& wanted) {
  MYDOCKER_TRY(auto prefixes, host_prefixes());
  std::erase_if(prefixes, [&](const HostPrefix& one) {
    return std::ranges::none_of(
        wanted, [&](const IpPrefix& prefix) { return prefix.overlaps(one.prefix); });
  });
  return prefixes;
}

std::string holder_text(HostView& host, const HostPrefix& holder) {
  const std::string link = holder.link == 0 ? "" : base::quoted(host.link_name(holder.link));
  if (holder.address) return "address " + holder.address->text() + " of link " + link;
  return "route " + holder.prefix.text() + (link.empty() ? "" : " through link " + link) +
         (holder.table == 0 ? "" : " in table " + std::to_string(holder.table));
}

Result<std::unique_ptr<HostView>> open_linux_host_view(const Netns& host) {
  return std::unique_ptr<HostView>(std::make_unique<LinuxHostView>(host));
}

}  // namespace mydocker::kernel

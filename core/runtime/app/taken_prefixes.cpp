#include "runtime/app/taken_prefixes.hpp"

#include <algorithm>
#include <utility>

#include "runtime/app/network_on_lan.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::app {
namespace {

bool overlaps_one(const IpPrefix& prefix, const std::vector<IpPrefix>& wanted) {
  return std::ranges::any_of(wanted, [&](const IpPrefix& one) { return one.overlaps(prefix); });
}

Result<void> add_networks(const Holders& holders, const std::vector<IpPrefix>* wanted,
                          Taken& taken) {
  if (wanted == nullptr) {
    MYDOCKER_TRY(taken.networks, holders.definitions.prefixes());
  } else {
    for (const auto& prefix : *wanted) {
      MYDOCKER_TRY(const auto found, holders.definitions.prefixes_overlapping(prefix));
      taken.networks.insert(taken.networks.end(), found.begin(), found.end());
    }
  }
  for (const auto& one : taken.networks) taken.all.push_back({one.prefix, {}});
  for (const auto& other : holders.in_creation)
    for (const auto& subnet : other.subnets)
      if (wanted == nullptr || overlaps_one(subnet.prefix, *wanted))
        taken.all.push_back({subnet.prefix, "network " + base::quoted(other.name)});
  return {};
}

Result<std::string> holder_of(Session& session, store::Definitions& definitions, const Taken& taken,
                              std::size_t index) {
  if (!taken.all[index].holder.empty()) return taken.all[index].holder;
  if (index < taken.networks.size()) {
    MYDOCKER_TRY(const auto name, definitions.name_of(taken.networks[index].network));
    return "network " + base::quoted(name);
  }
  MYDOCKER_TRY(auto* host, session.host_view());
  const std::size_t from_end = taken.all.size() - index;
  return "the host's " + holder_text(*host, taken.host[taken.host.size() - from_end]);
}

// Returns whether the prefix belongs to a network on a LAN.
Result<bool> is_of_lan(Session& session, store::Definitions& definitions, const Taken& taken,
                       std::size_t index) {
  if (index >= taken.networks.size()) return false;
  MYDOCKER_TRY(const auto name, definitions.name_of(taken.networks[index].network));
  MYDOCKER_TRY(const auto holder, definitions.find(name));
  if (!holder) return false;
  MYDOCKER_TRY(const auto candidate, session.find_driver(holder->driver));
  return is_on_lan(session, *candidate.manifest, *holder);
}

}  // namespace

Result<Taken> taken_prefixes(Session& session, const Holders& holders,
                             const std::vector<IpPrefix>* wanted) {
  Taken taken;
  MYDOCKER_CHECK(add_networks(holders, wanted, taken));
  MYDOCKER_TRY(auto* host, session.host_view());
  MYDOCKER_TRY(taken.host, wanted == nullptr ? host->host_prefixes()
                                             : host->host_prefixes_overlapping(*wanted));
  if (!holders.shared_links.empty())
    std::erase_if(taken.host, [&](const kernel::HostPrefix& one) {
      return holders.shared_links.contains(host->link_name(one.link));
    });
  for (const auto& one : taken.host) taken.all.push_back({one.prefix, {}, one.is_route});
  return taken;
}

Result<void> check_free(Session& session, const Holders& holders, const Taken& taken,
                        const IpPrefix& wanted, bool on_lan) {
  for (std::size_t n = 0; n < taken.all.size(); ++n) {
    if (!taken.all[n].prefix.overlaps(wanted)) continue;
    MYDOCKER_TRY(const bool shared,
                 on_lan ? is_of_lan(session, holders.definitions, taken, n) : Result<bool>(false));
    if (shared) continue;
    MYDOCKER_TRY(auto holder, holder_of(session, holders.definitions, taken, n));
    if (ipam::is_covering_route(taken.all[n], wanted)) {
      session.log.notice("subnet " + wanted.text() + " is a part of " + holder +
                         ": packets to the addresses of the subnet now go to the network");
      continue;
    }
    return ipam::check_free(wanted, {{taken.all[n].prefix, std::move(holder)}});
  }
  return {};
}

}  // namespace mydocker::app

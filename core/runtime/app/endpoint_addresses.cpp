#include "runtime/app/endpoint_addresses.hpp"

#include <algorithm>

#include "runtime/app/network_on_lan.hpp"
#include "runtime/app/refusal.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/ipam/address_space.hpp"

namespace mydocker::app {
namespace {

// The leases of one network in the runtime state, as the allocator needs them. Nothing is owned.
class NetworkLeases final : public ipam::Leases {
 public:
  // Creates the leases. `sharing` are other networks with the same subnet.
  NetworkLeases(store::RuntimeState& state, const std::string& network_id,
                const std::vector<model::Network>& sharing)
      : state_(state), network_id_(network_id), sharing_(sharing) {}
  Result<std::optional<IpAddress>> first_free(const IpAddress& first,
                                              const IpAddress& last) override {
    for (IpAddress from = first;;) {
      MYDOCKER_TRY(const auto free, state_.first_free(network_id_, from, last));
      if (!free) return free;
      MYDOCKER_TRY(const auto holder, holder_on_lan(state_, sharing_, *free, {}));
      if (!holder) return free;
      if (*free == last) return std::optional<IpAddress>();
      from = free->plus(1);
    }
  }

 private:
  store::RuntimeState& state_;
  const std::string& network_id_;
  const std::vector<model::Network>& sharing_;
};

// An address that is not chosen freely, and its source: "--ip" or "the reservation".
struct FixedAddress {
  IpAddress address;
  std::string source;

  [[nodiscard]] std::string text() const { return source + " " + address.text(); }
};

Result<void> read_fixed(const std::string& option, const std::vector<std::string>& words,
                        std::vector<FixedAddress>& fixed) {
  const bool is_v4 = option == "--ip";
  for (const auto& word : words) {
    MYDOCKER_TRY(const auto address,
                 IpAddress::parse(word).within(option + " " + base::quoted(word)));
    if (address.is_v4() != is_v4)
      return Error(ErrorKind::invalid_argument, option + " " + address.text() + " is an " +
                                                    (is_v4 ? "IPv6" : "IPv4") + " address")
          .hint(std::string("write ") + (is_v4 ? "--ip6 " : "--ip ") + address.text());
    if (std::ranges::find(fixed, address, &FixedAddress::address) != fixed.end())
      return Error(ErrorKind::invalid_argument, option + " " + address.text() + " is given twice")
          .hint("give each address once");
    fixed.push_back({address, option});
  }
  return {};
}

// Returns the addresses of --ip or --ip6 in this subnet and removes them from `wanted`. If there
// are none, returns the address that the network reserves for the container, if it has one.
std::vector<FixedAddress> fixed_in(const model::Subnet& subnet, const std::string& container,
                                   std::vector<FixedAddress>& wanted) {
  const auto rest = std::stable_partition(
      wanted.begin(), wanted.end(),
      [&](const FixedAddress& one) { return !subnet.prefix.contains(one.address); });
  std::vector<FixedAddress> fixed(rest, wanted.end());
  wanted.erase(rest, wanted.end());
  const auto reservations = subnet.reservations.find(container);
  if (fixed.empty() && reservations != subnet.reservations.end())
    fixed.push_back({reservations->second, "the reservation"});
  return fixed;
}

// Chooses a free address. When an engine restarts a container, it deletes the endpoint and creates
// a new one. To get the same address again, the address of such a container is computed from its
// name.
Result<IpAddress> choose_address(store::RuntimeState& state, const ConnectRequest& request,
                                 const model::Network& network, const model::Subnet& subnet,
                                 const std::vector<model::Network>& sharing) {
  NetworkLeases leases(state, network.id, sharing);
  if (request.attachment) return ipam::address_for(subnet, request.container, leases);
  MYDOCKER_TRY(const auto cursor, state.cursor(network.id, subnet.prefix));
  MYDOCKER_TRY(const auto address, ipam::next_address(subnet, cursor, leases));
  MYDOCKER_CHECK(state.set_cursor(network.id, subnet.prefix, address));
  return address;
}

constexpr unsigned kLengthV4 = 16;  // link-local prefix of RFC 3927
constexpr unsigned kLengthV6 = 64;  // link-local prefix of RFC 4291 2.5.6

Error refusal(const IpAddress& address, const std::string& why) {
  return {ErrorKind::invalid_argument, "--link-local-ip " + address.text() + " " + why};
}

bool has_family(const model::Network& network, Family family) {
  return std::ranges::any_of(network.subnets, [family](const model::Subnet& subnet) {
    return subnet.prefix.address.family() == family;
  });
}

// Returns the address with the prefix length of its link.
Result<IpPrefix> parse(const std::string& word) {
  MYDOCKER_TRY(const auto address,
               IpAddress::parse(word).within("--link-local-ip " + base::quoted(word)));
  if (!is_link_local(address))
    return refusal(address, "is not a link-local address")
        .hint("choose one of 169.254.0.0/16 or fe80::/10; use --ip or --ip6 for other addresses");
  const IpPrefix prefix{address, address.is_v4() ? kLengthV4 : kLengthV6};
  const bool has_host_part =
      prefix.has_host_bits() && (!address.is_v4() || prefix.last() != address);
  if (!has_host_part)
    return refusal(address, "is not an address of one host").hint("choose another one");
  return prefix;
}

Result<void> check_family(const IpAddress& address, const model::Network& network) {
  if (has_family(network, address.family())) return {};
  return Error(ErrorKind::unsupported, "--link-local-ip " + address.text() +
                                           " cannot be used: the network has no " +
                                           (address.is_v4() ? "IPv4" : "IPv6"))
      .hint("leave it out, or create the network with a subnet of that family");
}

Result<std::vector<IpPrefix>> parse_all(const std::vector<std::string>& words) {
  std::vector<IpPrefix> addresses;
  for (const auto& word : words) {
    MYDOCKER_TRY(const auto prefix, parse(word));
    if (std::ranges::find(addresses, prefix) != addresses.end())
      return refusal(prefix.address, "is given twice").hint("give each address once");
    addresses.push_back(prefix);
  }
  return addresses;
}

}  // namespace

Result<void> check_address_words(const ConnectRequest& request) {
  std::vector<FixedAddress> fixed;
  MYDOCKER_CHECK(read_fixed("--ip", request.addresses, fixed));
  return read_fixed("--ip6", request.addresses_v6, fixed);
}

Error no_subnet_for(const std::string& shown, const model::Network& network) {
  std::string subnets;
  for (const auto& subnet : network.subnets) subnets += " " + subnet.prefix.text();
  return Error(ErrorKind::unsupported, shown + " is not in a subnet of the network")
      .hint(subnets.empty() ? "this network has no addresses" : "its subnets:" + subnets);
}

Result<void> check_usable(store::RuntimeState& state, const model::Network& network,
                          const model::Subnet& subnet, const std::vector<model::Network>& sharing,
                          const std::string& shown, const IpAddress& address,
                          const std::string& container) {
  auto usable = ipam::check_static(subnet, address, container);
  if (!usable.ok()) return as_refusal(std::move(usable).error().within(shown));
  MYDOCKER_TRY(const auto holder, state.lease_owner(network.id, address));
  if (holder)
    return Error(ErrorKind::already_exists, shown + " is held by container \"" + *holder + "\"")
        .hint("choose another address, or disconnect " + *holder + " first");
  MYDOCKER_TRY(const auto other, holder_on_lan(state, sharing, address, container));
  if (!other) return {};
  return Error(ErrorKind::already_exists, shown + " is " + *other + " on the same LAN")
      .hint("choose another address");
}

Result<std::vector<IpPrefix>> allocate_addresses(store::RuntimeState& state,
                                                 const ConnectRequest& request,
                                                 const model::Network& network,
                                                 const std::vector<model::Network>& sharing,
                                                 GatewayUse gateway) {
  std::vector<FixedAddress> wanted;
  MYDOCKER_CHECK(read_fixed("--ip", request.addresses, wanted));
  MYDOCKER_CHECK(read_fixed("--ip6", request.addresses_v6, wanted));
  std::vector<IpPrefix> addresses;
  for (const auto& subnet : network.subnets) {
    auto usable = subnet;
    if (gateway == GatewayUse::container) usable.gateway.reset();
    const auto fixed = fixed_in(subnet, request.container, wanted);
    for (const auto& one : fixed) {
      MYDOCKER_CHECK(check_usable(state, network, usable, sharing, one.text(), one.address,
                                  request.container));
      addresses.emplace_back(one.address, subnet.prefix.length);
    }
    if (!fixed.empty() || network.ipam_driver != model::IpamDriver::builtin) continue;
    MYDOCKER_TRY(const auto address, choose_address(state, request, network, subnet, sharing));
    addresses.emplace_back(address, subnet.prefix.length);
  }
  if (!wanted.empty()) return no_subnet_for(wanted.front().text(), network);
  return addresses;
}

Result<void> check_link_local_words(const ConnectRequest& request) {
  MYDOCKER_CHECK(parse_all(request.link_local_addresses));
  return {};
}

Result<std::vector<IpPrefix>> resolve_link_local_addresses(store::RuntimeState& state,
                                                           const ConnectRequest& request,
                                                           const model::Network& network) {
  MYDOCKER_TRY(auto addresses, parse_all(request.link_local_addresses));
  if (addresses.empty()) return addresses;
  MYDOCKER_TRY(const auto others, state.endpoints(network.id));
  for (const auto& prefix : addresses) {
    MYDOCKER_CHECK(check_family(prefix.address, network));
    for (const auto& other : others) {
      const auto& held = other.extra_addresses;
      if (std::ranges::find(held, prefix) == held.end()) continue;
      return Error(ErrorKind::already_exists, "--link-local-ip " + prefix.address.text() +
                                                  " is held by container \"" + other.container +
                                                  "\"")
          .hint("choose another address, or disconnect " + other.container + " first");
    }
  }
  return addresses;
}

}  // namespace mydocker::app

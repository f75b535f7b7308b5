#include <algorithm>

#include "runtime/app/endpoint_addresses.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::app {
namespace {

constexpr unsigned kLengthV4 = 16;  // RFC 3927
constexpr unsigned kLengthV6 = 64;  // RFC 4291 2.5.6

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

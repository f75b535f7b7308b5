#include "bridge_options.hpp"

namespace bridge {
namespace {

using mydocker::Error;
using mydocker::ErrorKind;
using mydocker::Family;
using mydocker::IpAddress;
using mydocker::IpPrefix;
using mydocker::Result;

struct OutboundOption {
  Family family;
  const char* key;
  const char* other_key;  // key of the option for the other family
  const char* gateway_mode_key;
  const char* family_name;
};
constexpr OutboundOption kV4{Family::v4, "outbound-ipv4", "outbound-ipv6", "gateway-mode-ipv4",
                             "IPv4"};
constexpr OutboundOption kV6{Family::v6, "outbound-ipv6", "outbound-ipv4", "gateway-mode-ipv6",
                             "IPv6"};

Error refused(const OutboundOption& option, const std::string& why, const std::string& hint) {
  return Error(ErrorKind::invalid_argument, std::string("option \"") + option.key + "\": " + why)
      .hint(hint);
}

// Returns whether the address cannot be a source: unspecified, broadcast, multicast or loopback.
bool is_no_source(const IpAddress& address) {
  const auto within = [&address](const char* prefix) {
    const auto range = IpPrefix::parse(prefix);
    return range.ok() && range->contains(address);
  };
  if (address.is_v4())
    return within("0.0.0.0/8") || within("127.0.0.0/8") || within("224.0.0.0/4") ||
           within("255.255.255.255/32");
  return within("::/127") || within("ff00::/8");
}

Result<void> check_address(const OutboundOption& option, const IpAddress& address) {
  const auto quoted = "\"" + address.text() + "\"";
  if (address.family() != option.family)
    return refused(option, quoted + " is not an " + option.family_name + " address",
                   std::string("use the option of the other family: -o ") + option.other_key + "=" +
                       address.text());
  if (is_no_source(address))
    return refused(option, quoted + " cannot be a source address",
                   "use an address of the host, or an address that is routed to the host");
  return {};
}

// Checks that the network has packets whose source the option changes.
Result<void> check_way_out(const OutboundOption& option, const mydocker::NetworkView& network,
                           const BridgeOptions& options) {
  const std::string leave_out = std::string("leave -o ") + option.key + " out";
  if (options.mode == BridgeMode::unmanaged)
    return refused(option, "packets of an unmanaged bridge are not translated",
                   leave_out + ", or use -o mode=managed");
  if (network.internal)
    return refused(option, "an internal network has no outgoing traffic",
                   leave_out + ", or --internal");
  if (!options.masquerade)
    return refused(option, "masquerading is off for this network",
                   leave_out + ", or -o masquerade=false");
  if (!has_family(network, option.family))
    return refused(option, std::string("the network has no ") + option.family_name + " subnet",
                   leave_out + (option.family == Family::v4 ? ", or add one with --subnet"
                                                            : ", or add --ipv6"));
  const auto mode = options.gateway(option.family);
  if (!translates(mode))
    return refused(option,
                   "in gateway mode \"" +
                       std::string(kGatewayModes[static_cast<std::size_t>(mode)]) +
                       "\" packets leave with the container's address",
                   leave_out + ", or use -o " + option.gateway_mode_key + "=nat");
  return {};
}

Result<std::optional<IpAddress>> address_of(const OutboundOption& option,
                                            const mydocker::NetworkView& network,
                                            const BridgeOptions& options) {
  if (!network.options.has(option.key)) return std::optional<IpAddress>();
  MYDOCKER_TRY(const auto address, IpAddress::parse(network.options.text(option.key)));
  MYDOCKER_CHECK(check_address(option, address));
  MYDOCKER_CHECK(check_way_out(option, network, options));
  return std::optional(address);
}

}  // namespace

Result<mydocker::blocks::Outbound> outbound_of(const mydocker::NetworkView& network,
                                               const BridgeOptions& options) {
  mydocker::blocks::Outbound outbound;
  MYDOCKER_TRY(outbound.v4, address_of(kV4, network, options));
  MYDOCKER_TRY(outbound.v6, address_of(kV6, network, options));
  return outbound;
}

}  // namespace bridge

#include "endpoint_gateway.hpp"

namespace mydocker::cli {

std::optional<std::string> gateway_of(const app::EndpointReport& report, const IpPrefix& address) {
  const auto& text = address.address.is_v4() ? report.ipv4.gateway : report.ipv6.gateway;
  const auto gateway = IpAddress::parse(text);
  if (!gateway || !address.network().contains(*gateway)) return std::nullopt;
  return text;
}

}  // namespace mydocker::cli

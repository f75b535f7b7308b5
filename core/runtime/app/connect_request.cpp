#include "runtime/app/connect_request.hpp"

#include <algorithm>

#include "runtime/base/quoted.hpp"
#include "runtime/model/port_spec.hpp"

namespace mydocker::app {
namespace {

Error differs_from_expected(const model::Network& network, const std::string& what) {
  return Error(ErrorKind::invalid_argument,
               "network " + base::quoted(network.name) + " exists, but " + what)
      .hint("change the configuration, or remove the network: mydocker network rm " + network.name);
}

std::string subnets_text(const model::Network& network) {
  std::string text;
  for (const auto& subnet : network.subnets) text += " " + subnet.prefix.text();
  return text.empty() ? " none" : text;
}

std::vector<std::string> words_of(const std::vector<IpPrefix>& addresses, Family family) {
  std::vector<std::string> words;
  for (const auto& own : addresses)
    if (own.address.family() == family) words.push_back(own.address.text());
  return words;
}

void add_addresses(ConnectRequest& request, const model::Endpoint& earlier) {
  if (request.addresses.empty()) request.addresses = words_of(earlier.addresses, Family::v4);
  if (request.addresses_v6.empty()) request.addresses_v6 = words_of(earlier.addresses, Family::v6);
  if (!request.link_local_addresses.empty()) return;
  for (const auto& own : earlier.extra_addresses)
    request.link_local_addresses.push_back(own.address.text());
}

// Adds the MAC of the earlier endpoint to the request. A MAC that was derived from the endpoint's
// id is left out, because the new endpoint gets the same one.
void add_mac(ConnectRequest& request, const model::Endpoint& earlier) {
  if (!request.mac && earlier.mac != derived_mac(earlier.id, "container"))
    request.mac = earlier.mac.text();
}

}  // namespace

Result<void> check_expected(const ExpectedNetwork& expected, const model::Network& network) {
  if (!expected.driver.empty() && expected.driver != network.driver)
    return differs_from_expected(network, "its driver is " + base::quoted(network.driver) +
                                              ", not " + base::quoted(expected.driver));
  if (expected.internal && *expected.internal != network.internal)
    return differs_from_expected(network,
                                 network.internal ? "it is internal" : "it is not internal");
  for (const auto& text : expected.subnets) {
    MYDOCKER_TRY(const auto prefix, IpPrefix::parse(text));
    if (std::ranges::find(network.subnets, prefix.network(), &model::Subnet::prefix) ==
        network.subnets.end())
      return differs_from_expected(network, "it has no subnet " + prefix.network().text() +
                                                "; its subnets:" + subnets_text(network));
  }
  return {};
}

ConnectRequest with_earlier(ConnectRequest request, const model::Endpoint& earlier) {
  if (request.attachment.value_or(model::Attachment{}) != earlier.attachment) return request;
  add_addresses(request, earlier);
  if (request.attachment) return request;
  add_mac(request, earlier);
  if (request.ports.empty())
    for (const auto& mapping : earlier.ports) request.ports.push_back(model::word_of(mapping.port));
  if (request.options.empty() && request.role_options.empty())
    for (const auto& [key, value] : earlier.options)
      request.options.emplace_back(key).append("=").append(value);
  if (!request.gateway_priority && earlier.gateway_priority != 0)
    request.gateway_priority = std::to_string(earlier.gateway_priority);
  return request;
}

}  // namespace mydocker::app

#include "runtime/app/expected_network.hpp"

#include <algorithm>

#include "runtime/base/quoted.hpp"

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

}  // namespace mydocker::app

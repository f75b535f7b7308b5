// The outbound addresses of a bridge network, and their plan.
#include <gmock/gmock.h>

#include <algorithm>

#include "bridge/bridge_plan.hpp"

namespace bridge {
namespace outbound_test {

using mydocker::ErrorKind;
using mydocker::IpAddress;
using mydocker::IpPrefix;
using mydocker::Masquerade;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Texts = std::map<std::string, std::string>;

mydocker::NetworkView network(const std::vector<const char*>& subnets, const Texts& options) {
  mydocker::NetworkView view;
  view.id = std::string(64, 'a');
  view.name = "n";
  view.link_name = "n";
  for (const auto* text : subnets) view.subnets.push_back({IpPrefix::parse(text).value(), {}});
  view.options = mydocker::Options(options);
  return view;
}

mydocker::NetworkView dual(const Texts& options) {
  return network({"192.0.2.0/24", "fd00:1::/64", "2001:db8:1::/64"}, options);
}

mydocker::HostFacts host() {
  mydocker::HostFacts facts;
  facts.ipv6 = true;
  facts.links = {{.name = "lan", .kind = "bridge"}};
  return facts;
}

std::vector<Masquerade> masquerades(const mydocker::NetworkView& view) {
  const auto options = options_of(view, host());
  if (!options.ok()) return {};
  const auto plan = network_plan(view, *options, host()).value();
  std::vector<Masquerade> found;
  for (const auto& entry : plan.entries())
    if (const auto* one = entry.resource.get_if<Masquerade>()) found.push_back(*one);
  return found;
}

Masquerade masquerade(const char* source) { return {IpPrefix::parse(source).value(), {}}; }
Masquerade masquerade(const char* source, const char* address) {
  return {IpPrefix::parse(source).value(), IpAddress::parse(address).value()};
}

TEST(Outbound, IsTheAddressOfEverySubnetOfItsFamily) {
  EXPECT_THAT(masquerades(dual({})),
              ElementsAre(masquerade("192.0.2.0/24"), masquerade("fd00:1::/64")));
  EXPECT_THAT(masquerades(dual({{"outbound-ipv4", "203.0.113.7"}})),
              ElementsAre(masquerade("192.0.2.0/24", "203.0.113.7"), masquerade("fd00:1::/64")));
  EXPECT_THAT(masquerades(dual({{"outbound-ipv6", "2001:db8:ff::7"}})),
              ElementsAre(masquerade("192.0.2.0/24"), masquerade("fd00:1::/64", "2001:db8:ff::7"),
                          masquerade("2001:db8:1::/64", "2001:db8:ff::7")));
}

TEST(Outbound, StandsBesideTheOtherFamilysGatewayMode) {
  EXPECT_THAT(
      masquerades(dual({{"outbound-ipv4", "203.0.113.7"}, {"gateway-mode-ipv6", "routed"}})),
      ElementsAre(masquerade("192.0.2.0/24", "203.0.113.7")));
  EXPECT_THAT(masquerades(network({"192.0.2.0/24"}, {{"outbound-ipv4", "203.0.113.7"},
                                                     {"gateway-mode-ipv4", "nat-unprotected"}})),
              ElementsAre(masquerade("192.0.2.0/24", "203.0.113.7")));
}

struct Refusal {
  const char* name;
  mydocker::NetworkView view;
  const char* said;
  const char* hint;
};
void PrintTo(const Refusal& refusal, std::ostream* out) { *out << refusal.name; }

class WrongOutbound : public ::testing::TestWithParam<Refusal> {};

TEST_P(WrongOutbound, IsRefusedWithWhatToDo) {
  const auto options = options_of(GetParam().view, host());
  ASSERT_FALSE(options.ok());
  EXPECT_EQ(options.error().kind(), ErrorKind::invalid_argument);
  EXPECT_EQ(options.error().message(), GetParam().said);
  EXPECT_THAT(options.error().hints(), ElementsAre(HasSubstr(GetParam().hint)));
}

mydocker::NetworkView internal(mydocker::NetworkView view) {
  view.internal = true;
  return view;
}

const Texts kFour{{"outbound-ipv4", "203.0.113.7"}};
Texts with(Texts options, const char* key, const char* value) {
  options.emplace(key, value);
  return options;
}

INSTANTIATE_TEST_SUITE_P(
    All, WrongOutbound,
    ::testing::Values(
        Refusal{"TheOtherFamily", dual({{"outbound-ipv4", "2001:db8::7"}}),
                "option \"outbound-ipv4\": \"2001:db8::7\" is not an IPv4 address",
                "-o outbound-ipv6=2001:db8::7"},
        Refusal{"TheOtherFamilyOfSix", dual({{"outbound-ipv6", "203.0.113.7"}}),
                "option \"outbound-ipv6\": \"203.0.113.7\" is not an IPv6 address",
                "-o outbound-ipv4=203.0.113.7"},
        Refusal{"Unspecified", dual({{"outbound-ipv4", "0.0.0.0"}}),
                "option \"outbound-ipv4\": \"0.0.0.0\" cannot be a source address",
                "routed to the host"},
        Refusal{"Loopback", dual({{"outbound-ipv6", "::1"}}),
                "option \"outbound-ipv6\": \"::1\" cannot be a source address",
                "routed to the host"},
        Refusal{"AGroup", dual({{"outbound-ipv4", "224.0.0.1"}}),
                "option \"outbound-ipv4\": \"224.0.0.1\" cannot be a source address",
                "routed to the host"},
        Refusal{"MasqueradeOff", dual(with(kFour, "masquerade", "false")),
                "option \"outbound-ipv4\": masquerading is off for this network",
                "or -o masquerade=false"},
        Refusal{"Internal", internal(dual(kFour)),
                "option \"outbound-ipv4\": an internal network has no outgoing traffic",
                "or --internal"},
        Refusal{"Routed", dual(with(kFour, "gateway-mode-ipv4", "routed")),
                "option \"outbound-ipv4\": in gateway mode \"routed\" packets leave with the "
                "container's address",
                "-o gateway-mode-ipv4=nat"},
        Refusal{"NoSuchSubnet", network({"fd00:1::/64"}, kFour),
                "option \"outbound-ipv4\": the network has no IPv4 subnet", "--subnet"},
        Refusal{"NoSuchSubnetOfSix", network({"192.0.2.0/24"}, {{"outbound-ipv6", "2001:db8::7"}}),
                "option \"outbound-ipv6\": the network has no IPv6 subnet", "--ipv6"},
        Refusal{"Unmanaged", dual(with(with(kFour, "mode", "unmanaged"), "bridge-name", "lan")),
                "option \"outbound-ipv4\": packets of an unmanaged bridge are not translated",
                "-o mode=managed"}),
    [](const auto& one) { return std::string(one.param.name); });

}  // namespace outbound_test
}  // namespace bridge

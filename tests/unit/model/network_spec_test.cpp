#include "runtime/model/network_spec.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include <string>
#include <vector>

namespace mydocker::model {
namespace network_spec_test {

using Words = std::vector<std::string>;

IpAddress ip(const std::string& text) { return IpAddress::parse(text).value(); }

NetworkSpec spec_for(const Words& subnets) {
  NetworkSpec spec;
  spec.name = "web";
  spec.subnets = subnets;
  return spec;
}

// Returns the whole error message; "accepted" if there is none.
std::string refusal_of(const NetworkSpec& spec) {
  const auto result = check_network(spec);
  return result.ok() ? "accepted" : result.error().message();
}

TEST(NetworkSpec, AcceptsANetworkWithoutAnything) {
  const auto network = check_network(spec_for({}));
  ASSERT_TRUE(network.ok());
  EXPECT_EQ(network->network.name, "web");
  EXPECT_TRUE(network->network.subnets.empty());
}

TEST(NetworkSpec, PutsEachWordWithTheSubnetThatItLiesIn) {
  NetworkSpec spec = spec_for({"10.1.0.0/24", "10.2.0.0/24"});
  spec.gateways = {"10.2.0.1"};
  spec.ip_ranges = {"10.2.0.10-10.2.0.20", "10.1.0.128/25"};
  spec.aux_addresses = {"printer=10.1.0.9", "router=10.2.0.9"};
  const auto network = check_network(spec);
  ASSERT_TRUE(network.ok()) << network.error().message();
  ASSERT_EQ(network->network.subnets.size(), 2U);
  const Subnet& first = network->network.subnets[0];
  EXPECT_EQ(first.prefix.text(), "10.1.0.0/24");
  EXPECT_EQ(first.gateway, std::nullopt);
  EXPECT_EQ(first.range, (AddressRange{ip("10.1.0.128"), ip("10.1.0.255")}));
  EXPECT_EQ(first.aux_addresses, (std::map<std::string, IpAddress>{{"printer", ip("10.1.0.9")}}));
  const Subnet& second = network->network.subnets[1];
  EXPECT_EQ(second.gateway, ip("10.2.0.1"));
  EXPECT_EQ(second.range, (AddressRange{ip("10.2.0.10"), ip("10.2.0.20")}));
  EXPECT_EQ(second.aux_addresses, (std::map<std::string, IpAddress>{{"router", ip("10.2.0.9")}}));
}

TEST(NetworkSpec, NamesABadNameFirst) {
  NetworkSpec spec = spec_for({"nonsense"});
  spec.name = "host";
  EXPECT_EQ(
      refusal_of(spec),
      "network name \"host\" is reserved; --subnet \"nonsense\" is not an address with a prefix "
      "length");
}

TEST(NetworkSpec, NamesTheSubnetThatWasMeant) {
  EXPECT_EQ(refusal_of(spec_for({"192.168.0.5/24"})),
            "subnet \"192.168.0.5/24\" has host bits set: did you mean 192.168.0.0/24?");
}

TEST(NetworkSpec, RefusesSubnetsThatCannotBeOnes) {
  for (const char* word : {"", "10.1.0.0", "10.1.0.0/33", "10.1.0/24", "10.1.0.0/-1", "web", "/24",
                           "10.1.0.0/24 ", "010.1.0.0/24"})
    EXPECT_EQ(refusal_of(spec_for({word})),
              "--subnet \"" + std::string(word) + "\" is not an address with a prefix length");
  EXPECT_EQ(refusal_of(spec_for({"10.1.0.1/32"})),
            "--subnet \"10.1.0.1/32\" has no address for a container");
  EXPECT_EQ(refusal_of(spec_for({"10.1.0.0/31"})), "accepted");
}

TEST(NetworkSpec, RefusesRangesWithAMeaningOfTheirOwn) {
  for (const char* word : {"0.1.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "169.254.1.0/24",
                           "224.0.0.0/8", "239.1.0.0/16", "255.255.255.0/24", "168.0.0.0/7"})
    EXPECT_NE(refusal_of(spec_for({word})), "accepted") << word;
  EXPECT_EQ(refusal_of(spec_for({"127.0.0.0/8"})),
            "subnet \"127.0.0.0/8\" overlaps the loopback range 127.0.0.0/8");
}

TEST(NetworkSpec, RefusesWhatIsLargerThanASlashEight) {
  EXPECT_EQ(refusal_of(spec_for({"10.0.0.0/8"})), "accepted");
  EXPECT_EQ(refusal_of(spec_for({"12.0.0.0/7"})),
            "subnet \"12.0.0.0/7\" is too large: a prefix length of at least 8 is needed");
  EXPECT_EQ(refusal_of(spec_for({"0.0.0.0/0"})),
            "subnet \"0.0.0.0/0\" is too large: a prefix length of at least 8 is needed");
}

TEST(NetworkSpec, AcceptsIpv6SubnetsThatCanBeOnes) {
  for (const char* word : {"2001:db8::/64", "fd00::/8", "fd12:3456:789a::/48", "2001:db8::/126",
                           "2001:db8::/127", "2001:db8:0:0:8000::/65"})
    EXPECT_EQ(refusal_of(spec_for({word})), "accepted") << word;
  EXPECT_EQ(refusal_of(spec_for({"2001:db8::1/128"})),
            "--subnet \"2001:db8::1/128\" has no address for a container");
  EXPECT_EQ(refusal_of(spec_for({"2001:db8::1/64"})),
            "subnet \"2001:db8::1/64\" has host bits set: did you mean 2001:db8::/64?");
}

TEST(NetworkSpec, RefusesIpv6RangesWithAMeaningOfTheirOwn) {
  struct Row {
    const char* word;
    const char* said;
  };
  for (const Row& row :
       {Row{"fe80:0:0:1::/64", "link-local"}, Row{"fe80:1::/32", "link-local"},
        Row{"febf::/16", "link-local"}, Row{"fec0::/16", "site-local"},
        Row{"ff00::/8", "multicast"}, Row{"ff02::/64", "multicast"},
        Row{"::ffff:0:0/96", "IPv4 addresses written as IPv6"},
        Row{"::ffff:0:0/97", "IPv4 addresses written as IPv6"}, Row{"::/64", "::"},
        Row{"::/126", "::1"}, Row{"64:ff9b::/96", "translator"}, Row{"fe00::/8", "fe80::/10"},
        Row{"2000::/3", "too large"}, Row{"::/0", "too large"}})
    EXPECT_NE(refusal_of(spec_for({row.word})).find(row.said), std::string::npos)
        << row.word << ": " << refusal_of(spec_for({row.word}));
}

TEST(NetworkSpec, RefusesSubnetsThatOverlapEachOther) {
  EXPECT_EQ(refusal_of(spec_for({"10.1.0.0/16", "10.1.2.0/24"})),
            "--subnet \"10.1.2.0/24\" overlaps --subnet \"10.1.0.0/16\"");
  EXPECT_NE(refusal_of(spec_for({"10.1.0.0/24", "10.1.0.0/24"})), "accepted");
}

TEST(NetworkSpec, WantsASubnetForWhatLiesInOne) {
  NetworkSpec gateway = spec_for({});
  gateway.gateways = {"10.1.0.1"};
  EXPECT_EQ(refusal_of(gateway), "--gateway \"10.1.0.1\" needs a --subnet that contains it");
  NetworkSpec range = spec_for({});
  range.ip_ranges = {"10.1.0.0/25"};
  EXPECT_EQ(refusal_of(range), "--ip-range \"10.1.0.0/25\" needs a --subnet that contains it");
  NetworkSpec aux = spec_for({});
  aux.aux_addresses = {"a=10.1.0.9"};
  EXPECT_EQ(refusal_of(aux), "--aux-address \"a=10.1.0.9\" needs a --subnet that contains it");
}

TEST(NetworkSpec, RefusesGatewaysThatCannotBeOnes) {
  const auto with = [](const Words& gateways) {
    NetworkSpec spec = spec_for({"10.1.0.0/24"});
    spec.gateways = gateways;
    return refusal_of(spec);
  };
  EXPECT_EQ(with({"10.2.0.1"}), "--gateway \"10.2.0.1\" is outside all subnets");
  EXPECT_EQ(with({"10.1.0.0"}),
            "--gateway \"10.1.0.0\" is the network or broadcast address of subnet 10.1.0.0/24");
  EXPECT_NE(with({"10.1.0.255"}), "accepted");
  EXPECT_EQ(with({"10.1.0.1", "10.1.0.2"}),
            "--gateway \"10.1.0.2\" is a second gateway for subnet 10.1.0.0/24");
  EXPECT_EQ(with({"10.1.0.1/24"}), "--gateway \"10.1.0.1/24\" is not an address");
  EXPECT_EQ(with({"10.1.0.254"}), "accepted");
}

TEST(NetworkSpec, TakesEitherAddressOfASlash31AsGateway) {
  for (const char* gateway : {"10.1.0.0", "10.1.0.1"}) {
    NetworkSpec spec = spec_for({"10.1.0.0/31"});
    spec.gateways = {gateway};
    EXPECT_EQ(refusal_of(spec), "accepted") << gateway;
  }
}

TEST(NetworkSpec, RefusesRangesThatCannotBeOnes) {
  const auto with = [](const Words& ranges) {
    NetworkSpec spec = spec_for({"10.1.0.0/24", "10.1.1.0/24"});
    spec.ip_ranges = ranges;
    return refusal_of(spec);
  };
  EXPECT_EQ(with({"10.1.0.20-10.1.0.10"}),
            "--ip-range \"10.1.0.20-10.1.0.10\" has its last address before its first address");
  EXPECT_EQ(with({"10.1.0.20-10.1.1.10"}),
            "--ip-range \"10.1.0.20-10.1.1.10\" is not inside subnet 10.1.0.0/24");
  EXPECT_NE(with({"10.1.0.0/23"}), "accepted");
  EXPECT_EQ(with({"10.9.0.0/25"}), "--ip-range \"10.9.0.0/25\" is outside all subnets");
  EXPECT_EQ(with({"10.1.0.1/25"}),
            "--ip-range \"10.1.0.1/25\" has host bits set: did you mean 10.1.0.0/25?");
  EXPECT_EQ(with({"10.1.0.10-"}), "accepted") << "up to the last address of the subnet";
  EXPECT_EQ(with({"10.1.0.10-x"}), "--ip-range \"10.1.0.10-x\" has an invalid address: \"x\"");
  EXPECT_EQ(with({"x"}), "--ip-range \"x\" is not a prefix or a range of two addresses");
  EXPECT_EQ(with({"10.1.0.0/25", "10.1.0.128/25"}),
            "--ip-range \"10.1.0.128/25\" is a second range for subnet 10.1.0.0/24");
  EXPECT_EQ(with({"10.1.0.0/32"}), "--ip-range \"10.1.0.0/32\" has no address for containers");
  EXPECT_NE(with({"10.1.0.255-10.1.0.255"}), "accepted");
  EXPECT_EQ(with({"10.1.0.7-10.1.0.7"}), "accepted");
}

TEST(NetworkSpec, RefusesReservationsThatMakeNoSense) {
  const auto with = [](const Words& aux) {
    NetworkSpec spec = spec_for({"10.1.0.0/24"});
    spec.gateways = {"10.1.0.1"};
    spec.aux_addresses = aux;
    return refusal_of(spec);
  };
  EXPECT_EQ(with({"a=10.1.0.1"}), "--aux-address \"a=10.1.0.1\" is the gateway of the subnet");
  EXPECT_EQ(with({"a=10.1.0.9", "b=10.1.0.9"}),
            "--aux-address \"b=10.1.0.9\" is already reserved as \"a\"");
  EXPECT_EQ(
      with({"a=10.1.0.255"}),
      "--aux-address \"a=10.1.0.255\" is never given to a container, also without this option");
  EXPECT_NE(with({"a=10.2.0.9"}), "accepted");
  EXPECT_NE(with({"a=nine"}), "accepted");
}

TEST(NetworkSpec, NamesReservationsThatHaveNoNameOfTheirOwn) {
  NetworkSpec spec = spec_for({"10.1.0.0/24"});
  spec.aux_addresses = {"10.1.0.9", "=10.1.0.8", "a=10.1.0.7", "a=10.1.0.6"};
  const auto checked = check_network(spec);
  ASSERT_TRUE(checked.ok()) << checked.error().message();
  std::map<std::string, std::string> reserved;
  for (const auto& [name, address] : checked->network.subnets.front().aux_addresses)
    reserved.emplace(name, address.text());
  EXPECT_EQ(reserved, (std::map<std::string, std::string>{{"10.1.0.8", "10.1.0.8"},
                                                          {"10.1.0.9", "10.1.0.9"},
                                                          {"a", "10.1.0.7"},
                                                          {"a-2", "10.1.0.6"}}));
}

TEST(NetworkSpec, PromisesAContainerOneAddressInEachSubnet) {
  const auto with = [](const Words& reservations) {
    NetworkSpec spec = spec_for({"10.1.0.0/24", "fd00::/64"});
    spec.gateways = {"10.1.0.1"};
    spec.aux_addresses = {"printer=10.1.0.9"};
    spec.reservations = reservations;
    return spec;
  };
  const auto network = check_network(with({"db=10.1.0.5", "db=fd00::5", "web=10.1.0.6"}));
  ASSERT_TRUE(network.ok()) << network.error().message();
  EXPECT_EQ(network->network.subnets[0].reservations,
            (std::map<std::string, IpAddress>{{"db", ip("10.1.0.5")}, {"web", ip("10.1.0.6")}}));
  EXPECT_EQ(network->network.subnets[1].reservations,
            (std::map<std::string, IpAddress>{{"db", ip("fd00::5")}}));
  EXPECT_EQ(
      refusal_of(with({"db=10.1.0.5", "db=10.1.0.6"})),
      "--reserve \"db=10.1.0.6\" is a second address for the container in subnet 10.1.0.0/24");
  EXPECT_EQ(refusal_of(with({"db=10.1.0.5", "web=10.1.0.5"})),
            "--reserve \"web=10.1.0.5\" is already reserved for \"db\"");
  EXPECT_EQ(refusal_of(with({"db=10.1.0.9"})),
            "--reserve \"db=10.1.0.9\" is already reserved for \"printer\"");
  EXPECT_EQ(refusal_of(with({"db=10.1.0.1"})),
            "--reserve \"db=10.1.0.1\" is the gateway of the subnet");
  EXPECT_EQ(refusal_of(with({"db=fd00::"})),
            "--reserve \"db=fd00::\" is not usable for a container");
  EXPECT_EQ(refusal_of(with({"db=10.2.0.1"})), "--reserve \"db=10.2.0.1\" is outside all subnets");
  EXPECT_NE(refusal_of(with({"d/b=10.1.0.5"})).find("characters"), std::string::npos);
  EXPECT_EQ(refusal_of(with({"db"})),
            "--reserve \"db\" has no value: write --reserve CONTAINER=ADDRESS");
}

TEST(NetworkSpec, SplitsOptionsAndLabelsAtTheFirstEqualsSign) {
  NetworkSpec spec = spec_for({});
  spec.options = {"mtu=1400", "x=a=b", "empty="};
  spec.labels = {"stage=test", "flag", "url=http://a/?b=c"};
  const auto network = check_network(spec);
  ASSERT_TRUE(network.ok()) << network.error().message();
  using Texts = std::map<std::string, std::string>;
  EXPECT_EQ(network->network.options, (Texts{{"mtu", "1400"}, {"x", "a=b"}, {"empty", ""}}));
  EXPECT_EQ(network->network.labels,
            (Texts{{"stage", "test"}, {"flag", ""}, {"url", "http://a/?b=c"}}));
}

TEST(NetworkSpec, RefusesOptionsAndLabelsThatCannotBeStored) {
  const auto with_option = [](const Words& options) {
    NetworkSpec spec = spec_for({});
    spec.options = options;
    return refusal_of(spec);
  };
  EXPECT_EQ(with_option({"mtu"}), "--opt \"mtu\" has no value: write --opt KEY=VALUE");
  EXPECT_EQ(with_option({"mtu=1", "mtu=2"}), "--opt \"mtu\" is given twice");
  EXPECT_NE(with_option({"a=\x1b[2J"}), "accepted");
  EXPECT_NE(with_option({"a=\xff"}), "accepted");
  EXPECT_NE(with_option({std::string(256, 'k') + "=v"}), "accepted");
  EXPECT_EQ(with_option({std::string(255, 'k') + "=v"}), "accepted");
  EXPECT_NE(with_option({"k=" + std::string(4097, 'v')}), "accepted");
  NetworkSpec spec = spec_for({});
  spec.labels = {"=x"};
  EXPECT_EQ(refusal_of(spec), "--label \"=x\" has no key: write --label KEY[=VALUE]");
}

TEST(NetworkSpec, EveryRefusalOfAnAddressSaysWhatToDo) {
  NetworkSpec spec = spec_for({"10.1.0.0/24"});
  spec.gateways = {"10.2.0.1"};
  const auto result = check_network(spec);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().hints().size(), 1U);
}

TEST(NetworkSpec, AnIpamDriverHasANameOrIsOneOfMydockers) {
  for (const std::string stored : {"ours", "none", "driver leases"})
    EXPECT_EQ(name_of(ipam_driver_from(stored)), stored);
  EXPECT_EQ(parse_ipam_driver("host-local"), IpamDriver(IpamDriver::builtin));
  EXPECT_EQ(parse_ipam_driver("static"), IpamDriver(IpamDriver::none));
  EXPECT_EQ(parse_ipam_driver("leases").name(), "leases");
}

TEST(NetworkSpec, SaysAllThatIsWrongAtOnce) {
  NetworkSpec spec;
  spec.name = "a/b";
  spec.subnets = {"10.1.0.5/24"};
  spec.routes = {"nowhere"};  // its gateway would have to be in the subnet
  spec.options = {"mtu"};
  spec.labels = {"=x"};
  const auto checked = check_network(spec);
  ASSERT_FALSE(checked.ok());
  const auto& message = checked.error().message();
  EXPECT_EQ(std::ranges::count(message, ';'), 3) << message;
  for (const char* part : {"a/b", "10.1.0.0/24", "\"mtu\"", "\"=x\""})
    EXPECT_NE(message.find(part), std::string::npos) << part << " in " << message;
  EXPECT_EQ(message.find("nowhere"), std::string::npos) << message;
}

}  // namespace network_spec_test
}  // namespace mydocker::model

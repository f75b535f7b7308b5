#include "runtime/ipam/address_space.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>

#include "runtime/model/address_rules.hpp"

namespace mydocker::ipam {
namespace address_space_test {

using model::AddressRange;
using model::is_usable;
using model::Subnet;

IpAddress ip(const std::string& text) { return IpAddress::parse(text).value(); }
IpPrefix prefix(const std::string& text) { return IpPrefix::parse(text).value(); }

Subnet subnet_of(const std::string& text) {
  Subnet subnet;
  subnet.prefix = prefix(text);
  subnet.gateway = default_gateway(subnet);
  return subnet;
}

// Leases in memory. Counts the calls.
class FakeLeases : public Leases {
 public:
  std::set<IpAddress> leased;
  int questions = 0;
  Result<std::optional<IpAddress>> first_free(const IpAddress& first,
                                              const IpAddress& last) override {
    ++questions;
    EXPECT_LE(first, last);
    for (IpAddress candidate = first;; candidate = candidate.plus(1)) {
      if (!leased.contains(candidate)) return std::optional<IpAddress>(candidate);
      if (candidate == last) return std::optional<IpAddress>();
    }
  }
};

TEST(DefaultGateway, IsTheFirstUsableAddress) {
  EXPECT_EQ(subnet_of("10.1.0.0/24").gateway, ip("10.1.0.1"));
  EXPECT_EQ(subnet_of("10.0.0.0/8").gateway, ip("10.0.0.1"));
  EXPECT_EQ(subnet_of("10.1.0.4/30").gateway, ip("10.1.0.5"));
  EXPECT_EQ(subnet_of("10.1.0.4/31").gateway, ip("10.1.0.4"));
  EXPECT_EQ(subnet_of("10.1.0.4/32").gateway, std::nullopt);
  EXPECT_EQ(subnet_of("2001:db8::/64").gateway, ip("2001:db8::1"));
  EXPECT_EQ(subnet_of("2001:db8::/127").gateway, ip("2001:db8::"));
  EXPECT_EQ(subnet_of("2001:db8::/128").gateway, std::nullopt);
}

TEST(DefaultGateway, AvoidsWhatTheUserReserved) {
  Subnet subnet;
  subnet.prefix = prefix("10.1.0.0/30");
  subnet.aux_addresses = {{"router", ip("10.1.0.1")}};
  EXPECT_EQ(default_gateway(subnet), ip("10.1.0.2"));
  subnet.aux_addresses.emplace("other", ip("10.1.0.2"));
  EXPECT_EQ(default_gateway(subnet), std::nullopt);
}

TEST(IsUsable, LeavesOutNetworkAndBroadcast) {
  EXPECT_FALSE(is_usable(prefix("10.1.0.0/24"), ip("10.1.0.0")));
  EXPECT_FALSE(is_usable(prefix("10.1.0.0/24"), ip("10.1.0.255")));
  EXPECT_TRUE(is_usable(prefix("10.1.0.0/24"), ip("10.1.0.1")));
  EXPECT_TRUE(is_usable(prefix("10.1.0.0/24"), ip("10.1.0.254")));
  EXPECT_TRUE(is_usable(prefix("10.1.0.0/16"), ip("10.1.0.255"))) << "inside a larger one";
  EXPECT_FALSE(is_usable(prefix("10.1.0.0/30"), ip("10.1.0.3")));
  EXPECT_TRUE(is_usable(prefix("10.1.0.0/31"), ip("10.1.0.0")));
  EXPECT_TRUE(is_usable(prefix("10.1.0.0/31"), ip("10.1.0.1")));
  EXPECT_TRUE(is_usable(prefix("10.1.0.7/32"), ip("10.1.0.7")));
  EXPECT_FALSE(is_usable(prefix("10.1.0.0/24"), ip("10.1.1.1")));
  EXPECT_FALSE(is_usable(prefix("10.1.0.0/24"), ip("2001:db8::1")));
}

TEST(IsUsable, LeavesOutTheSubnetRouterAnycastAddressOfIpv6) {
  EXPECT_FALSE(is_usable(prefix("2001:db8::/64"), ip("2001:db8::")));
  EXPECT_TRUE(is_usable(prefix("2001:db8::/64"), ip("2001:db8::ffff:ffff:ffff:ffff")));
  EXPECT_TRUE(is_usable(prefix("2001:db8::/127"), ip("2001:db8::")));
}

TEST(Assignable, IsTheUsablePartOfTheRange) {
  Subnet subnet = subnet_of("10.1.0.0/24");
  EXPECT_EQ(assignable(subnet), (AddressRange{ip("10.1.0.1"), ip("10.1.0.254")}));
  subnet.range = AddressRange{ip("10.1.0.128"), ip("10.1.0.255")};
  EXPECT_EQ(assignable(subnet), (AddressRange{ip("10.1.0.128"), ip("10.1.0.254")}));
  subnet.range = AddressRange{ip("10.1.0.0"), ip("10.1.0.9")};
  EXPECT_EQ(assignable(subnet), (AddressRange{ip("10.1.0.1"), ip("10.1.0.9")}));
}

TEST(CheckStatic, RefusesWhatCannotBeGiven) {
  Subnet subnet = subnet_of("10.1.0.0/24");
  subnet.aux_addresses = {{"printer", ip("10.1.0.9")}};
  const auto refusal = [&](const char* address) { return check_static(subnet, ip(address), "c1"); };
  EXPECT_TRUE(refusal("10.1.0.2").ok());
  EXPECT_EQ(refusal("10.2.0.2").error().message(), "address 10.2.0.2 is not in subnet 10.1.0.0/24");
  EXPECT_EQ(refusal("10.2.0.2").error().kind(), ErrorKind::invalid_argument);
  EXPECT_EQ(refusal("10.1.0.255").error().kind(), ErrorKind::invalid_argument);
  EXPECT_EQ(refusal("10.1.0.1").error().message(),
            "address 10.1.0.1 is the gateway of subnet 10.1.0.0/24");
  EXPECT_EQ(refusal("10.1.0.1").error().kind(), ErrorKind::already_exists);
  EXPECT_EQ(refusal("10.1.0.9").error().message(), "address 10.1.0.9 is reserved as \"printer\"");
}

TEST(CheckStatic, KeepsAPromisedAddressForItsContainer) {
  Subnet subnet = subnet_of("10.1.0.0/24");
  subnet.reservations = {{"db", ip("10.1.0.9")}};
  EXPECT_TRUE(check_static(subnet, ip("10.1.0.9"), "db").ok());
  const auto refusal = check_static(subnet, ip("10.1.0.9"), "web");
  ASSERT_FALSE(refusal.ok());
  EXPECT_EQ(refusal.error().kind(), ErrorKind::already_exists);
  EXPECT_EQ(refusal.error().message(), "address 10.1.0.9 is reserved for container \"db\"");
}

TEST(CheckStatic, RefusesTheAddressOfAnyRouter) {
  const Subnet subnet = subnet_of("2001:db8::/64");
  const auto refusal = check_static(subnet, ip("2001:db8::"), "c1");
  ASSERT_FALSE(refusal.ok());
  EXPECT_EQ(refusal.error().message(),
            "address 2001:db8:: is the subnet-router anycast address of subnet 2001:db8::/64");
  EXPECT_TRUE(check_static(subnet, ip("2001:db8::ffff:ffff:ffff:ffff"), "c1").ok())
      << "there is no broadcast in IPv6";
}

TEST(CheckStatic, AllowsAnAddressOutsideTheRange) {
  Subnet subnet = subnet_of("10.1.0.0/24");
  subnet.range = AddressRange{ip("10.1.0.128"), ip("10.1.0.254")};
  EXPECT_TRUE(check_static(subnet, ip("10.1.0.20"), "c1").ok());
}

TEST(AddressFor, IsTheSameForTheSameName) {
  const Subnet subnet = subnet_of("10.1.0.0/24");
  FakeLeases leases;
  const auto first = address_for(subnet, "c1", leases).value();
  EXPECT_NE(address_for(subnet, "c2", leases).value(), first);
  EXPECT_EQ(address_for(subnet, "c1", leases).value(), first);
  leases.leased = {first};
  EXPECT_NE(address_for(subnet, "c1", leases).value(), first);
}

TEST(AddressFor, GivesEachAddressOfTheRangeBeforeItFails) {
  Subnet subnet = subnet_of("10.1.0.0/24");
  subnet.range = AddressRange{ip("10.1.0.1"), ip("10.1.0.5")};
  subnet.aux_addresses = {{"a", ip("10.1.0.3")}};
  FakeLeases leases;
  for (const auto* name : {"c1", "c2", "c3"})
    leases.leased.insert(address_for(subnet, name, leases).value());
  EXPECT_EQ(leases.leased, (std::set{ip("10.1.0.2"), ip("10.1.0.4"), ip("10.1.0.5")}));
  EXPECT_EQ(address_for(subnet, "c4", leases).error().kind(), ErrorKind::exhausted);
}

TEST(AddressFor, IsShortInIpv6) {
  FakeLeases leases;
  const auto address = address_for(subnet_of("2001:db8::/64"), "c1", leases).value();
  EXPECT_LE(address, ip("2001:db8::1:0"));
}

TEST(NextAddress, SkipsGatewayReservedAndLeased) {
  Subnet subnet = subnet_of("10.1.0.0/24");
  subnet.aux_addresses = {{"a", ip("10.1.0.2")}, {"b", ip("10.1.0.4")}};
  FakeLeases leases;
  leases.leased = {ip("10.1.0.3")};
  EXPECT_EQ(next_address(subnet, std::nullopt, leases).value(), ip("10.1.0.5"));
}

TEST(NextAddress, SkipsWhatIsPromised) {
  Subnet subnet = subnet_of("10.1.0.0/24");
  subnet.reservations = {{"db", ip("10.1.0.2")}};
  FakeLeases leases;
  EXPECT_EQ(next_address(subnet, std::nullopt, leases).value(), ip("10.1.0.3"));
}

TEST(NextAddress, IsTheSameInIpv6) {
  struct Row {
    const char* subnet;
    const char* gateway;
    const char* first;
    const char* cursor;
    const char* next;
  };
  for (const Row& row :
       {Row{"2001:db8::/64", "2001:db8::1", "2001:db8::2", "2001:db8::7", "2001:db8::8"},
        Row{"2001:db8::/64", "2001:db8::1", "2001:db8::2", "2001:db8::ffff:ffff:ffff:fffe",
            "2001:db8::ffff:ffff:ffff:ffff"},
        Row{"2001:db8::/64", "2001:db8::1", "2001:db8::2", "2001:db8::ffff:ffff:ffff:ffff",
            "2001:db8::2"},
        Row{"2001:db8::/48", "2001:db8::1", "2001:db8::2", "2001:db8::ffff:ffff:ffff:ffff",
            "2001:db8:0:1::"},
        Row{"2001:db8::4/126", "2001:db8::5", "2001:db8::6", "2001:db8::6", "2001:db8::7"},
        Row{"2001:db8::4/126", "2001:db8::5", "2001:db8::6", "2001:db8::7", "2001:db8::6"},
        Row{"2001:db8::4/127", "2001:db8::4", "2001:db8::5", "2001:db8::5", "2001:db8::5"}}) {
    Subnet subnet;
    subnet.prefix = prefix(row.subnet);
    subnet.gateway = default_gateway(subnet);
    EXPECT_EQ(subnet.gateway, ip(row.gateway)) << row.subnet;
    FakeLeases leases;
    EXPECT_EQ(next_address(subnet, std::nullopt, leases).value(), ip(row.first)) << row.subnet;
    EXPECT_EQ(next_address(subnet, ip(row.cursor), leases).value(), ip(row.next)) << row.cursor;
  }
  Subnet single;
  single.prefix = prefix("2001:db8::7/128");
  EXPECT_EQ(default_gateway(single), std::nullopt);
}

TEST(NextAddress, GoesOnAfterTheCursorAndRoundOnce) {
  const Subnet subnet = subnet_of("10.1.0.0/29");  // .1 is the gateway; .2 to .6 are free
  FakeLeases leases;
  EXPECT_EQ(next_address(subnet, ip("10.1.0.3"), leases).value(), ip("10.1.0.4"));
  EXPECT_EQ(next_address(subnet, ip("10.1.0.6"), leases).value(), ip("10.1.0.2"));
  leases.leased = {ip("10.1.0.4"), ip("10.1.0.5"), ip("10.1.0.6")};
  EXPECT_EQ(next_address(subnet, ip("10.1.0.3"), leases).value(), ip("10.1.0.2"));
  leases.leased.insert(ip("10.1.0.2"));
  EXPECT_EQ(next_address(subnet, ip("10.1.0.3"), leases).value(), ip("10.1.0.3")) << "the cursor";
}

TEST(NextAddress, DoesNotHandOutAtOnceWhatWasJustReleased) {
  const Subnet subnet = subnet_of("10.1.0.0/24");
  FakeLeases leases;
  const auto first = next_address(subnet, std::nullopt, leases).value();
  const auto second = next_address(subnet, first, leases).value();
  EXPECT_NE(first, second);
}

TEST(NextAddress, BeginsAtTheRangeIfTheCursorIsOutside) {
  Subnet subnet = subnet_of("10.1.0.0/24");
  subnet.range = AddressRange{ip("10.1.0.128"), ip("10.1.0.191")};
  FakeLeases leases;
  EXPECT_EQ(next_address(subnet, ip("10.1.0.5"), leases).value(), ip("10.1.0.128"));
  EXPECT_EQ(next_address(subnet, ip("10.1.0.200"), leases).value(), ip("10.1.0.128"));
}

TEST(NextAddress, NamesTheRangeThatIsFull) {
  const Subnet subnet = subnet_of("10.1.0.0/30");
  FakeLeases leases;
  EXPECT_EQ(next_address(subnet, std::nullopt, leases).value(), ip("10.1.0.2"));
  leases.leased = {ip("10.1.0.2")};
  const auto full = next_address(subnet, ip("10.1.0.2"), leases);
  ASSERT_FALSE(full.ok());
  EXPECT_EQ(full.error().kind(), ErrorKind::exhausted);
  EXPECT_EQ(full.error().message(),
            "no free address in subnet 10.1.0.0/30 from 10.1.0.1 to 10.1.0.2");
  EXPECT_FALSE(full.error().hints().empty());
}

TEST(NextAddress, HasExactlyOneInASlash31BesideTheGateway) {
  const Subnet subnet = subnet_of("10.1.0.0/31");
  FakeLeases leases;
  EXPECT_EQ(next_address(subnet, std::nullopt, leases).value(), ip("10.1.0.1"));
  leases.leased = {ip("10.1.0.1")};
  EXPECT_EQ(next_address(subnet, ip("10.1.0.1"), leases).error().kind(), ErrorKind::exhausted);
}

TEST(NextAddress, IsExhaustedWhereNothingIsUsable) {
  Subnet subnet = subnet_of("10.1.0.0/24");
  subnet.range = AddressRange{ip("10.1.0.255"), ip("10.1.0.255")};
  FakeLeases leases;
  EXPECT_EQ(next_address(subnet, std::nullopt, leases).error().kind(), ErrorKind::exhausted);
  EXPECT_EQ(leases.questions, 0);
}

TEST(NextAddress, ReachesTheLastAddressOfAll) {
  Subnet subnet;
  subnet.prefix = prefix("255.255.255.254/31");
  subnet.gateway = ip("255.255.255.255");
  FakeLeases leases;
  leases.leased = {ip("255.255.255.254")};
  EXPECT_EQ(next_address(subnet, std::nullopt, leases).error().kind(), ErrorKind::exhausted);
}

TEST(NextAddress, AsksAsOftenInASlash8AndASlash64AsInASlash24) {
  FakeLeases small;
  FakeLeases large;
  FakeLeases huge;
  ASSERT_TRUE(next_address(subnet_of("10.1.0.0/24"), std::nullopt, small).ok());
  ASSERT_TRUE(next_address(subnet_of("10.0.0.0/8"), std::nullopt, large).ok());
  ASSERT_TRUE(next_address(subnet_of("2001:db8::/64"), std::nullopt, huge).ok());
  EXPECT_EQ(small.questions, large.questions);
  EXPECT_EQ(small.questions, huge.questions);
}

TEST(NextAddress, PassesOnAnErrorOfTheStore) {
  class Broken : public Leases {
   public:
    Result<std::optional<IpAddress>> first_free(const IpAddress& /*first*/,
                                                const IpAddress& /*last*/) override {
      return Error(ErrorKind::busy, "test");
    }
  };
  Broken leases;
  EXPECT_EQ(next_address(subnet_of("10.1.0.0/24"), std::nullopt, leases).error().kind(),
            ErrorKind::busy);
}

// Tries all addresses of the range in order, from the one after the cursor.
std::optional<IpAddress> naive_next(const Subnet& subnet, const std::optional<IpAddress>& cursor,
                                    const std::set<IpAddress>& leased) {
  std::vector<IpAddress> order;
  std::vector<IpAddress> before;
  const std::uint64_t count = subnet.prefix.last().distance_from(subnet.prefix.address) + 1;
  const auto in_range = [&](const IpAddress& address) {
    if (!is_usable(subnet.prefix, address)) return false;
    return !subnet.range || (address >= subnet.range->first && address <= subnet.range->last);
  };
  const bool cursor_counts = cursor && in_range(*cursor);
  for (std::uint64_t i = 0; i < count; ++i) {
    const IpAddress address = subnet.prefix.address.plus(i);
    if (!in_range(address)) continue;
    (cursor_counts && address <= *cursor ? before : order).push_back(address);
  }
  order.insert(order.end(), before.begin(), before.end());
  for (const auto& address : order) {
    bool held = leased.contains(address) || subnet.gateway == address;
    for (const auto& entry : subnet.aux_addresses) held |= entry.second == address;
    if (!held) return address;
  }
  return std::nullopt;
}

TEST(NextAddress, AgreesWithTryingEveryAddress) {
  std::mt19937 engine(4711);
  const auto below = [&](unsigned limit) { return static_cast<unsigned>(engine() % limit); };
  int exhausted = 0;
  for (int round = 0; round < 2000; ++round) {
    const unsigned length = 26 + below(6);
    const IpPrefix around = IpPrefix{IpAddress::v4(0x0a010000U + below(256)), length}.network();
    const unsigned size = 1U << (32 - length);
    const auto any = [&] { return around.address.plus(below(size)); };
    Subnet subnet;
    subnet.prefix = around;
    if (below(2) == 0) subnet.gateway = any();
    if (below(2) == 0) {
      const auto a = any();
      const auto b = any();
      subnet.range = AddressRange{std::min(a, b), std::max(a, b)};
    }
    for (unsigned i = below(4); i > 0; --i) subnet.aux_addresses["r" + std::to_string(i)] = any();
    FakeLeases leases;
    for (unsigned i = below(2 * size); i > 0; --i) leases.leased.insert(any());
    std::optional<IpAddress> cursor;
    if (below(2) == 0) cursor = any();
    const auto expected = naive_next(subnet, cursor, leases.leased);
    const auto actual = next_address(subnet, cursor, leases);
    ASSERT_EQ(actual.ok() ? actual->text() : "", expected ? expected->text() : "") << round;
    exhausted += expected ? 0 : 1;
  }
  EXPECT_GT(exhausted, 100) << "the rounds hardly ever fill the subnet";
}

}  // namespace address_space_test
}  // namespace mydocker::ipam

#include "runtime/ipam/subnet_pools.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace mydocker::ipam {
namespace subnet_pools_test {

IpPrefix prefix(const std::string& text) { return IpPrefix::parse(text).value(); }

std::vector<AllocatedPrefix> taken(const std::vector<std::string>& texts) {
  std::vector<AllocatedPrefix> result;
  for (const auto& text : texts) result.push_back({prefix(text), "test"});
  return result;
}

std::vector<Pool> usual_pools() { return default_pools(prefix("fd12:3456:789a::/48")); }

std::string chosen(const std::vector<Pool>& pools, const std::vector<AllocatedPrefix>& held) {
  const auto result = choose_subnet(pools.front().base.address.family(), pools, held);
  return result.ok() ? result->text() : result.error().message();
}

TEST(DefaultPools, HaveThousandsOfPrivateSubnets) {
  std::uint64_t count = 0;
  const std::vector<IpPrefix> private_ranges{prefix("10.0.0.0/8"), prefix("172.16.0.0/12"),
                                             prefix("192.168.0.0/16")};
  std::vector<IpPrefix> seen;
  for (const auto& pool : usual_pools()) {
    if (!pool.base.address.is_v4()) continue;
    EXPECT_EQ(pool.length, 24U);
    EXPECT_FALSE(pool.base.has_host_bits()) << pool.base.text();
    bool is_private = false;
    for (const auto& range : private_ranges) is_private |= range.contains(pool.base);
    EXPECT_TRUE(is_private) << pool.base.text();
    for (const auto& other : seen) EXPECT_FALSE(other.overlaps(pool.base));
    seen.push_back(pool.base);
    count += std::uint64_t{1} << (pool.length - pool.base.length);
  }
  EXPECT_GE(count, 4096U);
}

TEST(DefaultPools, HaveThousandsOfUniqueLocalSubnets) {
  EXPECT_EQ(choose_subnet(Family::v6, usual_pools(), {})->text(), "fd12:3456:789a::/64");
  std::vector<AllocatedPrefix> held;
  std::set<std::string> given;
  for (int i = 0; i < 2000; ++i) {
    const auto subnet = choose_subnet(Family::v6, usual_pools(), held);
    ASSERT_TRUE(subnet.ok());
    EXPECT_EQ(subnet->length, 64U);
    EXPECT_TRUE(given.insert(subnet->text()).second) << subnet->text();
    if (i % 2 == 0) held.push_back({*subnet, "test"});
    if (i % 2 == 1) held.push_back({{subnet->address, 63}, "a larger one"});
  }
}

TEST(ChooseSubnet, TakesNothingOfTheOtherFamily) {
  const std::vector<Pool> pools{{prefix("10.0.0.0/16"), 24}, {prefix("fd00::/48"), 64}};
  EXPECT_EQ(choose_subnet(Family::v4, pools, {})->text(), "10.0.0.0/24");
  EXPECT_EQ(choose_subnet(Family::v6, pools, {})->text(), "fd00::/64");
  const auto none = choose_subnet(Family::v6, {{prefix("10.0.0.0/16"), 24}}, {});
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().message(),
            "no free IPv6 subnet: each of the 0 in the address pools overlaps a network or route");
}

TEST(DefaultPools, BeginFarFromDockersAndEverybodysHabits) {
  const auto first = usual_pools().front().base;
  for (const char* habit : {"172.16.0.0/12", "192.168.0.0/16", "10.0.0.0/13", "10.88.0.0/15",
                            "10.96.0.0/12", "10.42.0.0/15", "10.244.0.0/16"})
    EXPECT_FALSE(first.overlaps(prefix(habit))) << habit;
}

TEST(ChooseSubnet, GivesThreeHundredInARowThatAllDiffer) {
  std::vector<AllocatedPrefix> held;
  std::set<std::string> given;
  for (int i = 0; i < 300; ++i) {
    const auto subnet = choose_subnet(Family::v4, usual_pools(), held);
    ASSERT_TRUE(subnet.ok());
    EXPECT_TRUE(check_free(*subnet, held).ok());
    EXPECT_TRUE(given.insert(subnet->text()).second) << subnet->text();
    held.push_back({*subnet, "net" + std::to_string(i)});
  }
}

TEST(ChooseSubnet, StepsOverWhatIsTakenWhateverItsSize) {
  const std::vector<Pool> pools{{prefix("10.0.0.0/16"), 24}};
  EXPECT_EQ(chosen(pools, {}), "10.0.0.0/24");
  EXPECT_EQ(chosen(pools, taken({"10.0.0.77/32"})), "10.0.1.0/24");
  EXPECT_EQ(chosen(pools, taken({"10.0.0.0/17"})), "10.0.128.0/24");
  EXPECT_EQ(chosen(pools, taken({"10.0.1.0/24"})), "10.0.0.0/24") << "the gap before";
  EXPECT_EQ(chosen(pools, taken({"10.0.2.0/24", "10.0.0.0/24"})), "10.0.1.0/24") << "unsorted";
  EXPECT_EQ(chosen(pools, taken({"10.0.0.0/20", "10.0.0.0/24"})), "10.0.16.0/24") << "nested";
  EXPECT_EQ(chosen(pools, taken({"10.0.0.9/24"})), "10.0.1.0/24") << "with host bits";
  EXPECT_EQ(chosen(pools, taken({"192.0.2.0/24", "2001:db8::/32"})), "10.0.0.0/24");
}

TEST(ChooseSubnet, GoesOnToTheNextPool) {
  const std::vector<Pool> pools{{prefix("10.0.0.0/24"), 25}, {prefix("10.9.0.0/24"), 26}};
  EXPECT_EQ(chosen(pools, taken({"10.0.0.0/8"})),
            "no free IPv4 subnet: each of the 6 in the address pools overlaps a network or route");
  EXPECT_EQ(chosen(pools, taken({"10.0.0.0/25", "10.0.0.128/25"})), "10.9.0.0/26");
  EXPECT_EQ(chosen(pools, taken({"10.0.0.0/25", "10.0.0.255/32"})), "10.9.0.0/26");
}

TEST(ChooseSubnet, SaysWhenNoneIsLeft) {
  const auto result = choose_subnet(Family::v4, usual_pools(), taken({"0.0.0.0/0"}));
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().kind(), ErrorKind::exhausted);
  EXPECT_FALSE(result.error().hints().empty());
}

TEST(ChooseSubnet, ReachesTheEndOfTheAddressSpace) {
  const std::vector<Pool> pools{{prefix("255.255.0.0/16"), 24}};
  EXPECT_EQ(chosen(pools, taken({"255.255.0.0/17", "255.255.128.0/18", "255.255.192.0/19",
                                 "255.255.224.0/20", "255.255.240.0/21", "255.255.248.0/22",
                                 "255.255.252.0/23", "255.255.254.0/24"})),
            "255.255.255.0/24");
  EXPECT_NE(chosen(pools, taken({"255.255.0.0/16"})).find("no free IPv4 subnet"),
            std::string::npos);
}

TEST(ChooseSubnet, CutsIpv6PoolsToo) {
  const std::vector<Pool> pools{{prefix("2001:db8::/48"), 64}};
  EXPECT_EQ(chosen(pools, taken({"2001:db8::/64", "2001:db8:0:2::/64"})), "2001:db8:0:1::/64");
  // 2^95 subnets of this pool are used. The choice must skip them all at once, otherwise it does
  // not end.
  EXPECT_EQ(chosen({{prefix("2001:db8::/32"), 128}}, taken({"2001:db8::/33"})),
            "2001:db8:8000::/128");
}

TEST(ChooseSubnet, RefusesAPoolThatCannotBeCut) {
  EXPECT_EQ(choose_subnet(Family::v4, {{prefix("10.0.0.0/24"), 16}}, {}).error().kind(),
            ErrorKind::invalid_argument);
  EXPECT_EQ(choose_subnet(Family::v4, {{prefix("10.0.0.0/24"), 33}}, {}).error().kind(),
            ErrorKind::invalid_argument);
}

// Tries all subnets of the pools in order.
std::optional<IpPrefix> naive_choice(const std::vector<Pool>& pools,
                                     const std::vector<AllocatedPrefix>& held) {
  for (const auto& pool : pools)
    for (std::uint64_t i = 0; i < std::uint64_t{1} << (pool.length - pool.base.length); ++i) {
      const IpPrefix candidate{pool.base.address.plus(i << (32 - pool.length)), pool.length};
      if (check_free(candidate, held).ok()) return candidate;
    }
  return std::nullopt;
}

TEST(ChooseSubnet, AgreesWithLookingAtEverySubnet) {
  std::mt19937 engine(20240229);
  const auto below = [&](unsigned limit) { return static_cast<unsigned>(engine() % limit); };
  const std::vector<Pool> pools{{prefix("10.0.0.0/20"), 26}, {prefix("10.1.0.0/22"), 24}};
  int exhausted = 0;
  for (int round = 0; round < 300; ++round) {
    std::vector<AllocatedPrefix> held;
    const unsigned count = below(70);
    for (unsigned i = 0; i < count; ++i) {
      const unsigned length = 22 + below(11);
      const std::uint32_t start =
          below(3) == 0 ? 0x0a010000U + below(0x400) : 0x0a000000U + below(0x1000);
      const auto address = IpAddress::v4(start);
      held.push_back({{address, length}, "test"});
    }
    const auto expected = naive_choice(pools, held);
    const auto actual = choose_subnet(Family::v4, pools, held);
    EXPECT_EQ(actual.ok() ? actual->text() : "", expected ? expected->text() : "") << round;
    exhausted += expected ? 0 : 1;
  }
  EXPECT_GT(exhausted, 0) << "the rounds never fill the pools";
}

TEST(CheckFree, NamesTheHolder) {
  const std::vector<AllocatedPrefix> held{{prefix("10.1.0.0/16"), "network \"old\""}};
  EXPECT_TRUE(check_free(prefix("10.2.0.0/16"), held).ok());
  for (const char* wanted : {"10.1.0.0/16", "10.1.9.0/24", "10.0.0.0/8"}) {
    const auto result = check_free(prefix(wanted), held);
    ASSERT_FALSE(result.ok()) << wanted;
    EXPECT_EQ(result.error().kind(), ErrorKind::already_exists);
    EXPECT_EQ(result.error().message(), "subnet \"" + std::string(wanted) +
                                            "\" overlaps 10.1.0.0/16, used by network \"old\"");
  }
}

// The same subnet as choose_subnet() with a list of the prefixes.
TEST(FirstUnusedSubnet, SkipsWhatIsInUse) {
  const std::vector<Pool> pools{{prefix("10.0.0.0/23"), 24}, {prefix("10.8.0.0/16"), 20}};
  std::vector<AllocatedPrefix> held;
  const InUseUntil in_use_until = [&](const IpPrefix& subnet) -> Result<std::optional<IpAddress>> {
    for (const auto& one : held)
      if (one.prefix.overlaps(subnet)) return std::optional(one.prefix.last());
    return std::optional<IpAddress>();
  };
  for (const char* text : {"10.0.0.0/24", "10.0.1.128/25", "10.8.0.0/20", "10.8.17.0/24",
                           "10.8.32.0/19", "10.8.64.0/18", "10.8.128.0/17"}) {
    const auto unused = first_unused_subnet(Family::v4, pools, in_use_until);
    ASSERT_TRUE(unused.ok() && *unused) << text;
    EXPECT_EQ(**unused, choose_subnet(Family::v4, pools, held).value()) << text;
    held.push_back({prefix(text), "test"});
  }
  EXPECT_EQ(first_unused_subnet(Family::v4, pools, in_use_until).value(), std::nullopt);
  EXPECT_EQ(first_unused_subnet(Family::v6, pools, in_use_until).value(), std::nullopt);
}

}  // namespace subnet_pools_test
}  // namespace mydocker::ipam

#include "runtime/model/network_spec.hpp"

#include <gtest/gtest.h>

namespace mydocker::model {
namespace {

// Returns the routes as text, or the error.
std::string checked(const std::vector<std::string>& words) {
  std::vector<Subnet> subnets(2);
  subnets[0].prefix = IpPrefix::parse("10.1.0.0/24").value();
  subnets[1].prefix = IpPrefix::parse("fd00:1::/64").value();
  const auto routes = check_routes(words, subnets);
  if (!routes.ok()) return routes.error().message();
  std::string text;
  for (const auto& route : *routes) text += (text.empty() ? "" : " ") + route_text(route);
  return text;
}

TEST(RouteSpec, GivesBackWhatWasWritten) {
  for (const char* word :
       {"10.2.0.0/16,10.1.0.9", "10.2.0.0/16,10.1.0.9,5", "10.0.0.0/8,10.1.0.1",
        "10.1.0.0/16,10.1.0.9", "fd00:2::/64,fd00:1::9", "fd00:2::/64,fd00:1::9,4294967295",
        "10.2.0.0/16,blackhole", "10.2.0.0/16,unreachable,7", "fd00:2::/64,prohibit"})
    EXPECT_EQ(checked({word}), word);
  EXPECT_EQ(checked({"10.2.0.0/16,10.1.0.9", "10.2.0.0/16,10.1.0.8,5"}),
            "10.2.0.0/16,10.1.0.9 10.2.0.0/16,10.1.0.8,5");
}

TEST(RouteSpec, RefusesWhatIsNoRoute) {
  struct Row {
    const char* word;
    const char* said;
  };
  for (const Row& row : {
           Row{"", "is not a destination and a gateway"},
           Row{"10.2.0.0/16", "is not a destination and a gateway"},
           Row{"10.2.0.0/16,10.1.0.9,5,6", "is not a destination and a gateway"},
           Row{"10.2.0.0,10.1.0.9", "has an invalid prefix: \"10.2.0.0\""},
           Row{"10.2.0.1/16,10.1.0.9", "has host bits set: did you mean 10.2.0.0/16?"},
           Row{"10.2.0.0/16,", "has an invalid gateway: \"\""},
           Row{"10.2.0.0/16,unicast", "has an invalid gateway: \"unicast\""},
           Row{"10.1.0.0/24,blackhole",
               "has a destination inside the network's own subnet 10.1.0.0/24"},
           Row{"0.0.0.0/0,blackhole", "is a default route"},
           Row{"10.2.0.0/16,router", "has an invalid gateway: \"router\""},
           Row{"10.2.0.0/16,fd00:1::9", "mixes IPv4 and IPv6"},
           Row{"10.2.0.0/16,10.1.0.9,", "has an invalid metric: \"\""},
           Row{"10.2.0.0/16,10.1.0.9,0", "has an invalid metric: \"0\""},
           Row{"10.2.0.0/16,10.1.0.9,-1", "has an invalid metric: \"-1\""},
           Row{"10.2.0.0/16,10.1.0.9,4294967296", "has an invalid metric: \"4294967296\""},
           Row{"0.0.0.0/0,10.1.0.9", "is a default route"},
           Row{"::/0,fd00:1::9", "is a default route"},
           Row{"10.1.0.0/24,10.1.0.9",
               "has a destination inside the network's own subnet 10.1.0.0/24"},
           Row{"10.1.0.128/25,10.1.0.9",
               "has a destination inside the network's own subnet 10.1.0.0/24"},
           Row{"10.2.0.0/16,10.3.0.1", "has a gateway outside all subnets"},
           Row{"10.2.0.0/16,10.1.0.255", "has a gateway that is not usable in subnet 10.1.0.0/24"},
           Row{"fd00:2::/64,fd00:1::", "has a gateway that is not usable in subnet fd00:1::/64"},
       })
    EXPECT_EQ(checked({row.word}), "--route \"" + std::string(row.word) + "\" " + row.said);
  EXPECT_EQ(checked({"10.2.0.0/16,10.1.0.9", "10.2.0.0/16,10.1.0.8"}),
            "--route \"10.2.0.0/16,10.1.0.8\" is a second route to 10.2.0.0/16 with that metric");
}

TEST(RouteSpec, NeedsASubnet) {
  const auto routes = check_routes({"10.2.0.0/16,10.1.0.9"}, {});
  ASSERT_FALSE(routes.ok());
  EXPECT_EQ(routes.error().message(),
            "--route \"10.2.0.0/16,10.1.0.9\" needs a --subnet that contains its gateway");
}

}  // namespace
}  // namespace mydocker::model

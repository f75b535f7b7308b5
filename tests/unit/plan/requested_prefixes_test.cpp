#include "runtime/plan/requested_prefixes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mydocker::plan {
namespace requested_prefixes_test {

using ::testing::ElementsAre;

IpPrefix prefix(const char* text) { return IpPrefix::parse(text).value(); }

TEST(RequestedPrefixes, OfANetworkAreItsRoutesAndOptions) {
  NetworkView network;
  network.routes = {{prefix("203.0.113.0/24")}};
  network.options = Options({{"mtu", "1400"}, {"peers", "192.0.2.7,2001:db8::/64"}});
  EXPECT_THAT(
      requested_prefixes(network),
      ElementsAre(prefix("203.0.113.0/24"), prefix("192.0.2.7/32"), prefix("2001:db8::/64")));
}

TEST(RequestedPrefixes, OfAnEndpointAreItsExtraAddresses) {
  EndpointView endpoint;
  endpoint.addresses = {prefix("192.0.2.2/24")};
  endpoint.extra_addresses = {prefix("169.254.7.7/16")};
  EXPECT_THAT(requested_prefixes(endpoint), ElementsAre(prefix("169.254.7.7/32")));
}

}  // namespace requested_prefixes_test
}  // namespace mydocker::plan

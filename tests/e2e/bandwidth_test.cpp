// The rates of a container on a bridge, with real packets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/outside.hpp"
#include "support/json.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace bandwidth_test {

using ::testing::HasSubstr;

class Bandwidth : public ::testing::Test {
 protected:
  void SetUp() override {
    make_outside();
    must("ip netns add ns1");
    done("network create web --subnet 192.168.0.0/24");
  }
  void done(const std::string& line) const {
    const auto outcome = mydocker_.line("-q " + line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  void connect(const std::string& options) const {
    done("network connect web ns1 --driver-opt host-interface-name=out1 " + options);
  }
  // The queues of mydocker with their counters.
  static std::vector<Json> queues() {
    std::vector<Json> found;
    const Json shown = json_from(shell("tc -s -j qdisc show").out);
    for (const Json& one : shown.items())
      if (one["handle"] == "4d0d:") found.push_back(one);
    return found;
  }
  Mydocker mydocker_;
};

TEST_F(Bandwidth, PacketsOfBothDirectionsPassTheirQueues) {
  connect("--driver-opt bandwidth-ingress=20mbit --driver-opt bandwidth-egress=10mbit");
  EXPECT_TRUE(reaches("ns1", "198.51.100.2"));
  ASSERT_EQ(queues().size(), 2U);
  for (const Json& queue : queues()) {
    const bool is_ingress = queue["dev"] == "out1";
    EXPECT_EQ(queue["options"]["rate"], is_ingress ? 2'500'000 : 1'250'000) << queue;
    EXPECT_GT(queue["packets"].number(), 0) << queue;
  }
  done("network disconnect web ns1");
  EXPECT_TRUE(queues().empty());
  EXPECT_EQ(shell("ip -br link show type ifb").out, "");
}

TEST_F(Bandwidth, PacketsOverTheRateAreDropped) {
  connect("--driver-opt bandwidth-egress=8kbit --driver-opt bandwidth-egress-burst=1600");
  (void)shell("ip netns exec ns1 ping -q -c 30 -i 0.01 -W 1 -s 1000 192.168.0.1");
  ASSERT_EQ(queues().size(), 1U);
  EXPECT_GT(queues().front()["drops"].number(), 0);
}

TEST_F(Bandwidth, ReloadRepairsTheQueuesInPlace) {
  connect("--driver-opt bandwidth-ingress=20mbit --driver-opt bandwidth-egress=10mbit");
  // The kernel numbers the actions.
  const std::string listing = "(tc qdisc show; tc filter show dev out1 ingress) | grep -v index";
  const auto whole = shell(listing).out;
  const auto ifb = shell("ip -o link show type ifb").out;
  must("tc qdisc change dev out1 root handle 4d0d: tbf rate 1mbit burst 32768 limit 95268");
  must("tc filter delete dev out1 ingress pref 28005");
  EXPECT_EQ(mydocker_.line("network verify web").code, 3);
  done("network reload web");
  EXPECT_EQ(mydocker_.line("network verify web").code, 0);
  EXPECT_EQ(shell(listing).out, whole);
  EXPECT_EQ(shell("ip -o link show type ifb").out, ifb);
  EXPECT_TRUE(reaches("ns1", "198.51.100.2"));
}

TEST_F(Bandwidth, ABurstNeedsARate) {
  for (const auto& [option, why] :
       {std::pair("bandwidth-egress-burst=64kb", "it needs a rate"),
        std::pair("bandwidth-egress=fast", "is not a rate such as 10mbit"),
        std::pair("bandwidth-egress=7999", "less than 8000 bits per second")}) {
    const auto refused =
        mydocker_.line("-q network connect web ns1 --driver-opt " + std::string(option));
    EXPECT_EQ(refused.code, 125) << refused.err;
    EXPECT_THAT(refused.err, HasSubstr(why));
  }
}

}  // namespace bandwidth_test
}  // namespace mydocker::testing

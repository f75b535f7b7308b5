// Packets that conntrack classifies as invalid. Address translation ignores them. So they must not
// leave with a container's own address, and must not make the host reset a foreign connection.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/wiretap.hpp"

namespace mydocker::testing {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

// The endpoints of a connection in one address family.
struct Way {
  const char* name;
  std::string container;
  std::string host;
  std::string outside;
};
void PrintTo(const Way& way, std::ostream* out) { *out << way.name; }

class InvalidPackets : public ::testing::TestWithParam<Way> {
 protected:
  void SetUp() override {
    make_outside_v6();
    must("ip netns add c1 && ip -n c1 link set lo up");
    done("network create n --subnet 192.168.0.0/24 --subnet fd00:1::/64");
    done("network connect n c1 --ip 192.168.0.2 --ip6 fd00:1::2 -p 8080:80");
  }
  void done(const std::string& line) const {
    const auto outcome = mydocker_.line("-q " + line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  // Runs segments.py in a namespace. An empty name is the host.
  static std::string segments(const std::string& netns, const std::string& words) {
    const std::string enter = netns.empty() ? "" : "ip netns exec " + netns + " ";
    return enter + "python3 -IS " + MYDOCKER_SEGMENTS + " " + words;
  }
  // The output of the attacker. The listener is started first. The other process is killed when the
  // attacker ends, because it does not notice that its connection was reset.
  static std::string verdict(const std::string& listener, const std::string& connector) {
    const bool attacker_listens = listener.find(" attack ") != std::string::npos;
    return shell(listener +
                 " > /run/listener 2>&1 & listener=$!; "
                 "for i in $(seq 2000); do grep -q listening /run/listener && break; sleep 0.05; "
                 "done; " +
                 connector + " > /run/connector 2>&1 & connector=$!; " +
                 (attacker_listens ? "wait $listener; kill $connector; cat /run/listener"
                                   : "wait $connector; kill $listener; cat /run/connector"))
        .out;
  }
  // Removes the rules for invalid packets, to show that the attack works without them.
  static void remove_rules() {
    must("nft flush chain inet mydocker no_socket");
    must(
        "for handle in $(nft -a list chain inet mydocker forward | sed -n "
        "'s/.*ct state invalid.*# handle //p'); do "
        "nft delete rule inet mydocker forward handle $handle; done");
  }

  Mydocker mydocker_;
};

TEST_P(InvalidPackets, DoNotLeaveWithTheAddressOfAContainer) {
  const Way& way = GetParam();
  Wiretap tap("outside", "eth0");
  const auto send = [&](const std::string& text) {
    for (const std::string flags : {"rst", "fin"})
      must(segments("c1", "stray " + way.outside + " 443 " + flags + " " + text));
  };
  send("kept-back");
  // Later, on the same path: a connection, which is translated.
  must(segments("c1", "stray " + way.outside + " 443 ack the-control"));
  ASSERT_TRUE(tap.hears("the-control"));
  EXPECT_FALSE(tap.has_heard("kept-back"));
  remove_rules();
  send("let-through");
  EXPECT_TRUE(tap.hears("let-through")) << "the test sees what leaves";
}

TEST_P(InvalidPackets, ToAPublishedPortResetNothing) {
  const Way& way = GetParam();
  const auto listener = segments("c1", "echo listen " + way.container + " 80");
  const auto attacker = segments("outside", "attack connect " + way.host + " 8080");
  EXPECT_THAT(verdict(listener, attacker), EndsWith("alive\n"));
  remove_rules();
  EXPECT_THAT(verdict(listener, attacker), EndsWith("reset\n"));
}

TEST_P(InvalidPackets, FromAPublishedPortResetNothing) {
  const Way& way = GetParam();
  const auto attacker = segments("c1", "attack listen " + way.container + " 80");
  const auto client = segments("outside", "echo connect " + way.host + " 8080");
  EXPECT_THAT(verdict(attacker, client), EndsWith("alive\n"));
}

TEST_P(InvalidPackets, FromOutsideToAContainersOwnConnectionResetNothing) {
  const Way& way = GetParam();
  // A separate port for each connection: the earlier one can still be closing.
  const auto attacked = [&](const std::string& port) {
    return verdict(segments("outside", "attack listen " + way.outside + " " + port),
                   segments("c1", "echo connect " + way.outside + " " + port));
  };
  EXPECT_THAT(attacked("443"), EndsWith("alive\n"));
  remove_rules();
  EXPECT_THAT(attacked("444"), EndsWith("reset\n"));
}

TEST_P(InvalidPackets, FromAContainerToAConnectionOfTheHostResetNothing) {
  const Way& way = GetParam();
  const auto attacker = segments("c1", "attack listen " + way.container + " 80");
  const auto client = segments("", "echo connect " + way.host + " 8080");
  EXPECT_THAT(verdict(attacker, client), EndsWith("alive\n"));
}

// The host's own connections are not affected: the host replies to segments outside of their
// window.
TEST_P(InvalidPackets, OfTheHostsOwnConnectionsReachIt) {
  const Way& way = GetParam();
  const auto listener = segments("", "echo listen " + way.host + " 7000");
  const auto attacker = segments("outside", "attack connect " + way.host + " 7000");
  EXPECT_THAT(verdict(listener, attacker), EndsWith("alive\n"));
  const auto dropped = shell("nft list chain inet mydocker no_socket").out;
  EXPECT_THAT(dropped, HasSubstr("socket wildcard 0 return"));
}

INSTANTIATE_TEST_SUITE_P(
    By, InvalidPackets,
    ::testing::Values(Way{"Ipv4", "192.168.0.2", "198.51.100.1", "198.51.100.2"},
                      Way{"Ipv6", "fd00:1::2", "2001:db8:ff::1", "2001:db8:ff::2"}),
    [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace mydocker::testing

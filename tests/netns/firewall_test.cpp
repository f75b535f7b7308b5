#include "runtime/firewall/text.hpp"
#include "runtime/kernel/linux_kernel.hpp"
#include "support/netns_fixture.hpp"

namespace mydocker::testing {
namespace {

using kernel::State;

constexpr const char* kList = "nft list ruleset";

void make_by_text() {
  output_of("nft '" + firewall::to_text(firewall::Table::inet) + "; " +
            firewall::to_text(firewall::Table::bridge) + "'");
}

class FirewallTest : public FreshHost {
 protected:
  void SetUp() override {
    FreshHost::SetUp();
    host_ = std::make_unique<kernel::Netns>(kernel::Netns::current().value());
    kernel_ = kernel::open_linux_kernel(*host_, nullptr).value();
  }

  void create(const Resource& resource) {
    const auto created = kernel_->create(resource);
    ASSERT_TRUE(created.ok()) << created.error().message();
  }
  kernel::Observation seen(const Resource& resource) { return kernel_->observe(resource).value(); }
  static IpAddress address(const std::string& text) { return IpAddress::parse(text).value(); }
  static MacAddress mac() { return {{kMacPrefix[0], kMacPrefix[1], 0, 0, 0, 1}}; }
  // The words of a listing, sorted.
  static std::string in_order(const std::string& listing) {
    return output_of("echo '" + listing +
                     "' | tr -d ',' | sed 's/elements = //' | tr -s ' \\t' '\\n' | sort");
  }
  static IpPrefix prefix(const std::string& text) { return IpPrefix::parse(text).value(); }

  std::unique_ptr<kernel::Netns> host_;
  std::unique_ptr<kernel::Kernel> kernel_;
};

TEST_F(FirewallTest, IsWhatTheTextSays) {
  create(Firewall{});
  const std::string ours = output_of(kList);
  output_of("nft flush ruleset");
  make_by_text();
  EXPECT_EQ(ours, output_of(kList));
}

// The mark of a chain is in its user data, which a listing does not show.
TEST_F(FirewallTest, TellsATextFromItsOwnTablesAndCompletesIt) {
  make_by_text();
  output_of("nft 'add element inet mydocker masquerade4 { 192.168.0.0/24 }'");
  const std::string text = output_of(kList);
  EXPECT_EQ(seen(Firewall{}).state, State::differs);
  EXPECT_NE(seen(Firewall{}).detail.find("of another program"), std::string::npos);
  create(Firewall{});
  EXPECT_EQ(seen(Firewall{}).state, State::matches) << seen(Firewall{}).detail;
  EXPECT_EQ(in_order(output_of(kList)), in_order(text));
}

TEST_F(FirewallTest, ListsElementsAsPeopleWriteThem) {
  create(Firewall{});
  create(Masquerade{prefix("192.168.0.0/24")});
  create(Masquerade{prefix("10.0.0.0/8")});
  create(Masquerade{prefix("2001:db8::/64")});
  create(Masquerade{prefix("192.168.1.0/24"), address("203.0.113.7")});
  create(Masquerade{prefix("fd00:1::/64"), address("2001:db8:ff::7")});
  create(Isolation{"testnet", true});
  create(ForwardAllow{"uplink", "testnet"});
  create(ForwardAllow{"", "testnet"});
  create(ForwardAllow{"", "br-0", Family::v6});
  create(PublishedPort{Protocol::tcp, std::nullopt, 8080, address("192.168.0.2"), 80, 3});
  create(PublishedPort{Protocol::udp, address("198.51.100.1"), 53, address("192.168.0.2"), 5353});
  create(PublishedPort{Protocol::sctp, address("2001:db8::1"), 9, address("2001:db8:1::2"), 9});
  create(PublishedPort{Protocol::tcp, std::nullopt, 443, address("2001:db8:1::2"), 8443});
  create(PublishedPort{Protocol::tcp, std::nullopt, 1, address("2001:db8:1::2"), 80, 2,
                       PortMode::routed});
  create(AntiSpoofing{"veth-1", mac(), {address("192.168.0.2"), address("2001:db8:1::2")}});
  create(Isolation{"veth-2", false, true, {prefix("10.1.0.0/16"), prefix("fd00::/64")}});
  create(AntiSpoofing{"veth-2", mac(), {address("10.1.0.2"), address("fd00::2")}, true});
  create(AntiSpoofing{"veth-3", mac(), {}, false, true});
  const std::string ours = output_of(kList);
  EXPECT_NE(ours.find("elements = { 10.0.0.0/8, 192.168.0.0/24 }"), std::string::npos) << ours;
  output_of("nft flush ruleset");
  make_by_text();
  output_of("nft 'add element inet mydocker masquerade4 { 192.168.0.0/24 }'");
  output_of("nft 'add element inet mydocker masquerade4 { 10.0.0.0/8 }'");
  output_of("nft 'add element inet mydocker masquerade6 { 2001:db8::/64 }'");
  output_of("nft 'add element inet mydocker snat4 { 192.168.1.0/24 : 203.0.113.7 }'");
  output_of("nft 'add element inet mydocker snat6 { fd00:1::/64 : 2001:db8:ff::7 }'");
  output_of(
      "nft 'add element inet mydocker links { \"testnet\", \"veth-2\" };"
      "add element inet mydocker hairpin { \"testnet\" . \"testnet\","
      " \"veth-2\" . \"veth-2\" };"
      "add element inet mydocker peer_prefixes4 { \"veth-2\" . 10.1.0.0/16 };"
      "add element inet mydocker peer_prefixes6 { \"veth-2\" . fd00::/64 };"
      "add element inet mydocker source_checked { \"veth-2\" };"
      "add element inet mydocker sources4 { \"veth-2\" . 10.1.0.2 };"
      "add element inet mydocker sources6 { \"veth-2\" . fd00::2 };"
      "add element inet mydocker internal_links { \"testnet\" };"
      "add element inet mydocker unprotected4 { \"testnet\" };"
      "add element inet mydocker unprotected6 { \"testnet\", \"br-0\" };"
      "add element inet mydocker allowed_pairs { \"testnet\" . \"testnet\", \"uplink\" . "
      "\"testnet\" };"
      "add element inet mydocker ports4 { tcp . 8080 : 192.168.0.2 . 80,"
      " tcp . 8081 : 192.168.0.2 . 81, tcp . 8082 : 192.168.0.2 . 82 };"
      "add element inet mydocker ports_at4 { 198.51.100.1 . udp . 53 : 192.168.0.2 . 5353 };"
      "add element inet mydocker ports_at6 { 2001:db8::1 . sctp . 9 : 2001:db8:1::2 . 9 };"
      "add element inet mydocker ports6 { tcp . 443 : 2001:db8:1::2 . 8443 };"
      "add element inet mydocker routed6 { 2001:db8:1::2 . tcp . 80, 2001:db8:1::2 . tcp . 81 };"
      "add element bridge mydocker antispoof { \"veth-1\", \"veth-3\" };"
      "add element bridge mydocker antispoof_any_address { \"veth-3\" };"
      "add element bridge mydocker macs { \"veth-1\" . 02:4d:00:00:00:01,"
      " \"veth-3\" . 02:4d:00:00:00:01 };"
      "add element bridge mydocker addresses4 { \"veth-1\" . 192.168.0.2 };"
      "add element bridge mydocker addresses6 { \"veth-1\" . 2001:db8:1::2 };"
      "add element bridge mydocker nd_targets {"
      " \"veth-1\" . 0x20010db8000100000000000000000002 }'");
  // The kernel lists the elements of a set in no fixed order.
  EXPECT_EQ(in_order(ours), in_order(output_of(kList)));
}

TEST_F(FirewallTest, DeletesWhatNftHasAdded) {
  make_by_text();
  const std::string empty = output_of(kList);
  output_of("nft 'add element inet mydocker masquerade4 { 0.0.0.0/0 }'");
  output_of("nft 'add element inet mydocker masquerade6 { 2001:db8::/64 }'");
  output_of("nft 'add element inet mydocker snat4 { 0.0.0.0/0 : 203.0.113.7 }'");
  output_of("nft 'add element inet mydocker snat6 { fd00:1::/64 : 2001:db8:ff::7 }'");
  output_of("nft 'add element inet mydocker links { \"testnet\" }'");
  output_of("nft 'add element inet mydocker hairpin { \"testnet\" . \"testnet\" }'");
  output_of("nft 'add element inet mydocker allowed_pairs { \"testnet\" . \"testnet\" }'");
  for (const Resource& element :
       {Resource(Masquerade{prefix("0.0.0.0/0")}), Resource(Masquerade{prefix("2001:db8::/64")}),
        Resource(Masquerade{prefix("0.0.0.0/0"), address("203.0.113.7")}),
        Resource(Masquerade{prefix("fd00:1::/64"), address("2001:db8:ff::7")}),
        Resource(Isolation{"testnet"})}) {
    EXPECT_EQ(seen(element).state, State::matches) << describe(element);
    EXPECT_TRUE(kernel_->destroy(element).ok());
    EXPECT_EQ(seen(element).state, State::absent) << describe(element);
  }
  EXPECT_EQ(output_of(kList), empty);
}

TEST_F(FirewallTest, IsRepairedWithoutLosingElements) {
  create(Firewall{});
  create(Masquerade{prefix("192.168.0.0/24")});
  create(Isolation{"testnet"});
  const std::string whole = output_of(kList);
  for (const char* damage : {
           "nft flush chain inet mydocker forward",
           "nft flush chain bridge mydocker antispoof",
           "nft delete table bridge mydocker",
           "nft 'flush chain inet mydocker forward; delete chain inet mydocker forward'",
           "nft add rule inet mydocker postrouting accept",
           "nft 'flush chain inet mydocker postrouting; delete set inet mydocker masquerade6'",
           "nft 'flush chain inet mydocker postrouting; delete map inet mydocker snat4'",
       }) {
    SCOPED_TRACE(damage);
    output_of(damage);
    EXPECT_EQ(seen(Firewall{}).state, State::differs);
    EXPECT_NE(seen(Firewall{}).detail, "");
    create(Firewall{});
    EXPECT_EQ(seen(Firewall{}).state, State::matches) << seen(Firewall{}).detail;
    // What was deleted is at the end of the listing now.
    EXPECT_EQ(output_of(std::string(kList) + " | sort"),
              output_of("echo '" + whole + "' | sed '$d' | sort"));
  }
}

// The table of an earlier version without fixed source addresses.
TEST_F(FirewallTest, AnOlderTableGetsWhatItLacksAndKeepsItsElements) {
  create(Firewall{});
  const Masquerade old{prefix("192.168.0.0/24")};
  create(old);
  const std::string whole = output_of(std::string(kList) + " | sort");
  output_of("nft flush ruleset");
  std::string text = firewall::to_text(firewall::Table::inet);
  for (std::string_view since :
       {"  map snat4 { type ipv4_addr : ipv4_addr; flags interval; }\n",
        "  map snat6 { type ipv6_addr : ipv6_addr; flags interval; }\n",
        "    snat ip to ip saddr map @snat4\n", "    snat ip6 to ip6 saddr map @snat6\n"}) {
    const auto at = text.find(since);
    ASSERT_NE(at, std::string::npos) << since;
    text.erase(at, since.size());
  }
  output_of("nft '" + text + "; " + firewall::to_text(firewall::Table::bridge) + "'");
  output_of("nft 'add element inet mydocker masquerade4 { 192.168.0.0/24 }'");
  EXPECT_EQ(seen(Firewall{}).state, State::differs);
  create(Firewall{});
  EXPECT_EQ(seen(old).state, State::matches);
  // What is new is at the end of the listing.
  EXPECT_EQ(output_of(std::string(kList) + " | sort"), whole);
}

TEST_F(FirewallTest, TableOfAnotherProgramIsLeftAlone) {
  for (const std::string family : {"inet", "bridge"}) {
    SCOPED_TRACE(family);
    output_of("nft flush ruleset");
    output_of("nft 'add table " + family + " mydocker { comment \"mine\"; }'");
    const std::string before = output_of(kList);
    EXPECT_EQ(seen(Firewall{}).state, State::foreign);
    for (const auto& refusal : {kernel_->create(Firewall{}), kernel_->destroy(Firewall{})}) {
      ASSERT_FALSE(refusal.ok());
      EXPECT_EQ(refusal.error().kind(), ErrorKind::already_exists);
    }
    EXPECT_EQ(output_of(kList), before);
  }
}

// Another program has recreated a set with another type. The table is refused and not changed.
TEST_F(FirewallTest, TableWithASetOfAnotherKindIsNotSaidToBeWhole) {
  create(Firewall{});
  output_of(
      "nft 'flush chain inet mydocker forward; flush chain inet mydocker postrouting;"
      "flush chain inet mydocker loopback;"
      "delete set inet mydocker links; add set inet mydocker links { type ipv4_addr; }'");
  const std::string before = output_of(kList);
  const auto refusal = kernel_->create(Firewall{});
  ASSERT_FALSE(refusal.ok());
  EXPECT_EQ(refusal.error().kind(), ErrorKind::already_exists);
  EXPECT_EQ(output_of(kList), before);
}

// The element "*" matches every key that the set does not contain. It has no key itself.
TEST_F(FirewallTest, AAntiSpoofingIsReplacedBesideAnElementWithoutAKey) {
  create(Firewall{});
  create(AntiSpoofing{"veth-1", mac(), {address("192.0.2.2")}});
  output_of("nft 'add element bridge mydocker antispoof { * }'");
  const AntiSpoofing now{"veth-1", mac(), {address("192.0.2.3")}};
  create(now);
  EXPECT_EQ(seen(now).state, State::matches);
  EXPECT_NE(output_of("nft list set bridge mydocker antispoof").find('*'), std::string::npos);
}

TEST_F(FirewallTest, HalfAnIsolationIsDifferentAndCanBeTakenAway) {
  create(Firewall{});
  create(Isolation{"testnet"});
  output_of("nft 'delete element inet mydocker links { \"testnet\" }'");
  EXPECT_EQ(seen(Isolation{"testnet"}).state, State::differs);
  EXPECT_EQ(seen(Isolation{"testnet"}).detail, "only in set hairpin");
  EXPECT_TRUE(kernel_->destroy(Isolation{"testnet"}).ok());
  EXPECT_EQ(seen(Isolation{"testnet"}).state, State::absent);
}

}  // namespace
}  // namespace mydocker::testing

#include "runtime/base/firewall_text.hpp"
#include "runtime/kernel/linux_kernel.hpp"
#include "support/netns_fixture.hpp"

namespace mydocker::testing {
namespace {

using kernel::Presence;

constexpr const char* kList = "nft list table inet mydocker";

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
  static IpPrefix prefix(const std::string& text) { return IpPrefix::parse(text).value(); }

  std::unique_ptr<kernel::Netns> host_;
  std::unique_ptr<kernel::Kernel> kernel_;
};

TEST_F(FirewallTest, IsWhatTheTextSays) {
  create(Firewall{});
  const std::string ours = output_of(kList);
  output_of("nft flush ruleset");
  output_of("nft '" + std::string(base::kFirewallText) + "'");
  EXPECT_EQ(ours, output_of(kList));
  EXPECT_EQ(seen(Firewall{}).presence, Presence::present) << seen(Firewall{}).detail;
}

TEST_F(FirewallTest, ListsElementsAsPeopleWriteThem) {
  create(Firewall{});
  create(Masquerade{prefix("192.168.0.0/24")});
  create(Masquerade{prefix("10.0.0.0/8")});
  create(Masquerade{prefix("2001:db8::/64")});
  create(Isolation{"testnet"});
  const std::string ours = output_of(kList);
  EXPECT_NE(ours.find("elements = { 10.0.0.0/8, 192.168.0.0/24 }"), std::string::npos) << ours;
  output_of("nft flush ruleset");
  output_of("nft '" + std::string(base::kFirewallText) + "'");
  output_of("nft 'add element inet mydocker masquerade4 { 192.168.0.0/24 }'");
  output_of("nft 'add element inet mydocker masquerade4 { 10.0.0.0/8 }'");
  output_of("nft 'add element inet mydocker masquerade6 { 2001:db8::/64 }'");
  output_of("nft 'add element inet mydocker links { \"testnet\" }'");
  output_of("nft 'add element inet mydocker within { \"testnet\" . \"testnet\" }'");
  EXPECT_EQ(ours, output_of(kList));
}

TEST_F(FirewallTest, TakesBackWhatNftHasAdded) {
  output_of("nft '" + std::string(base::kFirewallText) + "'");
  const std::string empty = output_of(kList);
  output_of("nft 'add element inet mydocker masquerade4 { 0.0.0.0/0 }'");
  output_of("nft 'add element inet mydocker masquerade6 { 2001:db8::/64 }'");
  output_of("nft 'add element inet mydocker links { \"testnet\" }'");
  output_of("nft 'add element inet mydocker within { \"testnet\" . \"testnet\" }'");
  for (const Resource& element :
       {Resource(Masquerade{prefix("0.0.0.0/0")}), Resource(Masquerade{prefix("2001:db8::/64")}),
        Resource(Isolation{"testnet"})}) {
    EXPECT_EQ(seen(element).presence, Presence::present) << describe(element);
    EXPECT_TRUE(kernel_->destroy(element).ok());
    EXPECT_EQ(seen(element).presence, Presence::absent) << describe(element);
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
           "nft 'flush chain inet mydocker forward; delete chain inet mydocker forward'",
           "nft add rule inet mydocker postrouting accept",
           "nft 'flush chain inet mydocker postrouting; delete set inet mydocker masquerade6'",
       }) {
    SCOPED_TRACE(damage);
    output_of(damage);
    EXPECT_EQ(seen(Firewall{}).presence, Presence::different);
    EXPECT_NE(seen(Firewall{}).detail, "");
    create(Firewall{});
    EXPECT_EQ(seen(Firewall{}).presence, Presence::present) << seen(Firewall{}).detail;
    // What was deleted is at the end of the listing now.
    EXPECT_EQ(output_of(std::string(kList) + " | sort"),
              output_of("echo '" + whole + "' | sed '$d' | sort"));
  }
}

TEST_F(FirewallTest, TableOfSomebodyElseIsLeftAlone) {
  output_of("nft 'add table inet mydocker { comment \"mine\"; }'");
  const std::string before = output_of(kList);
  EXPECT_EQ(seen(Firewall{}).presence, Presence::foreign);
  for (const auto& refusal : {kernel_->create(Firewall{}), kernel_->destroy(Firewall{})}) {
    ASSERT_FALSE(refusal.ok());
    EXPECT_EQ(refusal.error().kind(), ErrorKind::already_exists);
  }
  EXPECT_EQ(output_of(kList), before);
}

TEST_F(FirewallTest, HalfAnIsolationIsDifferentAndCanBeTakenAway) {
  create(Firewall{});
  create(Isolation{"testnet"});
  output_of("nft 'delete element inet mydocker links { \"testnet\" }'");
  EXPECT_EQ(seen(Isolation{"testnet"}).presence, Presence::different);
  EXPECT_EQ(seen(Isolation{"testnet"}).detail, "only in set within");
  EXPECT_TRUE(kernel_->destroy(Isolation{"testnet"}).ok());
  EXPECT_EQ(seen(Isolation{"testnet"}).presence, Presence::absent);
}

}  // namespace
}  // namespace mydocker::testing

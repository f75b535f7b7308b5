#include "runtime/app/rehearsal.hpp"

#include <gtest/gtest.h>

namespace mydocker::app {
namespace {

using kernel::Presence;

// Says of everything that it is there as it was asked for; a setting holds "real".
class FullKernel final : public kernel::Kernel {
 public:
  Result<kernel::Observation> observe(const Resource& resource) override {
    const bool setting = std::holds_alternative<Sysctl>(resource);
    return kernel::Observation{Presence::present, {}, setting ? "real" : ""};
  }
  Result<void> create(const Resource& /*resource*/) override { return changed(); }
  Result<void> raise(const Resource& /*resource*/) override { return changed(); }
  Result<void> destroy(const Resource& /*resource*/) override { return changed(); }

 private:
  static Result<void> changed() {
    ADD_FAILURE() << "the kernel was changed";
    return {};
  }
};

class FullHost final : public kernel::HostView {
 public:
  Result<std::optional<LinkFact>> link(const std::string& name) override {
    LinkFact fact;
    fact.name = name;
    return std::optional<LinkFact>(fact);
  }
  Result<bool> is_ours(const std::string& /*name*/) override { return false; }
  Result<std::optional<LinkFact>> default_route() override { return link("uplink"); }
  Result<std::vector<kernel::DefaultRoute>> default_routes(Family /*family*/) override {
    return std::vector<kernel::DefaultRoute>();
  }
  Result<std::string> advertised_link() override { return std::string(); }
  bool has_ipv6() override { return true; }
  Result<std::vector<kernel::HeldPrefix>> held_prefixes() override {
    return std::vector<kernel::HeldPrefix>{
        {IpPrefix::parse("192.168.0.1/24").value(), "address of link \"web\""},
        {IpPrefix::parse("192.168.9.1/24").value(), "address of link \"eth0\""}};
  }
};

class FullCustom final : public apply::CustomPort {
 public:
  Result<bool> observe(const Custom& /*resource*/, int /*netns*/) override { return true; }
  Result<void> create(const Custom& /*resource*/, int /*netns*/) override { return {}; }
  Result<void> destroy(const Custom& /*resource*/, int /*netns*/) override { return {}; }
};

Bridge bridge(const std::string& name, std::uint32_t mtu = 0) {
  Bridge made;
  made.name = name;
  made.mtu = mtu;
  return made;
}

Sysctl sysctl(const std::string& value) { return {Place::host, "net/ipv4/ip_forward", value}; }

std::vector<plan::Step> steps_of(const Resource& resource) {
  plan::Step step;
  step.entry.resource = resource;
  return {step};
}

class RehearsalTest : public ::testing::Test {
 protected:
  Presence seen(const Resource& resource) { return view_->observe(resource).value().presence; }

  Rehearsal rehearsal_;
  std::unique_ptr<kernel::Kernel> view_ = rehearsal_.over(std::make_unique<FullKernel>());
};

TEST_F(RehearsalTest, ShowsTheRealKernelWhereNothingWasRehearsed) {
  EXPECT_EQ(seen(bridge("web")), Presence::present);
  EXPECT_EQ(view_->observe(sysctl("1"))->value, "real");
}

TEST_F(RehearsalTest, WhatWasTakenAwayIsAbsentUntilItIsMadeAgain) {
  rehearsal_.took_away(bridge("web"), "");
  EXPECT_EQ(seen(bridge("web", 1400)), Presence::absent);
  EXPECT_EQ(seen(bridge("db")), Presence::present);
  rehearsal_.made(steps_of(bridge("web", 1400)));
  EXPECT_EQ(seen(bridge("web", 1400)), Presence::present);
  EXPECT_EQ(seen(bridge("web", 1300)), Presence::different);
  rehearsal_.took_away(bridge("web", 1400), "");
  EXPECT_EQ(seen(bridge("web", 1400)), Presence::absent);
}

TEST_F(RehearsalTest, ASettingHasTheValueThatItWasGivenLast) {
  rehearsal_.took_away(sysctl("1"), "0");
  EXPECT_EQ(view_->observe(sysctl("1"))->value, "0");
  EXPECT_EQ(seen(sysctl("1")), Presence::different);
  EXPECT_EQ(seen(sysctl("0")), Presence::present);
  rehearsal_.made(steps_of(sysctl("1")));
  EXPECT_EQ(view_->observe(sysctl("1"))->value, "1");
  EXPECT_EQ(seen(sysctl("1")), Presence::present);
}

TEST_F(RehearsalTest, WhatIsKeptIsNotMade) {
  rehearsal_.took_away(bridge("web"), "");
  auto steps = steps_of(bridge("web"));
  steps.front().action = plan::Action::keep;
  rehearsal_.made(steps);
  EXPECT_EQ(seen(bridge("web")), Presence::absent);
}

TEST_F(RehearsalTest, ChangesNothing) {
  EXPECT_EQ(view_->create(bridge("web")).error().kind(), ErrorKind::internal);
  EXPECT_EQ(view_->raise(bridge("web")).error().kind(), ErrorKind::internal);
  EXPECT_EQ(view_->destroy(bridge("web")).error().kind(), ErrorKind::internal);
}

TEST_F(RehearsalTest, TheHostHasNeitherTheLinkNorTheSubnetsOfANetworkThatIsGone) {
  FullHost real;
  auto* host = rehearsal_.over(real);
  EXPECT_TRUE(host->link("web")->has_value());
  EXPECT_EQ(host->held_prefixes()->size(), 2U);
  model::Network network;
  model::Subnet subnet;
  subnet.prefix = IpPrefix::parse("192.168.0.0/24").value();
  network.subnets = {subnet};
  rehearsal_.took_away(network);
  rehearsal_.took_away(bridge("web"), "");
  EXPECT_FALSE(host->link("web")->has_value());
  EXPECT_TRUE(host->link("eth0")->has_value());
  ASSERT_EQ(host->held_prefixes()->size(), 1U);
  EXPECT_EQ(host->held_prefixes()->front().holder, "address of link \"eth0\"");
}

TEST_F(RehearsalTest, CoversWhatADriverMakesItself) {
  FullCustom real;
  auto& port = rehearsal_.over(real);
  Custom thing;
  thing.kind = "lamp";
  thing.name = "one";
  EXPECT_TRUE(*port.observe(thing, -1));
  rehearsal_.took_away(thing, "");
  EXPECT_FALSE(*port.observe(thing, -1));
  rehearsal_.made(steps_of(thing));
  EXPECT_TRUE(*port.observe(thing, -1));
  EXPECT_EQ(port.create(thing, -1).error().kind(), ErrorKind::internal);
  EXPECT_EQ(&rehearsal_.over(real), &port);
}

}  // namespace
}  // namespace mydocker::app

#include "runtime/app/dry_run_overlay.hpp"

#include <gtest/gtest.h>

namespace mydocker::app {
namespace {

using kernel::State;

// A kernel in which each resource exists and matches. The value of each sysctl is "real".
class FullKernel final : public kernel::Kernel {
 public:
  Result<kernel::Observation> observe(const Resource& resource) override {
    const bool setting = resource.is<Sysctl>();
    return kernel::Observation{State::matches, {}, setting ? "real" : ""};
  }
  Result<void> create(const Resource& /*resource*/) override { return changed(); }
  Result<void> restore_firewall(std::span<const Resource> /*resources*/,
                                std::span<const firewall::Element> /*more*/) override {
    return changed();
  }
  Result<void> update(const Resource& /*resource*/, const std::string& /*found*/) override {
    return changed();
  }
  Result<void> bring_up(const Resource& /*resource*/) override { return changed(); }
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
  Result<bool> is_managed(const std::string& /*name*/) override { return false; }
  Result<std::optional<LinkFact>> default_route() override { return link("uplink"); }
  Result<std::vector<kernel::DefaultRoute>> default_routes(Family /*family*/) override {
    return std::vector<kernel::DefaultRoute>();
  }
  Result<std::string> advertised_link() override { return std::string(); }
  bool has_ipv6() override { return true; }
  Result<std::vector<kernel::HostPrefix>> host_prefixes() override {
    return std::vector<kernel::HostPrefix>{{IpPrefix::parse("192.168.0.1/24").value(), 1},
                                           {IpPrefix::parse("192.168.9.1/24").value(), 2}};
  }
  std::string link_name(int index) override { return index == 1 ? "web" : "eth0"; }
  std::string link_towards(const IpAddress& /*address*/) override { return {}; }
  bool forwards(Family /*family*/, const std::string& /*link*/) override { return true; }
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

class DryRunOverlayTest : public ::testing::Test {
 protected:
  State seen(const Resource& resource) { return view_->observe(resource).value().state; }

  DryRunOverlay overlay_;
  std::unique_ptr<kernel::Kernel> view_ = overlay_.wrap(std::make_unique<FullKernel>());
};

TEST_F(DryRunOverlayTest, ShowsTheRealKernelWhereNothingWasSimulated) {
  EXPECT_EQ(seen(bridge("web")), State::matches);
  EXPECT_EQ(view_->observe(sysctl("1"))->value, "real");
}

TEST_F(DryRunOverlayTest, WhatWasTakenAwayIsAbsentUntilItIsMadeAgain) {
  overlay_.mark_removed(bridge("web"), "");
  EXPECT_EQ(seen(bridge("web", 1400)), State::absent);
  EXPECT_EQ(seen(bridge("db")), State::matches);
  overlay_.mark_created(steps_of(bridge("web", 1400)));
  EXPECT_EQ(seen(bridge("web", 1400)), State::matches);
  EXPECT_EQ(seen(bridge("web", 1300)), State::differs);
  overlay_.mark_removed(bridge("web", 1400), "");
  EXPECT_EQ(seen(bridge("web", 1400)), State::absent);
}

TEST_F(DryRunOverlayTest, ASettingHasTheValueThatItWasGivenLast) {
  overlay_.mark_removed(sysctl("1"), "0");
  EXPECT_EQ(view_->observe(sysctl("1"))->value, "0");
  EXPECT_EQ(seen(sysctl("1")), State::differs);
  EXPECT_EQ(seen(sysctl("0")), State::matches);
  overlay_.mark_created(steps_of(sysctl("1")));
  EXPECT_EQ(view_->observe(sysctl("1"))->value, "1");
  EXPECT_EQ(seen(sysctl("1")), State::matches);
}

TEST_F(DryRunOverlayTest, WhatIsKeptIsNotMade) {
  overlay_.mark_removed(bridge("web"), "");
  auto steps = steps_of(bridge("web"));
  steps.front().action = plan::Action::keep;
  overlay_.mark_created(steps);
  EXPECT_EQ(seen(bridge("web")), State::absent);
}

TEST_F(DryRunOverlayTest, ChangesNothing) {
  EXPECT_EQ(view_->create(bridge("web")).error().kind(), ErrorKind::internal);
  EXPECT_EQ(view_->bring_up(bridge("web")).error().kind(), ErrorKind::internal);
  EXPECT_EQ(view_->destroy(bridge("web")).error().kind(), ErrorKind::internal);
}

TEST_F(DryRunOverlayTest, TheHostHasNeitherTheLinkNorTheSubnetsOfANetworkThatIsGone) {
  FullHost real;
  auto* host = overlay_.wrap(real);
  EXPECT_TRUE(host->link("web")->has_value());
  EXPECT_EQ(host->host_prefixes()->size(), 2U);
  model::Network network;
  model::Subnet subnet;
  subnet.prefix = IpPrefix::parse("192.168.0.0/24").value();
  network.subnets = {subnet};
  overlay_.mark_removed(network);
  overlay_.mark_removed(bridge("web"), "");
  EXPECT_FALSE(host->link("web")->has_value());
  EXPECT_TRUE(host->link("eth0")->has_value());
  ASSERT_EQ(host->host_prefixes()->size(), 1U);
  const auto left = host->host_prefixes()->front();
  EXPECT_EQ(kernel::holder_text(*host, left), "route 192.168.9.1/24 through link \"eth0\"");
}

TEST_F(DryRunOverlayTest, CoversWhatADriverMakesItself) {
  FullCustom real;
  auto& port = overlay_.wrap(real);
  Custom thing;
  thing.kind = "lamp";
  thing.name = "one";
  EXPECT_TRUE(*port.observe(thing, -1));
  overlay_.mark_removed(thing, "");
  EXPECT_FALSE(*port.observe(thing, -1));
  overlay_.mark_created(steps_of(thing));
  EXPECT_TRUE(*port.observe(thing, -1));
  EXPECT_EQ(port.create(thing, -1).error().kind(), ErrorKind::internal);
  EXPECT_EQ(&overlay_.wrap(real), &port);
}

}  // namespace
}  // namespace mydocker::app

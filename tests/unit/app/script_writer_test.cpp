#include "runtime/app/script_writer.hpp"

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
  Result<bool> has_carrier(const std::string& /*name*/) override { return true; }
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
  Result<CustomState> observe(const Custom& /*resource*/,
                              const kernel::Netns* /*container*/) override {
    return CustomState::matches;
  }
  Result<void> create(const Custom& /*resource*/, const kernel::Netns* /*container*/) override {
    return changed();
  }
  Result<void> update(const Custom& /*resource*/, const kernel::Netns* /*container*/) override {
    return changed();
  }
  Result<void> destroy(const Custom& /*resource*/, const kernel::Netns* /*container*/) override {
    return changed();
  }

 private:
  static Result<void> changed() {
    ADD_FAILURE() << "the driver was called";
    return {};
  }
};

Bridge bridge(const std::string& name, std::uint32_t mtu = 0) {
  Bridge made;
  made.name = name;
  made.mtu = mtu;
  return made;
}

Sysctl sysctl(const std::string& value) { return {Place::host, "net/ipv4/ip_forward", value}; }

Custom custom(const std::string& name) {
  Custom thing;
  thing.kind = "lamp";
  thing.name = name;
  return thing;
}

class Notices final : public base::StepLog {
 public:
  void step(const base::StepText& /*text*/) override { ADD_FAILURE() << "a step was done"; }
  void notice(std::string_view line) override { lines.emplace_back(line); }
  void debug(std::string_view /*line*/) override {}

  std::vector<std::string> lines;
};

class ScriptWriterTest : public ::testing::Test {
 protected:
  State seen(const Resource& resource) { return view_->observe(resource).value().state; }
  // What the Applier does for each step.
  void announce(const std::string& command) {
    writer_.step({.what = "change it", .why = "reason", .command = command});
  }
  static std::string with_lines(const std::string& lines) {
    return "#!/bin/sh\n# title\nset -e\n" + lines;
  }

  Notices notices_;
  ScriptWriter writer_{notices_};
  std::unique_ptr<kernel::Kernel> view_ = writer_.wrap(std::make_unique<FullKernel>(), nullptr);
};

TEST_F(ScriptWriterTest, ShowsTheRealKernelWhereNothingWasSimulated) {
  EXPECT_EQ(seen(bridge("web")), State::matches);
  EXPECT_EQ(view_->observe(sysctl("1"))->value, "real");
}

TEST_F(ScriptWriterTest, ARemovedResourceIsAbsentUntilItIsCreatedAgain) {
  ASSERT_TRUE(view_->destroy(bridge("web")).ok());
  EXPECT_EQ(seen(bridge("web", 1400)), State::absent);
  EXPECT_EQ(seen(bridge("db")), State::matches);
  ASSERT_TRUE(view_->create(bridge("web", 1400)).ok());
  EXPECT_EQ(seen(bridge("web", 1400)), State::matches);
  EXPECT_EQ(seen(bridge("web", 1300)), State::differs);
  ASSERT_TRUE(view_->destroy(bridge("web", 1400)).ok());
  EXPECT_EQ(seen(bridge("web", 1400)), State::absent);
}

TEST_F(ScriptWriterTest, WhatIsOnARemovedLinkIsRemovedWithIt) {
  const Address address{Place::host, "web", IpPrefix::parse("10.9.0.1/24").value()};
  EXPECT_EQ(seen(address), State::matches);
  ASSERT_TRUE(view_->destroy(bridge("web")).ok());
  EXPECT_EQ(seen(address), State::absent);
  ASSERT_TRUE(view_->create(bridge("web")).ok());
  EXPECT_EQ(seen(address), State::absent) << "the new link has no address";
  ASSERT_TRUE(view_->create(address).ok());
  EXPECT_EQ(seen(address), State::matches);
}

TEST_F(ScriptWriterTest, ASettingHasItsLastValue) {
  ASSERT_TRUE(view_->create(sysctl("0")).ok());
  EXPECT_EQ(view_->observe(sysctl("1"))->value, "0");
  EXPECT_EQ(seen(sysctl("1")), State::differs);
  EXPECT_EQ(seen(sysctl("0")), State::matches);
}

TEST_F(ScriptWriterTest, WritesOneLineForEachChange) {
  announce("ip link add web");
  ASSERT_TRUE(view_->create(bridge("web")).ok());
  announce("ip link set web up");
  ASSERT_TRUE(view_->bring_up(bridge("web")).ok());
  EXPECT_EQ(writer_.script("title"),
            with_lines("\n# reason\nip link add web\n\n# reason\nip link set web up\n"));
  EXPECT_EQ(writer_.script("title"), with_lines("")) << "the lines were returned already";
}

// The line would fail, and `set -e` would end the script.
TEST_F(ScriptWriterTest, WritesNoLineForTheRemovalOfAnAbsentResource) {
  ASSERT_TRUE(view_->destroy(bridge("web")).ok());
  announce("ip link delete web");
  announce("ip link delete db");
  const std::vector<Resource> both{bridge("web"), bridge("db")};
  ASSERT_TRUE(view_->destroy_all(both).ok());
  EXPECT_EQ(writer_.script("title"), with_lines("\n# reason\nip link delete db\n"));
}

TEST_F(ScriptWriterTest, TheNamespacesOfContainersAreSeparate) {
  const auto here = kernel::Netns::current().value();
  const auto inside = writer_.wrap(std::make_unique<FullKernel>(), &here);
  const Loopback loopback{};
  ASSERT_TRUE(inside->destroy(loopback).ok());
  EXPECT_EQ(inside->observe(loopback)->state, State::absent);
  EXPECT_EQ(seen(loopback), State::matches);
}

TEST_F(ScriptWriterTest, PassesNoticesOn) {
  writer_.notice("a note");
  EXPECT_EQ(notices_.lines, std::vector<std::string>{"a note"});
}

TEST_F(ScriptWriterTest, TheHostHasNeitherARemovedLinkNorItsPrefixes) {
  FullHost real;
  auto* host = writer_.wrap(real);
  EXPECT_TRUE(host->link("web")->has_value());
  EXPECT_EQ(host->host_prefixes()->size(), 2U);
  ASSERT_TRUE(view_->destroy(bridge("web")).ok());
  EXPECT_FALSE(host->link("web")->has_value());
  EXPECT_TRUE(host->link("eth0")->has_value());
  ASSERT_EQ(host->host_prefixes()->size(), 1U);
  const auto left = host->host_prefixes()->front();
  EXPECT_EQ(kernel::holder_text(*host, left), "route 192.168.9.1/24 through link \"eth0\"");
}

TEST_F(ScriptWriterTest, CoversTheResourcesOfADriver) {
  FullCustom real;
  auto& port = writer_.wrap(real);
  EXPECT_EQ(*port.observe(custom("one"), nullptr), CustomState::matches);
  announce("lamp delete one");
  ASSERT_TRUE(port.destroy(custom("one"), nullptr).ok());
  EXPECT_EQ(*port.observe(custom("one"), nullptr), CustomState::absent);
  ASSERT_TRUE(port.create(custom("one"), nullptr).ok());
  EXPECT_EQ(*port.observe(custom("one"), nullptr), CustomState::matches);
  auto other = custom("one");
  other.fields = {{"light", "red"}};
  EXPECT_EQ(*port.observe(other, nullptr), CustomState::differs);
  ASSERT_TRUE(port.update(other, nullptr).ok());
  EXPECT_EQ(*port.observe(other, nullptr), CustomState::matches);
  EXPECT_EQ(writer_.script("title"), with_lines("\n# reason\nlamp delete one\n"));
  EXPECT_EQ(&writer_.wrap(real), &port);
}

}  // namespace
}  // namespace mydocker::app

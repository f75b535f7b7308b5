// Where the kernel's contract is tested: a World, real or made up, and the words the tests are
// written in.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "runtime/kernel/kernel.hpp"

namespace mydocker::testing {

// A host and one container without any links but their loopback devices, and a kernel for them.
class World {
 public:
  virtual ~World() = default;
  virtual kernel::Kernel& kernel() = 0;
  // Done by somebody else.
  virtual void add_link(Place place, const std::string& name, const std::string& kind) = 0;
  virtual void remove_link(Place place, const std::string& name) = 0;
  virtual void set_down(Place place, const std::string& name) = 0;

  virtual bool has_link(Place place, const std::string& name) = 0;
  virtual bool is_up(Place place, const std::string& name) = 0;
  virtual std::string snapshot() = 0;
};

using WorldMaker = std::unique_ptr<World> (*)();

class KernelContract : public ::testing::TestWithParam<WorldMaker> {
 protected:
  void SetUp() override { world_ = GetParam()(); }

  kernel::Observation seen(const Resource& resource) {
    auto observation = world_->kernel().observe(resource);
    EXPECT_TRUE(observation.ok()) << text(observation);
    return observation.ok() ? *observation : kernel::Observation{};
  }
  kernel::Presence presence(const Resource& resource) { return seen(resource).presence; }
  void create(const Resource& resource) {
    const auto created = world_->kernel().create(resource);
    ASSERT_TRUE(created.ok()) << describe(resource) << ": " << text(created);
  }
  void raise(const Resource& resource) {
    const auto raised = world_->kernel().raise(resource);
    ASSERT_TRUE(raised.ok()) << describe(resource) << ": " << text(raised);
  }
  void destroy(const Resource& resource) {
    const auto destroyed = world_->kernel().destroy(resource);
    ASSERT_TRUE(destroyed.ok()) << describe(resource) << ": " << text(destroyed);
  }
  template <class T>
  static std::string text(const Result<T>& result) {
    return result.ok() ? "ok" : result.error().message();
  }
  void expect_refusal(const Result<void>& result, ErrorKind kind) {
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().kind(), kind) << text(result);
  }

  // The life of a thing that must not be there twice.
  void expect_whole_life(const Resource& resource) {
    const std::string before = world_->snapshot();
    EXPECT_EQ(presence(resource), kernel::Presence::absent);
    destroy(resource);
    create(resource);
    raise(resource);
    EXPECT_EQ(presence(resource), kernel::Presence::present) << seen(resource).detail;
    expect_refusal(world_->kernel().create(resource), ErrorKind::already_exists);
    EXPECT_EQ(presence(resource), kernel::Presence::present) << seen(resource).detail;
    destroy(resource);
    EXPECT_EQ(presence(resource), kernel::Presence::absent);
    destroy(resource);
    EXPECT_EQ(world_->snapshot(), before);
  }

  static MacAddress mac(std::uint8_t last) {
    return {{kMacPrefix[0], kMacPrefix[1], 0, 0, 0, last}};
  }
  static IpPrefix prefix(const std::string& text) { return IpPrefix::parse(text).value(); }
  static IpAddress address(const std::string& text) { return IpAddress::parse(text).value(); }

  static Bridge bridge() { return {"testnet", mac(1), 0, Ownership::own}; }
  static Veth veth() { return {"veth-1", mac(2), "eth0", mac(3), "testnet", 0, false}; }

  std::unique_ptr<World> world_;
};

}  // namespace mydocker::testing

// The host of the contract tests, real or fake, and the functions that the tests use.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "runtime/kernel/kernel.hpp"

namespace mydocker::testing {

// A host and one container with only their loopback devices, and a kernel for both.
class KernelHost {
 public:
  virtual ~KernelHost() = default;
  virtual kernel::Kernel& kernel() = 0;
  // Changes by another program.
  virtual void add_link(Place place, const std::string& name, const std::string& kind) = 0;
  virtual void remove_link(Place place, const std::string& name) = 0;
  virtual void set_down(Place place, const std::string& name) = 0;

  virtual bool has_link(Place place, const std::string& name) = 0;
  virtual bool is_up(Place place, const std::string& name) = 0;
  virtual std::string snapshot() = 0;
  // The elements of the firewall's sets in the format of nft(8), sorted:
  //   `inet mydocker links: "testnet"`
  virtual std::vector<std::string> elements() = 0;
};

using HostMaker = std::unique_ptr<KernelHost> (*)();

// The fixture of the contract tests. It owns a new KernelHost for each test.
class KernelContract : public ::testing::TestWithParam<HostMaker> {
 protected:
  void SetUp() override { host_ = GetParam()(); }

  kernel::Observation seen(const Resource& resource) {
    auto observation = host_->kernel().observe(resource);
    EXPECT_TRUE(observation.ok()) << text(observation);
    return observation.ok() ? *observation : kernel::Observation{};
  }
  kernel::State state(const Resource& resource) { return seen(resource).state; }
  void create(const Resource& resource) {
    const auto created = host_->kernel().create(resource);
    ASSERT_TRUE(created.ok()) << describe(resource) << ": " << text(created);
  }
  void repair_isolations(const std::vector<Resource>& resources) {
    for (const auto& resource : resources) {
      if (!resource.is<Isolation>()) continue;
      EXPECT_TRUE(host_->kernel().update(resource, "").ok()) << describe(resource);
    }
  }
  void bring_up(const Resource& resource) {
    const auto brought_up = host_->kernel().bring_up(resource);
    ASSERT_TRUE(brought_up.ok()) << describe(resource) << ": " << text(brought_up);
  }
  void destroy(const Resource& resource) {
    const auto destroyed = host_->kernel().destroy(resource);
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

  // Creates and removes a resource that can exist only once, and checks its state after each step.
  void expect_whole_life(const Resource& resource) {
    const std::string before = host_->snapshot();
    EXPECT_EQ(state(resource), kernel::State::absent);
    destroy(resource);
    create(resource);
    bring_up(resource);
    EXPECT_EQ(state(resource), kernel::State::matches) << seen(resource).detail;
    expect_refusal(host_->kernel().create(resource), ErrorKind::already_exists);
    EXPECT_EQ(state(resource), kernel::State::matches) << seen(resource).detail;
    destroy(resource);
    EXPECT_EQ(state(resource), kernel::State::absent);
    destroy(resource);
    EXPECT_EQ(host_->snapshot(), before);
  }

  static MacAddress mac(std::uint8_t last) {
    return {{kMacPrefix[0], kMacPrefix[1], 0, 0, 0, last}};
  }
  static IpPrefix prefix(const std::string& text) { return IpPrefix::parse(text).value(); }
  static IpAddress address(const std::string& text) { return IpAddress::parse(text).value(); }

  static Bridge bridge() { return {"testnet", mac(1), 0, Ownership::own}; }
  static Veth veth() { return {"veth-1", mac(2), "eth0", mac(3), "testnet", 0, false}; }

  std::unique_ptr<KernelHost> host_;
};

}  // namespace mydocker::testing

// Network namespaces for tests: a fresh one for the host, and named ones as ip-netns(8) makes them.
//
// Only for programs that run under support/netns_main.cpp: /run/netns is their own.
#pragma once

#include <gtest/gtest.h>
#include <sched.h>

#include <string>

#include "support/own_netns.hpp"
#include "support/process.hpp"

namespace mydocker::testing {

// What the command prints; the test fails if it fails.
inline std::string output_of(const std::string& line) {
  auto outcome = shell(line);
  EXPECT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  return std::move(outcome.out);
}

// A namespace that has a name while this lives. What still uses it keeps it alive.
class NamedNetns {
 public:
  explicit NamedNetns(std::string name) : name_(std::move(name)) {
    output_of("ip netns add " + name_ + " && ip netns exec " + name_ +
              " sh -c 'echo 0 > /proc/sys/net/ipv4/ip_forward'");
  }
  ~NamedNetns() { (void)shell("ip netns delete " + name_); }
  NamedNetns(const NamedNetns&) = delete;
  NamedNetns& operator=(const NamedNetns&) = delete;

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] std::string path() const { return "/run/netns/" + name_; }
  std::string run(const std::string& line) const {
    return output_of("ip netns exec " + name_ + " " + line);
  }

 private:
  std::string name_;
};

// Puts the test into a namespace without any trace of the tests before it.
class FreshHost : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(enter_own_netns()); }
};

}  // namespace mydocker::testing

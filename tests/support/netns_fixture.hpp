// Network namespaces for tests: a new one for the host, and named ones as in ip-netns(8).
//
// Only for programs with support/netns_main.cpp, which have their own /run/netns.
#pragma once

#include <gtest/gtest.h>
#include <sched.h>

#include <string>

#include "support/own_netns.hpp"
#include "support/process.hpp"

namespace mydocker::testing {

// The output of a command. The test fails if the command fails.
inline std::string output_of(const std::string& line) {
  auto outcome = shell(line);
  EXPECT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  return std::move(outcome.out);
}

// A named namespace. The destructor removes the name; sockets and processes can keep the namespace
// alive.
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

// A fixture whose test runs in a new namespace, without traces of earlier tests.
class FreshHost : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(enter_own_netns()); }
};

}  // namespace mydocker::testing

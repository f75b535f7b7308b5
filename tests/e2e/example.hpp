// The fixture of tests with an example driver of docs/examples, built with the installed SDK.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {

class Example : public ::testing::Test {
 protected:
  void put(const std::string& name) const {
    must("mkdir -p /run/drivers && cp " MYDOCKER_CONSUMER_DRIVERS "/" + name +
         ".so /run/drivers && chown root:root /run/drivers/" + name + ".so");
  }
  Outcome command(const std::string& line) const {
    return mydocker_.line("--driver-dir /run/drivers " + line);
  }
  void done(const std::string& line) const {
    const auto outcome = command(line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  static void add_containers(int count) {
    for (int n = 1; n <= count; ++n) must("ip netns add c" + std::to_string(n));
  }

  Mydocker mydocker_;
};

}  // namespace mydocker::testing

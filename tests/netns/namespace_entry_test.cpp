
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

#include "runtime/kernel/netns.hpp"
#include "support/netns_fixture.hpp"

namespace mydocker::testing {
namespace namespace_entry_test {

using kernel::Netns;
using kernel::run_inside;

std::string own_namespace() {
  std::array<char, 64> target{};
  EXPECT_GT(readlink("/proc/thread-self/ns/net", target.data(), target.size() - 1), 0);
  return target.data();
}

class NamespaceEntry : public FreshHost {
 protected:
  void SetUp() override {
    FreshHost::SetUp();
    home_ = own_namespace();
  }
  NamedNetns box_{"box"};
  std::string home_;
};

TEST_F(NamespaceEntry, WorksThereAndIsBackAfterwards) {
  const auto box = Netns::open(box_.path()).value();
  std::string there;
  const auto done = run_inside({box.fd()}, [&]() -> Result<void> {
    there = own_namespace();
    return {};
  });
  ASSERT_TRUE(done.ok()) << done.error().message();
  EXPECT_NE(there, home_);
  EXPECT_EQ(own_namespace(), home_);
}

TEST_F(NamespaceEntry, ReturnsToTheKnownHomeOnlyIfTheThreadIsThere) {
  const auto host = Netns::current().value();
  const auto box = Netns::open(box_.path()).value();
  const NamedNetns other("other");
  const auto elsewhere = Netns::open(other.path()).value();
  std::string there;
  const auto look = [&]() -> Result<void> {
    there = own_namespace();
    return {};
  };
  for (const auto* home : {&host, &elsewhere}) {
    ASSERT_TRUE(run_inside({box.fd(), box.cookie()}, look, {home->fd(), home->cookie()}).ok());
    EXPECT_NE(there, home_);
    EXPECT_EQ(own_namespace(), home_);
  }
  ASSERT_TRUE(run_inside({host.fd(), host.cookie()}, look, {box.fd(), box.cookie()}).ok());
  EXPECT_EQ(there, home_);
}

TEST_F(NamespaceEntry, IsBackAfterAFailureAndAfterAnException) {
  const auto box = Netns::open(box_.path()).value();
  const auto failed =
      run_inside({box.fd()}, []() -> Result<void> { return Error(ErrorKind::kernel, "no"); });
  EXPECT_EQ(failed.error().message(), "no");
  EXPECT_EQ(own_namespace(), home_);
  EXPECT_THROW(
      (void)run_inside({box.fd()}, []() -> Result<void> { throw std::runtime_error("no"); }),
      std::runtime_error);
  EXPECT_EQ(own_namespace(), home_);
}

TEST_F(NamespaceEntry, DoesNothingThereWhenTheWayBackIsClosed) {
  const auto box = Netns::open(box_.path()).value();
  const auto without_power = [&] {
    if (setresuid(65534, 65534, 65534) != 0) _exit(1);
    const auto entered = run_inside({box.fd()}, []() -> Result<void> { _exit(2); });
    _exit(entered.ok() ? 3 : 0);
  };
  EXPECT_EXIT(without_power(), ::testing::ExitedWithCode(0), "");
}

TEST_F(NamespaceEntry, EndsTheProcessRatherThanGoOnInTheWrongNamespace) {
  const auto box = Netns::open(box_.path()).value();
  const auto stranded = [&] {
    (void)run_inside({box.fd()}, []() -> Result<void> {
      if (setresuid(65534, 65534, 65534) != 0) _exit(1);
      return {};
    });
    _exit(0);
  };
  EXPECT_EXIT(stranded(), ::testing::ExitedWithCode(70), "cannot return from a container's");
}

}  // namespace namespace_entry_test
}  // namespace mydocker::testing

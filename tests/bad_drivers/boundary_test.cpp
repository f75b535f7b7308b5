// The two boundaries of drivers, in this process and in a worker process, behave the same for
// callers.
#include <fcntl.h>
#include <sched.h>

#include <thread>

#include "bad_drivers/bad_drivers.hpp"
#include "runtime/base/unique_fd.hpp"
#include "support/own_netns.hpp"

namespace mydocker::drivers {
namespace {

TEST_F(BadDrivers, BehaveAlikeInThisProcess) {
  auto good = opened_in_process("good");
  ASSERT_TRUE(good.ok()) << good.error().message();
  const auto here = good->plan_network({}, {});
  ASSERT_TRUE(here.ok()) << here.error().message();
  EXPECT_EQ(*here, *planned("good"));

  const auto no_entry = opened_in_process("no-entry");
  ASSERT_FALSE(no_entry.ok());
  EXPECT_EQ(no_entry.error().message(),
            label("no-entry") + " has no entry point \"mydocker_driver_v1\"");
  auto throws = opened_in_process("throws");
  ASSERT_TRUE(throws.ok());
  const auto thrown = throws->plan_network({}, {});
  ASSERT_FALSE(thrown.ok());
  EXPECT_EQ(thrown.error().message(),
            label("throws") + ": the driver threw an exception: out of cheese");
}

// A new network namespace, whose loopback device is down.
base::UniqueFd new_namespace() {
  base::UniqueFd fd;
  std::thread([&fd] {
    if (testing::enter_own_netns())
      fd.reset(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  }).join();
  return fd;
}

Custom the_lift() {
  Custom lift;
  lift.kind = "lift";
  lift.name = "lo";
  return lift;
}

void expect_handler_in(Result<DriverHandle> driver) {
  ASSERT_TRUE(driver.ok()) << driver.error().message();
  const Custom resource = the_lift();
  const base::UniqueFd there = new_namespace();
  ASSERT_TRUE(there);
  const auto created = driver->create(resource, there.get());
  EXPECT_TRUE(created.ok()) << created.error().message();
  const auto raised_there = driver->observe(resource, there.get());
  ASSERT_TRUE(raised_there.ok()) << raised_there.error().message();
  EXPECT_TRUE(*raised_there);
  const auto raised_here = driver->observe(resource, -1);
  ASSERT_TRUE(raised_here.ok()) << raised_here.error().message();
  EXPECT_FALSE(*raised_here);
  EXPECT_TRUE(driver->destroy(resource, there.get()).ok());
  EXPECT_FALSE(*driver->observe(resource, there.get()));
}

TEST_F(BadDrivers, HandlersActInTheNamespaceTheyAreSentTo) {
  expect_handler_in(opened("lifts"));
  expect_handler_in(opened_in_process("lifts"));
}

TEST_F(BadDrivers, HandlersAreMissedByName) {
  auto driver = opened("good");
  ASSERT_TRUE(driver.ok());
  const auto created = driver->create(the_lift(), -1);
  ASSERT_FALSE(created.ok());
  EXPECT_EQ(created.error().message(), label("good") + ": no handler for lift \"lo\"");
}

}  // namespace
}  // namespace mydocker::drivers

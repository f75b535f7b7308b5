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

base::UniqueFd this_namespace() {
  return base::UniqueFd(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
}

// A new network namespace, whose loopback device is down.
base::UniqueFd new_namespace() {
  base::UniqueFd fd;
  std::thread([&fd] {
    if (testing::enter_own_netns()) fd = this_namespace();
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
  const base::UniqueFd here = this_namespace();
  const base::UniqueFd there = new_namespace();
  ASSERT_TRUE(there);
  HandlerContext context{.host_netns = here.get(), .container_netns = there.get()};
  auto inside = the_lift();
  inside.place = Place::container;
  const auto created = driver->create(inside, context);
  EXPECT_TRUE(created.ok()) << created.error().message();
  EXPECT_EQ(driver->observe(inside, context).value(), CustomState::matches);
  EXPECT_EQ(driver->observe(the_lift(), context).value(), CustomState::absent);
  const auto again = driver->update(inside, context);
  EXPECT_TRUE(again.ok()) << again.error().message();
  EXPECT_EQ(driver->observe(inside, context).value(), CustomState::matches);
  EXPECT_TRUE(driver->destroy(inside, context).ok());
  EXPECT_EQ(driver->observe(inside, context).value(), CustomState::absent);
}

// The process of the driver is the same for calls in both namespaces of a container. Another
// container has another process.
TEST_F(BadDrivers, HandlersOfOneContainerShareAProcess) {
  auto driver = opened("lifts");
  ASSERT_TRUE(driver.ok()) << driver.error().message();
  const base::UniqueFd here = this_namespace();
  const base::UniqueFd there = new_namespace();
  const base::UniqueFd elsewhere = new_namespace();
  auto inside = the_lift();
  inside.place = Place::container;
  HandlerContext one{.host_netns = here.get(), .container_netns = there.get()};
  HandlerContext other{.host_netns = here.get(), .container_netns = elsewhere.get()};
  ASSERT_TRUE(driver->update(the_lift(), one).ok());
  ASSERT_TRUE(driver->update(inside, one).ok());
  ASSERT_TRUE(driver->update(inside, other).ok());
  EXPECT_TRUE(driver->destroy(the_lift(), one).ok());
  ASSERT_EQ(one.lines.size(), 2U);
  EXPECT_EQ(one.lines[0], one.lines[1]);
  EXPECT_TRUE(one.lines[0].starts_with("process ")) << one.lines[0];
  EXPECT_NE(other.lines.front(), one.lines[0]);
}

TEST_F(BadDrivers, HandlersActInTheNamespaceTheyAreSentTo) {
  expect_handler_in(opened("lifts"));
  expect_handler_in(opened_in_process("lifts"));
}

TEST_F(BadDrivers, HandlersAreMissedByName) {
  auto driver = opened("good");
  ASSERT_TRUE(driver.ok());
  HandlerContext context;
  const auto created = driver->create(the_lift(), context);
  ASSERT_FALSE(created.ok());
  EXPECT_EQ(created.error().message(), label("good") + ": no handler for lift \"lo\"");
}

}  // namespace
}  // namespace mydocker::drivers

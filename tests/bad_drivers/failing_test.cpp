// The errors of drivers that load correctly and fail when they are called.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

#include "bad_drivers/bad_drivers.hpp"
#include "runtime/base/unique_fd.hpp"

namespace mydocker::drivers {
namespace {

constexpr const char* kDefect = "this is a bug in the driver; report it to its author";

TEST_F(BadDrivers, NoEntry) {
  expect_failure("no-entry", label("no-entry") + " has no entry point \"mydocker_driver_v1\"",
                 "build it with mydocker_add_driver() and MYDOCKER_EXPORT_DRIVER");
}

TEST_F(BadDrivers, NoSymbol) {
  expect_failure(
      "no-symbol", label("no-symbol") + " cannot be loaded: undefined symbol: undefined_function",
      "no library defines \"undefined_function\"; build the driver with mydocker_add_driver(), "
      "which reports this at link time");
}

TEST_F(BadDrivers, NoLibrary) {
  expect_failure(
      "no-library",
      label("no-library") +
          " cannot be loaded: libbad_driver_absent.so: cannot open "
          "shared object file: No such file or directory",
      "library \"libbad_driver_absent.so\" is not installed; see: ldd " + file_of("no-library"));
}

TEST_F(BadDrivers, Throws) {
  expect_failure("throws", label("throws") + ": the driver threw an exception: out of cheese",
                 "this is a defect of the driver; report it to its author");
}

TEST_F(BadDrivers, Exits) {
  expect_failure("exits", label("exits") + " exited with status 0 without a reply", kDefect);
}

TEST_F(BadDrivers, Aborts) {
  expect_failure("aborts", label("aborts") + " crashed: SIGABRT", kDefect);
}

TEST_F(BadDrivers, Sleeps) {
  expect_failure("sleeps", label("sleeps") + " did not reply within 1 s",
                 "increase driver_deadline in the configuration");
}

TEST_F(BadDrivers, Silent) {
  expect_failure("silent", label("silent") + " returned without a reply", "");
}

TEST_F(BadDrivers, Babbles) {
  const auto plan = planned("babbles");
  ASSERT_FALSE(plan.ok());
  EXPECT_EQ(plan.error().kind(), ErrorKind::driver);
  EXPECT_TRUE(plan.error().message().starts_with(label("babbles") + ": "))
      << plan.error().message();
}

TEST_F(BadDrivers, PrintsNothing) {
  std::fflush(stdout);
  const base::UniqueFd real(::dup(STDOUT_FILENO));
  const fs::path caught = "/run/caught";
  const base::UniqueFd file(::open(caught.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600));
  ASSERT_GE(::dup2(file.get(), STDOUT_FILENO), 0);
  const auto plan = planned("prints");
  std::fflush(stdout);
  ASSERT_GE(::dup2(real.get(), STDOUT_FILENO), 0);
  EXPECT_TRUE(plan.ok()) << plan.error().message();
  EXPECT_EQ(fs::file_size(caught), 0U);
}

TEST_F(BadDrivers, CannotActWhileTheyPlan) {
  const auto plan = planned("meddles");
  ASSERT_FALSE(plan.ok());
  expect_error(plan.error(),
               label("meddles") + " was stopped: it called openat(2) while it planned",
               "a driver that plans may use memory only, and no other system resource; report this "
               "to its author");
}

// These two plans are wrong. Module plan refuses them later; here they arrive.
TEST_F(BadDrivers, ForeignSysctlArrivesAsAPlan) {
  const auto plan = planned("foreign-sysctl");
  ASSERT_TRUE(plan.ok()) << plan.error().message();
  ASSERT_EQ(plan->entries().size(), 1U);
  EXPECT_EQ(plan->entries()[0].resource.get_if<Sysctl>()->name, "kernel/core_pattern");
}

TEST_F(BadDrivers, LongLinkArrivesAsAPlan) {
  const auto plan = planned("long-link");
  ASSERT_TRUE(plan.ok()) << plan.error().message();
  ASSERT_EQ(plan->entries().size(), 1U);
  EXPECT_EQ(plan->entries()[0].resource.get_if<Bridge>()->name, std::string(40, 'x'));
}

}  // namespace
}  // namespace mydocker::drivers

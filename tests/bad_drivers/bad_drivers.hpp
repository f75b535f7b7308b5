// The bad drivers, copied to a folder from which they can be loaded, and the checks of their
// errors.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "runtime/drivers/driver_handle.hpp"
#include "runtime/drivers/search_path.hpp"
#include "support/netns_main.hpp"

namespace mydocker::drivers {

namespace fs = std::filesystem;

// A folder on the tmpfs of this test; only root can write to it.
inline const fs::path kFolder = "/run/drivers";
inline constexpr std::chrono::seconds kDeadline{1};

// A fixture with the bad drivers in kFolder.
class BadDrivers : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    testing::keep_namespaces();
    fs::create_directories(kFolder);
    fs::create_directories("/run/bundled");
    for (const auto& entry : fs::directory_iterator(BAD_DRIVERS))
      if (entry.path().extension() == ".so")
        fs::copy_file(entry.path(), kFolder / entry.path().filename(),
                      fs::copy_options::skip_existing);
  }

  static SearchSettings settings() {
    SearchSettings settings;
    settings.from_options = {kFolder};
    settings.bundled = "/run/bundled";
    return settings;
  }

  static std::string file_of(const std::string& name) {
    return (kFolder / (name + ".so")).native();
  }
  static std::string label(const std::string& name) {
    return "driver \"" + name + "\" (" + file_of(name) + ")";
  }

  static Result<DriverHandle> opened(const std::string& name) {
    MYDOCKER_TRY(const Candidate candidate, find_driver(settings(), name));
    return load(candidate, {kDeadline});
  }

  // Loads the driver in this process, as from the bundled folder.
  static Result<DriverHandle> opened_in_process(const std::string& name) {
    return load(inspect_file(file_of(name), Source::bundled, settings()), {kDeadline});
  }

  static Result<Plan> planned(const std::string& name) {
    MYDOCKER_TRY(DriverHandle driver, opened(name));
    NetworkView network;
    network.name = "web";
    return driver.plan_network(network, {});
  }

  static void expect_error(const Error& error, const std::string& message,
                           const std::string& hint) {
    EXPECT_EQ(error.message(), message);
    EXPECT_EQ(error.hints().empty() ? "" : error.hints().front(), hint);
  }

  static void expect_refusal(const std::string& name, const std::string& message,
                             const std::string& hint) {
    const auto candidate = find_driver(settings(), name);
    ASSERT_TRUE(candidate.ok()) << candidate.error().message();
    ASSERT_TRUE(candidate->refusal) << name;
    expect_error(*candidate->refusal, message, hint);
    const auto driver = load(*candidate, {kDeadline});
    ASSERT_FALSE(driver.ok());
    EXPECT_EQ(driver.error().message(), message);
  }

  // The driver is found and loaded, but planning fails. The good driver still works after it.
  static void expect_failure(const std::string& name, const std::string& message,
                             const std::string& hint) {
    const auto plan = planned(name);
    ASSERT_FALSE(plan.ok()) << name;
    EXPECT_EQ(plan.error().kind(), ErrorKind::driver);
    expect_error(plan.error(), message, hint);
    const auto other = planned("good");
    EXPECT_TRUE(other.ok()) << other.error().message();
  }
};

}  // namespace mydocker::drivers

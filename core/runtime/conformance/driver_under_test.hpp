// The tested driver, as read from its file.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "mydocker/manifest.hpp"
#include "mydocker/result.hpp"
#include "runtime/drivers/note_reader.hpp"

namespace mydocker::conformance {

// The input of each check. Copies of this struct share the bytes of the files. `note` and
// `manifest` are empty if they cannot be read.
struct DriverUnderTest {
  std::filesystem::path original;            // the path that the user gave
  std::shared_ptr<const std::string> bytes;  // content of the driver's file
  // The path of the driver's file for the check. In a sandbox, it is a copy with the driver's name.
  // Without a sandbox, it is the original path.
  std::filesystem::path file;
  std::optional<drivers::DriverNote> note;
  std::optional<Manifest> manifest;
  std::string unreadable;  // why the note or the manifest is missing
  std::string to_read_it;  // what the author can do about `unreadable`; empty: it is not known
  std::map<std::string, std::string> options{};  // options of the network, from the user
  std::filesystem::path bundled;                 // the folder of mydocker's own drivers
  std::filesystem::path usual_bundled;           // its path outside the sandbox; empty: the same
  // The program mydocker-driver-host. Empty: it cannot be read.
  std::shared_ptr<const std::string> host_bytes = std::make_shared<std::string>();
  std::filesystem::path host;  // path of the copy of this program; empty: the installed program
  // Whether the configuration allows the driver to have the name of a bundled driver.
  bool may_have_its_name = true;
  std::uint64_t seed = 0;    // seed for random choices
  std::string no_sandbox{};  // why no sandbox can be created; empty: a sandbox can be created
  std::chrono::milliseconds deadline{};  // time limit of one check

  [[nodiscard]] const Manifest& driver() const { return *manifest; }
};

// What the user wants to test, with defaults.
struct DriverTestOptions {
  std::filesystem::path file;
  std::map<std::string, std::string> options{};
  std::uint64_t seed = 1;
  std::chrono::milliseconds deadline{30'000};
  bool may_have_its_name = true;
  std::filesystem::path bundled{};  // empty: the folder of this program
};

// Reads the file without running its code. A damaged file is accepted. Error not_found or
// invalid_argument: the path is not a regular file, or the file is too large.
Result<DriverUnderTest> read_driver_under_test(DriverTestOptions options);

// Copies the driver that the tested driver wraps to its usual path. Does nothing if the sandbox
// does not hide this path. A network of the tested driver looks for the wrapped driver there.
void provide_wrapped(const DriverUnderTest& driver);

}  // namespace mydocker::conformance

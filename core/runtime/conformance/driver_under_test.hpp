// The driver that is tested, as its file says it is.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "mydocker/manifest.hpp"
#include "mydocker/result.hpp"
#include "runtime/drivers/note_reader.hpp"

namespace mydocker::conformance {

struct DriverUnderTest {
  std::filesystem::path original;  // what the user named
  std::string bytes;               // of that file
  // Where a copy of it stands, named as the driver is: in a check's own folder, or the original
  // itself where nothing private can be made.
  std::filesystem::path file;
  std::optional<drivers::DriverNote> note;
  std::optional<Manifest> manifest;
  std::string unreadable;                        // why one of the two is missing
  std::string to_read_it;                        // and what can be done about it; empty: not known
  std::map<std::string, std::string> options{};  // of the network, as the user gave them
  std::filesystem::path bundled;                 // where mydocker's own drivers stand
  std::string host_bytes;         // of the program mydocker-driver-host; empty: it cannot be read
  std::filesystem::path host;     // where a copy of it stands; empty: where it was installed
  bool may_have_its_name = true;  // of the names that are kept for our own drivers
  std::uint64_t seed = 0;         // of what is chosen at random
  std::string no_sandbox{};       // why no private namespaces can be made; empty: they can
  std::chrono::milliseconds deadline{};  // of one check

  [[nodiscard]] const Manifest& driver() const { return *manifest; }
};

struct DriverTestOptions {
  std::filesystem::path file;
  std::map<std::string, std::string> options{};
  std::uint64_t seed = 1;
  std::chrono::milliseconds deadline{30'000};
  bool may_have_its_name = true;
  std::filesystem::path bundled{};  // empty: where this program's own drivers stand
};

// Reads the file, and runs nothing of it. not_found, invalid_argument: it is no file that could be
// tested; a damaged one can.
Result<DriverUnderTest> read_driver_under_test(DriverTestOptions options);

}  // namespace mydocker::conformance

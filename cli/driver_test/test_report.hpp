// The output of `driver test`, as text and for programs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/conformance/kit.hpp"

namespace mydocker::cli {

enum class TestFormat : std::uint8_t { text, json, junit, tap };

// Returns the line of one check: "PASS S01 note-present" and details. A failed check has a second
// line that says how to fix the driver.
std::string test_line(const conformance::CheckRecord& record);
// Returns the traits of the driver in one line. Empty: the driver has no traits.
std::string traits_line(const conformance::DriverUnderTest& driver);
std::string test_summary(const std::vector<conformance::CheckRecord>& records);
// Returns the results of all checks as one document. `format` must not be `text`.
std::string test_document(const conformance::DriverUnderTest& driver,
                          const std::vector<conformance::CheckRecord>& records, TestFormat format);

// Returns the rule of one check, and how to fix a driver.
std::string check_page(const conformance::Check& check);
// Returns the list of checks: as JSON, or as a table for all other formats.
std::string check_list(const std::vector<conformance::Check>& checks, TestFormat format);

}  // namespace mydocker::cli

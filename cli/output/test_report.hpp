// What the conformance kit has found, for people and for programs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/conformance/kit.hpp"

namespace mydocker::cli {

enum class TestFormat : std::uint8_t { text, json, junit, tap };

// "PASS S01 note-present", and what there is to say; of a failure, on a line more, what to do.
std::string test_line(const conformance::Record& record);
std::string test_summary(const std::vector<conformance::Record>& records);
// All of it; of any format but text.
std::string test_document(const conformance::DriverUnderTest& driver,
                          const std::vector<conformance::Record>& records, TestFormat format);

// The checks themselves; as JSON, or as a table for every other format.
std::string check_list(const std::vector<conformance::Check>& checks, TestFormat format);

}  // namespace mydocker::cli

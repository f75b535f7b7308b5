// The limits for texts in a driver's plan. docs/writing_a_driver.md lists them.
#pragma once

#include <string_view>

#include "mydocker/resource.hpp"
#include "mydocker/result.hpp"

namespace mydocker::plan {

// Checks a text for at most 200 printable ASCII characters. An empty text is accepted.
// An error of kind driver: "WHAT has 213 characters, more than 200", with the text.
Result<void> check_line(std::string_view what, std::string_view text);

// Returns true for at most 128 characters: letters, digits and those of `more`.
bool is_word(std::string_view text, std::string_view more);

// Checks the kind, the name and the shell lines of a Custom resource.
// An error of kind driver: which one is wrong, its text, and the limit.
Result<void> check_texts(const Custom& custom);

}  // namespace mydocker::plan

// The functions of templates. "and" and "or" are in evaluator.cpp, because they do not always
// evaluate all arguments.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "mydocker/result.hpp"
#include "template/value.hpp"

namespace mydocker::templates {

bool is_function(std::string_view name);
std::vector<std::string> function_names();

// Calls the function `name`. Error invalid_argument: the function does not accept these arguments.
Result<Value> call_function(const std::string& name, const std::vector<Value>& arguments,
                            const Shape& shape);

// --- for the source files that define functions

using ArgumentValues = std::vector<Value>;
using Function = Result<Value> (*)(const ArgumentValues& arguments, const Shape& shape);

// One function in the table: its name, its numbers of arguments, and its code.
struct FunctionEntry {
  std::string_view name;
  std::size_t least;  // smallest number of arguments
  std::size_t most;   // greatest number of arguments
  Function function;
};

inline constexpr std::size_t kAnyNumber = std::size_t(-1);

std::vector<FunctionEntry> comparisons();     // eq ne lt le gt ge not
std::vector<FunctionEntry> text_functions();  // upper lower title split join truncate pad
std::vector<FunctionEntry> printing();        // print println printf json

Result<std::string> text_argument(const Value& value);
Result<std::int64_t> number_argument(const Value& value);

Error wrong_argument(std::string_view wanted, const Value& got);

// Functions for texts, measured in UTF-8 characters. Invalid UTF-8 is accepted.

// Returns the number of characters: all bytes except the continuation bytes of UTF-8.
std::size_t characters_in(std::string_view text);

// Returns the first `count` characters, or all characters if the text has fewer.
std::string_view first_characters(std::string_view text, std::size_t count);

}  // namespace mydocker::templates

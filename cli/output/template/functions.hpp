// The functions that a template may call. Those that need not all of their arguments ("and", "or")
// are the evaluator's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mydocker/result.hpp"
#include "output/template/value.hpp"

namespace mydocker::cli::templates {

bool is_function(std::string_view name);
std::vector<std::string> function_names();

// invalid_argument: the arguments are not what the function takes.
Result<Value> call_function(const std::string& name, const std::vector<Value>& arguments,
                            const Shape& shape);

// --- for the files that define functions

using Arguments = std::vector<Value>;
using Function = Result<Value> (*)(const Arguments& arguments, const Shape& shape);

struct FunctionEntry {
  std::string_view name;
  std::size_t least;  // arguments
  std::size_t most;   // arguments
  Function function;
};

inline constexpr std::size_t kAnyNumber = std::size_t(-1);

std::vector<FunctionEntry> comparisons();     // eq ne lt le gt ge not
std::vector<FunctionEntry> text_functions();  // upper lower title split join truncate pad
std::vector<FunctionEntry> printing();        // print println printf json

Result<std::string> text_argument(const Value& value);
Result<std::int64_t> number_argument(const Value& value);

Error wrong_argument(std::string_view wanted, const Value& got);

}  // namespace mydocker::cli::templates

// Words -> options with their values, and operands. Boost.Program_options begins and ends here.
//
// --name VALUE, --name=VALUE, -n VALUE, -nVALUE and -ab for two flags; "--" ends the options.
// Options are never abbreviated: a new one must not change what an old script means.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "command.hpp"
#include "mydocker/result.hpp"

namespace mydocker::cli {

struct OptionArgument {
  const Option* option = nullptr;   // null: an operand
  std::vector<std::string> values;  // of the option, or the operand itself
};

// The options point into `options`.
Result<std::vector<OptionArgument>> read_option_arguments(const std::vector<std::string>& words,
                                                          std::span<const Option> options);

// By name, without dashes; null if there is none.
const Option* find_option(std::span<const Option> options, std::string_view name);

}  // namespace mydocker::cli

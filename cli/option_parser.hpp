// Splits words into options with values, and operands. Only this module uses Boost.Program_options.
//
// Forms: --name VALUE, --name=VALUE, -n VALUE, -nVALUE, -n=VALUE, and -ab for two flags. "--" ends
// the options. Abbreviated options are refused, because a new option must not change the meaning of
// an old script.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "command.hpp"
#include "mydocker/result.hpp"

namespace mydocker::cli {

// One option with its value, or one operand. It does not own the option.
struct OptionArgument {
  const Option* option = nullptr;   // null for an operand
  std::vector<std::string> values;  // the values of the option, or the operand
};

// Splits the words. Each result refers to an element of `options`. Error invalid_argument: an
// option is unknown, or has a wrong value.
Result<std::vector<OptionArgument>> read_option_arguments(const std::vector<std::string>& words,
                                                          std::span<const Option> options);

// Finds an option by name (without dashes). Null: there is none.
const Option* find_option(std::span<const Option> options, std::string_view name);

}  // namespace mydocker::cli

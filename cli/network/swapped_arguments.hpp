// Hints for frequent mistakes with the operands NETWORK and CONTAINER.
#pragma once

#include <string>

#include "command_context.hpp"

namespace mydocker::cli::network {

// Adds a hint in two cases: only the second operand names a network (swapped operands), or the
// container is a path. `verb` is the command's name, for example "connect".
Error with_swapped_arguments_hint(CommandContext& context, Error error, const std::string& verb,
                                  const Arguments& arguments);

}  // namespace mydocker::cli::network

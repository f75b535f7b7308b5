// The mistakes that people make with the two words NETWORK and CONTAINER.
#pragma once

#include <string>

#include "command_context.hpp"

namespace mydocker::cli::network {

// The error with a hint more, where the words were swapped (the second one names a network, the
// first one does not), or where a path stands for the container. `verb` is the command, as
// "connect".
Error with_swapped_arguments_hint(CommandContext& context, Error error, const std::string& verb,
                                  const Arguments& arguments);

}  // namespace mydocker::cli::network

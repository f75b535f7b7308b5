// The operands NETWORK and CONTAINER, and the ports of a container.
#pragma once

#include <string>

#include "command.hpp"
#include "command_context.hpp"
#include "runtime/app/requests.hpp"

namespace mydocker::cli::network {

inline constexpr Operand kPortOperands[] = {{.placeholder = "NETWORK"},
                                            {.placeholder = "CONTAINER"},
                                            {.placeholder = "PORT", .count = Count::any}};

inline constexpr Option kPortOptions[] = {
    {.name = "publish",
     .letter = 'p',
     .takes = Takes::values,
     .placeholder = "PORT",
     .help = "A port; same as operand PORT"},
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
    kVerbose,
};

// Returns a request with the ports of the operands and of --publish. `verb` is the name of the
// command, for a hint. Error invalid_argument: no port is given.
inline Result<app::PortsRequest> ports_request(const Arguments& arguments,
                                               const std::string& verb) {
  const auto& operands = arguments.operands();
  app::PortsRequest request{.network = operands.at(0),
                            .container = operands.at(1),
                            .ports = {operands.begin() + 2, operands.end()},
                            .dry_run = arguments.has("dry-run")};
  for (auto& port : arguments.texts("publish")) request.ports.push_back(std::move(port));
  if (!request.ports.empty()) return request;
  return Error(ErrorKind::invalid_argument, "missing operand PORT")
      .hint("mydocker network " + verb + " --help");
}

// --- hints for frequent mistakes with the operands NETWORK and CONTAINER

// Adds a hint in two cases: only the second operand names a network (swapped operands), or the
// container is a path. `verb` is the command's name, for example "connect".
Error with_swapped_arguments_hint(CommandContext& context, Error error, const std::string& verb,
                                  const Arguments& arguments);

}  // namespace mydocker::cli::network

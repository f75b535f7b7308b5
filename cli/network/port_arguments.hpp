// The operands and options that `network publish` and `network unpublish` share.
#pragma once

#include "command.hpp"
#include "runtime/app/requests.hpp"

namespace mydocker::cli::network {

inline constexpr Operand kPortOperands[] = {{.placeholder = "NETWORK"},
                                            {.placeholder = "CONTAINER"},
                                            {.placeholder = "PORT", .count = Count::one_or_more}};

inline constexpr Option kPortOptions[] = {
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
};

inline app::PortsRequest ports_request(const Arguments& arguments) {
  const auto& operands = arguments.operands();
  return {.network = operands.at(0),
          .container = operands.at(1),
          .ports = {operands.begin() + 2, operands.end()},
          .dry_run = arguments.has("dry-run")};
}

}  // namespace mydocker::cli::network

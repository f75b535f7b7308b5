// mydocker network exists
#include "command_context.hpp"
#include "commands.hpp"
#include "output/standard_streams.hpp"

namespace mydocker::cli::network {
namespace {

constexpr Operand kExistsOperands[] = {{.placeholder = "NETWORK"}};

int run_exists(CommandContext& context, const Arguments& arguments) {
  const auto exists = context.runtime().network_exists(arguments.operands().front());
  if (!exists.ok()) {
    (void)context.fail(exists.error());
    return kExitUsage;  // same code as in Podman; 1 means "not found"
  }
  return *exists ? kExitDone : kExitFailed;
}

}  // namespace

constinit const Command kExists{
    .group = "network",
    .name = "exists",
    .aliases = {},
    .summary =
        "Check whether a network exists; exit status: 0 yes, 1 no, 125 could not be determined",
    .operands = kExistsOperands,
    .options = {},
    .example = "  mydocker network exists web || mydocker network create web\n",
    .run = run_exists,
};

}  // namespace mydocker::cli::network

// mydocker network protect
#include "command_context.hpp"
#include "commands.hpp"
#include "output/standard_streams.hpp"

namespace mydocker::cli::network {
namespace {

constexpr Operand kProtectOperands[] = {{.placeholder = "INTERFACE"}};

int run_protect(CommandContext& context, const Arguments& arguments) {
  const auto done = context.runtime().protect_link(arguments.operands().front());
  return done.ok() ? kExitDone : context.fail(done.error());
}

}  // namespace

constinit const Command kProtect{
    .group = "network",
    .name = "protect",
    .aliases = {},
    .summary = "Add the BPF filters of a network to an interface of the host",
    .operands = kProtectOperands,
    .options = {},
    .example = "  mydocker network protect web\n",
    .run = run_protect,
    .description =
        "The filters drop forwarded packets to the interface while the firewall rules are missing, "
        "for example after nft flush ruleset. network create adds the filters itself. Only the "
        "script of a dry run needs this command.",
};

}  // namespace mydocker::cli::network

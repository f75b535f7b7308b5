// mydocker network exists
#include "network/commands.hpp"
#include "output/error_text.hpp"
#include "session.hpp"

namespace mydocker::cli::network {
namespace {

constexpr Operand kOperands[] = {{.placeholder = "NETWORK"}};

int run(Session& session, const Arguments& arguments) {
  const auto exists = session.runtime().network_exists(arguments.operands().front());
  if (!exists) {
    (void)session.fail(exists.error());
    return kExitUsage;  // as podman: 1 says that there is none
  }
  return *exists ? kExitDone : kExitFailed;
}

}  // namespace

constinit const Command kExists{
    .group = "network",
    .name = "exists",
    .aliases = {},
    .summary = "Tell by the exit code whether there is such a network: 0 yes, 1 no, 125 unknown",
    .operands = kOperands,
    .options = {},
    .example = "  mydocker network exists web || mydocker network create web\n",
    .run = run,
};

}  // namespace mydocker::cli::network

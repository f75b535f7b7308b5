// mydocker network exists
#include "network/commands.hpp"
#include "output/error_text.hpp"
#include "session.hpp"

namespace mydocker::cli::network {
namespace {

constexpr Operand kExistsOperands[] = {{.placeholder = "NETWORK"}};

int run_exists(Session& session, const Arguments& arguments) {
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
    .operands = kExistsOperands,
    .options = {},
    .example = "  mydocker network exists web || mydocker network create web\n",
    .run = run_exists,
};

}  // namespace mydocker::cli::network

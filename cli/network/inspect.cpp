// mydocker network inspect

#include "network/commands.hpp"
#include "output/document.hpp"
#include "output/error_text.hpp"
#include "session.hpp"

namespace mydocker::cli::network {
namespace {

constexpr Operand kOperands[] = {{.placeholder = "NETWORK", .count = Count::one_or_more}};

int run(Session& session, const Arguments& arguments) {
  int code = kExitDone;
  std::vector<app::NetworkReport> found;
  for (const auto& name : arguments.operands()) {
    auto report = session.runtime().inspect_network(name);
    if (report) {
      found.push_back(std::move(*report));
    } else {
      code = graver(code, session.fail(report.error()));
    }
  }
  session.print(networks_document(found));
  return code;
}

}  // namespace

constinit const Command kInspect{
    .group = "network",
    .name = "inspect",
    .aliases = {},
    .summary = "Print all about networks as JSON",
    .operands = kOperands,
    .options = {},
    .example = "  mydocker network inspect web db\n",
    .run = run,
};

}  // namespace mydocker::cli::network

// mydocker driver plan
#include <cerrno>
#include <fstream>
#include <iterator>

#include "command_context.hpp"
#include "commands.hpp"
#include "output/standard_streams.hpp"
#include "runtime/base/errno_text.hpp"
#include "runtime/base/printable.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli::driver {
namespace {

constexpr Operand kPlanOperands[] = {{.placeholder = "DRIVER|FILE"}};

constexpr Option kPlanOptions[] = {
    {.name = "request",
     .takes = Takes::value,
     .placeholder = "FILE",
     .help = "The request document (JSON)"},
    {.name = "json", .help = "Print the plan as JSON"},
};

Result<std::string> content_of(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  if (!file) return base::errno_error("read " + base::quoted(name), errno);
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

int run_plan(CommandContext& context, const Arguments& arguments) {
  const auto name = arguments.text("request");
  if (!name)
    return context.usage_error(Error(ErrorKind::invalid_argument, "missing option --request FILE")
                                   .hint("mydocker driver plan ./lan.so --request request.json"));
  const auto request = content_of(*name);
  if (!request) return context.fail(request.error());
  const auto reply = context.runtime().plan_request(arguments.operands().front(), *request);
  if (!reply) return context.fail(Error(reply.error()).within("--request " + base::quoted(*name)));
  if (arguments.has("json")) {
    context.print(reply->document + "\n");
    return kExitDone;
  }
  for (const auto& line : reply->lines) context.print(base::printable(line) + "\n");
  return kExitDone;
}

}  // namespace

constinit const Command kPlan{
    .group = "driver",
    .name = "plan",
    .aliases = {},
    .summary = "Show a driver's plan for a request document",
    .operands = kPlanOperands,
    .options = kPlanOptions,
    .example =
        "  mydocker driver plan ./lan.so --request request_plan_network.json\n"
        "  mydocker driver plan bridge --request request_plan_network.json --json\n",
    .run = run_plan,
    .description =
        "Loads the driver like other commands, sends it the document, and prints the plan. Nothing "
        "is carried out, and root is not needed. The SDK installs example documents in "
        "share/mydocker-sdk/requests.",
};

}  // namespace mydocker::cli::driver

// mydocker network create
#include "command_context.hpp"
#include "commands.hpp"
#include "network/create_options.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli::network {
namespace {

constexpr Operand kCreateOperands[] = {{.placeholder = "NETWORK", .fresh = true}};

Result<void> check_scope(const Arguments& arguments) {
  const auto scope = arguments.text("scope").value_or("local");
  if (scope == "local") return {};
  return Error(ErrorKind::invalid_argument,
               "--scope " + base::quoted(scope) + ": only scope local is supported")
      .hint("use --scope local, or omit the option");
}

int run_create(CommandContext& context, const Arguments& arguments) {
  if (const auto scope = check_scope(arguments); !scope.ok()) return context.fail(scope.error());
  app::CreateNetworkRequest request;
  request.name = arguments.operands().front();
  request.driver = arguments.text("driver").value_or(request.driver);
  request.subnets = arguments.texts("subnet");
  request.gateways = arguments.texts("gateway");
  request.ip_ranges = arguments.texts("ip-range");
  request.aux_addresses = arguments.texts("aux-address");
  request.options = arguments.texts("opt");
  if (const auto name = arguments.text("interface-name"))
    request.options.push_back("interface-name=" + *name);
  request.labels = arguments.texts("label");
  request.internal = arguments.has("internal");
  request.ipv4 = arguments.text("ipv4");
  request.ipv6 = arguments.text("ipv6");
  request.reservations = arguments.texts("reserve");
  request.routes = arguments.texts("route");
  request.ipam_driver = arguments.text("ipam-driver").value_or(request.ipam_driver);
  request.ignore_existing = arguments.has("ignore");
  request.dry_run = arguments.has("dry-run");

  const auto made = context.runtime().create_network(request);
  if (!made) return context.fail(made.error());
  if (request.dry_run)
    context.print(made->script);
  else
    context.report(made->id + "\n");
  return 0;
}

}  // namespace

constinit const Command kCreate{
    .group = "network",
    .name = "create",
    .aliases = {},
    .summary = "Create a network and print its id",
    .operands = kCreateOperands,
    .options = kCreateOptions,
    .example = "  mydocker network create --subnet 10.9.0.0/24 --label team=blue web\n",
    .run = run_create,
    .description =
        "Without --subnet the network gets the next free subnet of the address pools. The "
        "interface on the host gets the network's name, if that name is valid and free.",
};

}  // namespace mydocker::cli::network

// mydocker network create
#include "command_context.hpp"
#include "commands.hpp"
#include "network/create_options.hpp"
#include "runtime/base/quoted.hpp"
#include "wait_while_busy.hpp"

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
  model::NetworkSpec& spec = request.spec;
  spec.name = arguments.operands().front();
  spec.driver = arguments.text("driver").value_or(spec.driver);
  spec.subnets = arguments.texts("subnet");
  spec.gateways = arguments.texts("gateway");
  spec.ip_ranges = arguments.texts("ip-range");
  spec.aux_addresses = arguments.texts("aux-address");
  spec.options = arguments.texts("opt");
  if (const auto name = arguments.text("interface-name"))
    spec.role_options.emplace(OptionRole::link_name, *name);
  spec.labels = arguments.texts("label");
  spec.internal = arguments.has("internal");
  spec.ipv4 = arguments.text("ipv4");
  spec.ipv6 = arguments.text("ipv6");
  spec.reservations = arguments.texts("reserve");
  spec.routes = arguments.texts("route");
  spec.ipam_driver = arguments.text("ipam-driver").value_or(spec.ipam_driver);
  spec.ipam_options = arguments.texts("ipam-opt");
  request.ignore_existing = arguments.has("ignore");
  request.dry_run = arguments.has("dry-run");

  const auto made = wait_while_busy([&] { return context.runtime().create_network(request); });
  if (!made) return context.fail(made.error());
  if (request.dry_run)
    context.print(made->script);
  else
    context.report(made->id + "\n");
  return kExitDone;
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

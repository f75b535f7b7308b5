// mydocker network create
#include "network/commands.hpp"
#include "runtime/base/quoted.hpp"
#include "session.hpp"

namespace mydocker::cli::network {
namespace {

constexpr Operand kOperands[] = {{.placeholder = "NETWORK", .fresh = true}};

constexpr std::string_view kScopes[] = {"local"};

constexpr std::string_view kNoSwarm = "there is no swarm here, and so no routing mesh";
constexpr std::string_view kNoTemplates = "there are no networks that only hold a configuration";
constexpr std::string_view kUseFile =
    "keep definitions in a file: mydocker network export, mydocker network apply -f FILE";
constexpr std::string_view kNoDns = "mydocker runs no DNS server";

constexpr Option kOptions[] = {
    {.name = "driver",
     .letter = 'd',
     .takes = Takes::value,
     .placeholder = "DRIVER",
     .help = "Kind of network (default bridge); see mydocker driver ls"},
    {.name = "subnet",
     .takes = Takes::values,
     .placeholder = "PREFIX",
     .help = "Where its addresses come from, as 10.9.0.0/24 (default: the next free one)"},
    {.name = "gateway",
     .takes = Takes::values,
     .placeholder = "ADDRESS",
     .help = "Address of the network itself in its subnet (default: the first one)"},
    {.name = "ip-range",
     .takes = Takes::values,
     .placeholder = "RANGE",
     .help = "Part of the subnet that addresses are chosen from: a prefix or FIRST-LAST"},
    {.name = "aux-address",
     .takes = Takes::values,
     .placeholder = "NAME=ADDRESS",
     .help = "An address that is never given to a container"},
    {.name = "ipv6",
     .takes = Takes::flag,
     .help = "Addresses of IPv6 (default: if a --subnet of it is named)"},
    {.name = "ipv4", .takes = Takes::flag, .help = "Addresses of IPv4 (default: yes)"},
    {.name = "reserve",
     .takes = Takes::values,
     .placeholder = "CONTAINER=ADDRESS",
     .help = "An address for this container only, whenever it is connected"},
    {.name = "route",
     .takes = Takes::values,
     .placeholder = "PREFIX,GATEWAY[,METRIC]",
     .help = "A route for every container; GATEWAY an address, or blackhole, unreachable or "
             "prohibit"},
    {.name = "ipam-driver",
     .takes = Takes::value,
     .placeholder = "NAME",
     .help = "default, or none: containers get only the addresses that connect --ip names"},
    {.name = "opt",
     .letter = 'o',
     .takes = Takes::values,
     .placeholder = "KEY=VALUE",
     .help = "An option of the driver; see mydocker driver inspect NAME"},
    {.name = "label",
     .takes = Takes::values,
     .placeholder = "KEY[=VALUE]",
     .help = "A note to keep with the network"},
    {.name = "internal", .help = "Its containers shall not reach the outside"},
    {.name = "interface-name",
     .takes = Takes::value,
     .placeholder = "NAME",
     .help = "Name of the network's device on the host; the same as -o bridge-name=NAME"},
    {.name = "ignore",
     .help = "If there is a network of that name, print its id and change nothing"},
    {.name = "attachable",
     .takes = Takes::flag,
     .help = "Taken and without effect: containers can be connected to every network"},
    {.name = "scope",
     .takes = Takes::value,
     .placeholder = "SCOPE",
     .help = "local, which every network here is",
     .values = kScopes},
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
    refused_option("ingress", Takes::flag, kNoSwarm, "publish ports with connect -p"),
    refused_option("config-only", Takes::flag, kNoTemplates, kUseFile),
    refused_option("config-from", Takes::value, kNoTemplates, kUseFile),
    refused_option("dns", Takes::values, kNoDns,
                   "write the servers into the container's resolv.conf"),
    refused_option("disable-dns", Takes::flag, kNoDns,
                   "leave it out: there is nothing to turn off"),
    refused_option("ipam-opt", Takes::values,
                   "addresses are given by mydocker itself, which has no such options",
                   "see --subnet, --ip-range, --aux-address, --reserve and --ipam-driver"),
};

Result<void> check_scope(const Arguments& arguments) {
  const auto scope = arguments.text("scope").value_or("local");
  if (scope == "local") return {};
  return Error(ErrorKind::invalid_argument,
               "--scope " + base::quoted(scope) + ": networks are of this host alone")
      .hint("write --scope local, or leave it out");
}

int run(Session& session, const Arguments& arguments) {
  if (const auto scope = check_scope(arguments); !scope.ok()) return session.fail(scope.error());
  app::CreateNetworkRequest request;
  request.name = arguments.operands().front();
  request.driver = arguments.text("driver").value_or(request.driver);
  request.subnets = arguments.texts("subnet");
  request.gateways = arguments.texts("gateway");
  request.ip_ranges = arguments.texts("ip-range");
  request.aux_addresses = arguments.texts("aux-address");
  request.options = arguments.texts("opt");
  if (const auto name = arguments.text("interface-name"))
    request.options.push_back("bridge-name=" + *name);
  request.labels = arguments.texts("label");
  request.internal = arguments.has("internal");
  request.ipv4 = arguments.text("ipv4");
  request.ipv6 = arguments.text("ipv6");
  request.reservations = arguments.texts("reserve");
  request.routes = arguments.texts("route");
  request.address_choice = arguments.text("ipam-driver").value_or(request.address_choice);
  request.ignore_existing = arguments.has("ignore");
  request.dry_run = arguments.has("dry-run");

  const auto made = session.runtime().create_network(request);
  if (!made) return session.fail(made.error());
  session.print(request.dry_run ? made->script : made->id + "\n");
  return 0;
}

}  // namespace

constinit const Command kCreate{
    .group = "network",
    .name = "create",
    .aliases = {},
    .summary = "Make a network and print its id",
    .operands = kOperands,
    .options = kOptions,
    .example = "  mydocker network create --subnet 10.9.0.0/24 --label team=blue web\n",
    .run = run,
    .description =
        "Without --subnet the network gets the next free subnet of the address pools. The device "
        "on the host is named after the network where that name fits and is free.",
};

}  // namespace mydocker::cli::network

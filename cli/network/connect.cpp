// mydocker network connect
#include "command_context.hpp"
#include "network/commands.hpp"
#include "network/swapped_arguments.hpp"
#include "paths.hpp"

namespace mydocker::cli::network {
namespace {

constexpr Operand kConnectOperands[] = {{.placeholder = "NETWORK"}, {.placeholder = "CONTAINER"}};

constexpr std::string_view kNoNames = "mydocker runs no DNS server that could know the name";
constexpr std::string_view kUseReservation =
    "reserve an address with network create --reserve CONTAINER=ADDRESS, and write the name into "
    "/etc/hosts";

constexpr Option kConnectOptions[] = {
    {.name = "ip",
     .takes = Takes::values,
     .placeholder = "ADDRESS",
     .help = "An IPv4 address of a subnet of the network (default: the next free one of each)"},
    {.name = "ip6", .takes = Takes::values, .placeholder = "ADDRESS", .help = "The same for IPv6"},
    {.name = "link-local-ip",
     .takes = Takes::values,
     .placeholder = "ADDRESS",
     .help = "A further address of 169.254.0.0/16 or fe80::/10"},
    {.name = "gw-priority",
     .takes = Takes::value,
     .placeholder = "NUMBER",
     .help = "-1000 to 99 (default 0): the default route is by the network with the highest"},
    {.name = "mac-address",
     .takes = Takes::value,
     .placeholder = "MAC",
     .help = "Hardware address of the container's link"},
    {.name = "ifname",
     .takes = Takes::value,
     .placeholder = "NAME",
     .help = "Name of the link in the container (default: the first free of eth0, eth1, ...)"},
    {.name = "publish",
     .letter = 'p',
     .takes = Takes::values,
     .placeholder = "PORT",
     .help = "Publish a port: [HOSTADDRESS:][HOSTPORT:]CONTAINERPORT[/tcp|udp|sctp], or ranges"},
    {.name = "driver-opt",
     .takes = Takes::values,
     .placeholder = "KEY=VALUE",
     .help = "An option of the driver; see mydocker driver inspect NAME"},
    {.name = "netns",
     .takes = Takes::value,
     .placeholder = "PATH",
     .help = "The container's network namespace (default /run/netns/CONTAINER)"},
    {.name = "pid",
     .takes = Takes::value,
     .placeholder = "PID",
     .help = "The network namespace is the one of this process"},
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
    refused_option("alias", Takes::values, kNoNames, kUseReservation),
    refused_option("link", Takes::values, kNoNames, kUseReservation),
};

int run_connect(CommandContext& context, const Arguments& arguments) {
  if (arguments.has("netns") && arguments.has("pid"))
    return context.usage_error(
        Error(ErrorKind::invalid_argument, "--netns and --pid exclude each other")
            .hint("mydocker network connect --help"));
  app::ConnectRequest request;
  request.network = arguments.operands().at(0);
  request.container = arguments.operands().at(1);
  if (const auto netns = arguments.text("netns")) {
    const auto path = absolute_path("netns", *netns);
    if (!path) return context.usage_error(path.error());
    request.netns_path = path->string();
  }
  request.pid = arguments.text("pid");
  request.addresses = arguments.texts("ip");
  request.addresses_v6 = arguments.texts("ip6");
  request.link_local_addresses = arguments.texts("link-local-ip");
  request.gateway_priority = arguments.text("gw-priority");
  request.mac = arguments.text("mac-address");
  request.link_name = arguments.text("ifname");
  request.ports = arguments.texts("publish");
  request.options = arguments.texts("driver-opt");
  request.dry_run = arguments.has("dry-run");

  const auto connected = context.runtime().connect(request);
  if (!connected)
    return context.fail(
        with_swapped_arguments_hint(context, connected.error(), "connect", arguments));
  if (request.dry_run) context.print(connected->script);
  return 0;
}

}  // namespace

constinit const Command kConnect{
    .group = "network",
    .name = "connect",
    .aliases = {},
    .summary = "Connect a container (a network namespace) to a network",
    .operands = kConnectOperands,
    .options = kConnectOptions,
    .example =
        "  ip netns add c1\n"
        "  mydocker network connect --ip 10.9.0.7 -p 8080:80 web c1\n",
    .run = run_connect,
    .description =
        "The container keeps a default route that it has. An endpoint whose namespace is gone is "
        "cleared away by the next command that meets it.",
};

}  // namespace mydocker::cli::network

// The commands that connect and disconnect a container.
#include "command.hpp"
#include "command_context.hpp"
#include "commands.hpp"
#include "network/container_arguments.hpp"
#include "output/document_format.hpp"
#include "output/result_text.hpp"
#include "output/standard_streams.hpp"
#include "settings.hpp"
#include "wait_while_busy.hpp"

namespace mydocker::cli::network {

// --- mydocker network connect

namespace {

constexpr Operand kConnectOperands[] = {{.placeholder = "NETWORK"}, {.placeholder = "CONTAINER"}};

constexpr std::string_view kNoNames = "mydocker runs no DNS server; names are not resolved";
constexpr std::string_view kUseReservation =
    "reserve an address with network create --reserve CONTAINER=ADDRESS, and write the name into "
    "/etc/hosts";

constexpr std::string_view kConnectFormats[] = {"text", "json", "yaml"};

constexpr Option kConnectOptions[] = {
    {.name = "ip",
     .takes = Takes::values,
     .placeholder = "ADDRESS",
     .help = "IPv4 address in a subnet of the network; several --ip give several addresses "
             "(default: the next free address of each subnet)"},
    {.name = "ip6",
     .takes = Takes::values,
     .placeholder = "ADDRESS",
     .help = "IPv6 address in a subnet of the network; several --ip6 give several addresses "
             "(default: the next free address of each subnet)"},
    {.name = "link-local-ip",
     .takes = Takes::values,
     .placeholder = "ADDRESS",
     .help = "Additional link-local address in 169.254.0.0/16 or fe80::/10"},
    {.name = "gw-priority",
     .takes = Takes::value,
     .placeholder = "NUMBER",
     .help = "-1000 to 99 (default 0): the network with the highest priority provides the default "
             "route"},
    {.name = "mac-address",
     .takes = Takes::value,
     .placeholder = "MAC",
     .help = "MAC address of the container's interface"},
    {.name = "ifname",
     .takes = Takes::value,
     .placeholder = "NAME",
     .help = "Name of the interface in the container (default: the first free of eth0, eth1, ...)"},
    {.name = "publish",
     .letter = 'p',
     .takes = Takes::values,
     .placeholder = "PORT",
     .help =
         "Publish a port or a range of ports: [HOSTADDRESS:][HOSTPORT:]CONTAINERPORT[/PROTOCOL]; "
         "PROTOCOL is tcp (default), udp or sctp"},
    {.name = "driver-opt",
     .takes = Takes::values,
     .placeholder = "KEY=VALUE",
     .help = "Driver option; see mydocker driver inspect NAME"},
    {.name = "netns",
     .takes = Takes::value,
     .placeholder = "PATH",
     .help = "Path of the container's network namespace (default /run/netns/CONTAINER, or that of "
             "the running container)"},
    {.name = "pid",
     .takes = Takes::value,
     .placeholder = "PID",
     .help = "Use the network namespace of this process"},
    {.name = "format",
     .takes = Takes::value,
     .placeholder = "FORMAT",
     .help = "Output format: text (default), json, yaml, or a template such as '{{.IPv4Address}}'",
     .values = kConnectFormats},
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
    kVerbose,
    refused_option("alias", Takes::values, kNoNames, kUseReservation),
    refused_option("link", Takes::values, kNoNames, kUseReservation),
};

// Returns the format of the output. Nothing: the default format, which is text.
Result<std::optional<DocumentFormat>> format_from(const Arguments& arguments) {
  if (arguments.text("format").value_or("text") == "text") return std::optional<DocumentFormat>();
  MYDOCKER_TRY(auto format, DocumentFormat::from(arguments, connection_shape(), kConnectFormats));
  MYDOCKER_CHECK(format.check_fields(sample_connection()));
  return std::optional(std::move(format));
}

Result<app::ConnectRequest> connect_request(const Arguments& arguments) {
  if (arguments.has("netns") && arguments.has("pid"))
    return Error(ErrorKind::invalid_argument, "--netns and --pid cannot be combined")
        .hint("mydocker network connect --help");
  app::ConnectRequest request;
  request.network = arguments.operands().at(0);
  request.container = arguments.operands().at(1);
  if (const auto netns = arguments.text("netns")) {
    MYDOCKER_TRY(const auto path, absolute_path("netns", *netns));
    request.netns_path = path.string();
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
  return request;
}

// Prints the report. If the template fails, the error has a hint that the container is connected
// nevertheless.
void print_connection(CommandContext& context, const std::optional<DocumentFormat>& format,
                      const app::ConnectReport& report) {
  const auto text = format ? format->text_of_one(connection_json(report))
                           : Result<std::string>(connection_text(report));
  if (text)
    context.report(*text);
  else
    print_error(Error(text.error()).hint("the container is connected"));
}

int run_connect(CommandContext& context, const Arguments& arguments) {
  const auto format = format_from(arguments);
  if (!format) return context.usage_error(format.error());
  const auto request = connect_request(arguments);
  if (!request) return context.usage_error(request.error());
  const auto connected = wait_while_busy([&] { return context.runtime().connect(*request); });
  if (!connected)
    return context.fail(
        with_swapped_arguments_hint(context, connected.error(), "connect", arguments));
  if (request->dry_run)
    context.print(connected->script);
  else
    print_connection(context, *format, *connected);
  return kExitDone;
}

}  // namespace

constinit const Command kConnect{
    .group = "network",
    .name = "connect",
    .aliases = {},
    .summary = "Connect a container (a network namespace) to a network and print its addresses",
    .operands = kConnectOperands,
    .options = kConnectOptions,
    .example =
        "  ip netns add c1\n"
        "  mydocker network connect --ip 10.9.0.7 -p 8080:80 web c1\n",
    .run = run_connect,
    .description =
        "CONTAINER is a namespace of ip netns, or the name or ID of a running container. Supported "
        "engines are Docker, Podman, containerd, runc, crun and systemd-nspawn. At least 12 digits "
        "of an ID are enough. "
        "mydocker reads the state directory of the engine. It does not call the engine. "
        "Prints one line with the container's addresses, interface, default route and published "
        "ports. An existing default route in the container is kept. Endpoints of deleted "
        "namespaces are removed by the next command that uses the network.",
};

// --- mydocker network disconnect

namespace {

constexpr Operand kDisconnectOperands[] = {{.placeholder = "NETWORK"},
                                           {.placeholder = "CONTAINER"}};

constexpr Option kDisconnectOptions[] = {
    {.name = "force",
     .letter = 'f',
     .help = "Ignore a container that is not connected; keep resources that need a missing driver"},
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
    kVerbose,
};

int run_disconnect(CommandContext& context, const Arguments& arguments) {
  const app::DisconnectRequest request{.network = arguments.operands().at(0),
                                       .container = arguments.operands().at(1),
                                       .force = arguments.has("force"),
                                       .abandon = arguments.has("force"),
                                       .dry_run = arguments.has("dry-run")};
  const auto disconnected = wait_while_busy([&] { return context.runtime().disconnect(request); });
  if (!disconnected)
    return context.fail(
        with_swapped_arguments_hint(context, disconnected.error(), "disconnect", arguments));
  if (request.dry_run) context.print(disconnected->script);
  return kExitDone;
}

}  // namespace

constinit const Command kDisconnect{
    .group = "network",
    .name = "disconnect",
    .aliases = {},
    .summary = "Disconnect a container from a network",
    .operands = kDisconnectOperands,
    .options = kDisconnectOptions,
    .example = "  mydocker network disconnect web c1\n",
    .run = run_disconnect,
};

}  // namespace mydocker::cli::network

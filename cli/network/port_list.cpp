// mydocker network port ls
#include <string>

#include "command_context.hpp"
#include "network/commands.hpp"
#include "output/document.hpp"
#include "output/table.hpp"

namespace mydocker::cli::network {
namespace {

constexpr std::string_view kPortListAliases[] = {"port list"};

constexpr Operand kPortListOperands[] = {{.placeholder = "NETWORK", .count = Count::any}};

std::string numbers(std::uint16_t first, std::uint16_t count) {
  const auto text = std::to_string(first);
  return count == 1 ? text : text + "-" + std::to_string(first + count - 1);
}

int run_port_list(CommandContext& context, const Arguments& arguments) {
  const auto ports = context.runtime().list_ports(arguments.operands());
  if (!ports) return context.fail(ports.error());
  Table table(
      {"HOST ADDRESS", "HOST PORT", "PROTOCOL", "NETWORK", "CONTAINER", "CONTAINER PORT", "SINCE"});
  for (const auto& report : *ports) {
    const auto& port = report.published.port;
    table.add({port.host_address ? port.host_address->text() : "*",
               numbers(port.host_port, port.count), std::string(name_of(port.protocol)),
               report.network, report.container, numbers(port.container_port, port.count),
               time_text(report.published.since)});
  }
  context.print(table.text());
  return 0;
}

}  // namespace

constinit const Command kPortList{
    .group = "network",
    .name = "port ls",
    .aliases = kPortListAliases,
    .summary = "List who holds which port of the host, and since when",
    .operands = kPortListOperands,
    .options = {},
    .example = "  mydocker network port ls web\n",
    .run = run_port_list,
};

}  // namespace mydocker::cli::network

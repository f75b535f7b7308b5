// mydocker network ls
#include <algorithm>
#include <string>

#include "network/commands.hpp"
#include "output/table.hpp"
#include "runtime/base/natural_order.hpp"
#include "session.hpp"

namespace mydocker::cli::network {
namespace {

constexpr std::string_view kAliases[] = {"list"};

constexpr Option kOptions[] = {
    {.name = "quiet", .letter = 'q', .help = "Print ids only"},
    {.name = "no-trunc", .help = "Print whole ids, not their first 12 digits"},
};

constexpr std::size_t kShortId = 12;

std::string subnets_text(const model::Network& network) {
  std::string text;
  for (const auto& subnet : network.subnets) {
    if (!text.empty()) text += ",";
    text += subnet.prefix.text();
  }
  return text;
}

int run(Session& session, const Arguments& arguments) {
  auto networks = session.runtime().list_networks();
  if (!networks) return session.fail(networks.error());
  std::ranges::sort(*networks, base::natural_less,
                    [](const app::NetworkReport& report) { return report.network.name; });

  const std::size_t digits = arguments.has("no-trunc") ? std::string::npos : kShortId;
  std::string ids;
  Table table({"NETWORK ID", "NAME", "DRIVER", "SUBNET"});
  for (const auto& report : *networks) {
    const auto& network = report.network;
    ids += network.id.substr(0, digits) + "\n";
    table.add({network.id.substr(0, digits), network.name, network.driver, subnets_text(network)});
  }
  session.print(arguments.has("quiet") ? ids : table.text());
  return 0;
}

}  // namespace

constinit const Command kList{
    .group = "network",
    .name = "ls",
    .aliases = kAliases,
    .summary = "List the networks",
    .operands = {},
    .options = kOptions,
    .example = "  mydocker network ls --no-trunc\n",
    .run = run,
};

}  // namespace mydocker::cli::network

// mydocker driver ls
#include "driver/commands.hpp"
#include "output/driver_text.hpp"
#include "output/table.hpp"
#include "session.hpp"

namespace mydocker::cli::driver {
namespace {

constexpr std::string_view kAliases[] = {"list"};

int run(Session& session, const Arguments& /*arguments*/) {
  const auto drivers = session.runtime().list_drivers();
  if (!drivers) return session.fail(drivers.error());
  Table table({"NAME", "VERSION", "SOURCE", "STATE", "FILE"});
  for (const auto& report : *drivers)
    table.add({report.name, report.manifest ? report.manifest->version : "", report.source,
               driver_state(report), report.file});
  session.print(table.text());
  return 0;
}

}  // namespace

constinit const Command kList{
    .group = "driver",
    .name = "ls",
    .aliases = kAliases,
    .summary = "List the drivers in the order in which they are looked for",
    .operands = {},
    .options = {},
    .example = "  mydocker driver ls --driver-dir ./build\n",
    .run = run,
};

}  // namespace mydocker::cli::driver

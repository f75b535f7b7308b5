// mydocker network gc
#include "command_context.hpp"
#include "commands.hpp"
#include "output/standard_streams.hpp"
#include "runtime/base/printable.hpp"

namespace mydocker::cli::network {
namespace {

constexpr Option kGcOptions[] = {
    {.name = "force", .letter = 'f', .help = "Remove the objects; without --force, only list them"},
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
    kVerbose,
};

Error needs_force(std::size_t count) {
  return Error(ErrorKind::in_use, std::to_string(count) +
                                      (count == 1 ? " object of mydocker in the kernel belongs"
                                                  : " objects of mydocker in the kernel belong") +
                                      " to no network of this run directory")
      .hint("restore lost records first: mydocker network verify --repair")
      .hint("remove them, if no other --run-dir is in use: mydocker network gc --force");
}

std::string lines_of(const std::vector<std::string>& objects) {
  std::string text;
  for (const auto& object : objects) text += base::printable(object) + "\n";
  return text;
}

int run_gc(CommandContext& context, const Arguments& arguments) {
  const bool script = arguments.has("dry-run");
  const bool remove = arguments.has("force") && !script;
  const auto collected = context.runtime().collect_garbage(!remove);
  if (!collected) return context.fail(collected.error());
  if (remove)
    context.report(lines_of(collected->objects));
  else
    context.print(script ? collected->script : lines_of(collected->objects));
  if (script || remove || collected->objects.empty()) return kExitDone;
  return context.fail(needs_force(collected->objects.size()));
}

}  // namespace

constinit const Command kGc{
    .group = "network",
    .name = "gc",
    .aliases = {},
    .summary = "Remove objects of mydocker in the kernel that belong to no network",
    .operands = {},
    .options = kGcOptions,
    .example =
        "  mydocker network gc\n"
        "  mydocker network gc --force\n",
    .run = run_gc,
    .description =
        "Lists interfaces with the marks of mydocker, and its firewall tables, if no record of the "
        "run directory owns them. Such objects remain when runtime.db is lost. With --force, they "
        "are removed, and the firewall tables get the rules of all recorded networks again. "
        "Nothing is listed while the tables belong to another run directory. Without tables, "
        "objects of another run directory look the same. So use --force only if there is no other "
        "run directory. The "
        "exit code is 2 if there are such objects and --force is not given, and 0 if there are "
        "none.",
};

}  // namespace mydocker::cli::network

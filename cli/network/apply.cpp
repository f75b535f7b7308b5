// mydocker network apply, and its inverse: mydocker network export
#include "command.hpp"
#include "command_context.hpp"
#include "commands.hpp"
#include "output/result_text.hpp"
#include "output/standard_streams.hpp"
#include "runtime/app/refusal.hpp"

namespace mydocker::cli::network {

// --- mydocker network apply

namespace {

using Changes = std::vector<app::NetworkChange>;

constexpr Option kApplyOptions[] = {
    {.name = "file",
     .letter = 'f',
     .takes = Takes::value,
     .placeholder = "PATH",
     .help = "File with the wanted networks (mydocker-network.yaml(5)), or a folder with files "
             "NAME.yaml; - is standard input"},
    {.name = "prune", .help = "Remove networks that are not in the file or folder"},
    {.name = "remake",
     .help = "Also recreate networks in use; their containers are disconnected for this time"},
    {.name = "dry-run",
     .help = "Change nothing; print the differences, and a script that does the same"},
    kVerbose,
};

bool is_remake(const app::NetworkChange& change) {
  return change.kind == app::NetworkChange::Kind::remake && !change.users.empty();
}

// Returns the changes that are possible. Prints for each other change why it is refused. `code` is
// set to the worst exit code of these refusals.
Changes take_possible(CommandContext& context, const Changes& changes, bool remakes, int& code) {
  Changes possible;
  for (const auto& change : changes) {
    if (change.users.empty() || (remakes && is_remake(change))) {
      possible.push_back(change);
    } else {
      code = worse_exit_code(code, context.fail(app::refusal_of(change)));
    }
  }
  return possible;
}

int simulate(CommandContext& context, const app::CompareFileRequest& request, bool remakes) {
  auto& runtime = context.runtime();
  const auto changes = runtime.compare_with_file(request);
  int code = kExitDone;
  const auto script =
      changes.ok() ? runtime.simulate_changes(take_possible(context, *changes, remakes, code),
                                              "applies the networks of a file")
                   : Result<std::string>(changes.error());
  // A file can be read again for a new attempt. Standard input can be read only once.
  if (!script && request.file != "-" && runtime.has_missed_apply())
    return simulate(context, request, remakes);
  if (!changes) return context.fail(app::as_refusal(changes.error()));
  if (!script) {
    context.print(as_comments(changes_text(*changes)));
    return worse_exit_code(code, context.fail(app::as_refusal(script.error())));
  }
  // The first line of a script names the shell, so the comments with the changes follow this line.
  const std::size_t first_line = script->find('\n') + 1;
  context.print(script->substr(0, first_line) + as_comments(changes_text(*changes)) +
                script->substr(first_line));
  return code;
}

int make(CommandContext& context, const Changes& changes, bool remakes) {
  context.report(changes_text(changes));
  int code = kExitDone;
  std::vector<std::string> done;
  std::vector<std::string> not_done;
  for (const auto& change : changes) {
    const auto made = remakes && is_remake(change) ? context.runtime().remake(change)
                                                   : context.runtime().make_change(change);
    (made.ok() ? done : not_done).push_back(change.name);
    if (!made) code = worse_exit_code(code, context.fail(app::as_refusal(made.error())));
  }
  context.report(outcome_text(done, not_done));
  return done.empty() ? code : partial_exit_code(code);
}

int run_apply(CommandContext& context, const Arguments& arguments) {
  const auto file = arguments.text("file");
  if (!file)
    return context.usage_error(Error(ErrorKind::invalid_argument, "missing option --file")
                                   .hint("mydocker network apply --help"));
  const app::CompareFileRequest request{*file, arguments.has("prune"), arguments.has("dry-run")};
  const bool remakes = arguments.has("remake");
  if (request.dry_run) return simulate(context, request, remakes);
  const auto changes = context.runtime().compare_with_file(request);
  if (!changes) return context.fail(app::as_refusal(changes.error()));
  return make(context, *changes, remakes);
}

}  // namespace

constinit const Command kApply{
    .group = "network",
    .name = "apply",
    .aliases = {},
    .summary = "Apply a file or folder of network definitions; show the changes first",
    .operands = {},
    .options = kApplyOptions,
    .example =
        "  mydocker network apply --dry-run -f networks.yaml\n"
        "  mydocker network apply -f networks.yaml\n"
        "  mydocker network apply -f /etc/mydocker/networks.d\n",
    .run = run_apply,
    .description =
        "The differences are printed first, one per line: + for a new network, ~ for a network "
        "that changes, - for a removed network. Labels, and options that the driver can change, "
        "are changed in place. A network that differs in anything else must be recreated. This is "
        "refused while containers are connected to the network, unless --remake is given. With "
        "--remake the containers are disconnected, and connected again with the same addresses, "
        "MAC, ports and options. If a container cannot be connected again, the old network is "
        "restored with its containers. Each network is changed separately. If the change of one "
        "network "
        "fails, this network stays unchanged and the others are changed. The last line names the "
        "changed and the failed networks. The exit code is 70 then; the same "
        "command does the rest when the cause is fixed. Networks that are not in the file are "
        "kept without --prune. All files of a folder are read before the first change, in the "
        "order of their names. A network may be in one of them only. While another process applies "
        "a file, the command waits, for a minute at most. A dry run waits too, but only that of "
        "root.",
};

// --- mydocker network export

namespace {

constexpr Operand kExportOperands[] = {{.placeholder = "NETWORK", .count = Count::any}};

int run_export(CommandContext& context, const Arguments& arguments) {
  const auto file = context.runtime().export_networks(arguments.operands());
  if (!file) return context.fail(file.error());
  context.print(*file);
  return kExitDone;
}

}  // namespace

constinit const Command kExport{
    .group = "network",
    .name = "export",
    .aliases = {},
    .summary = "Print network definitions (default: all) as a file for network apply",
    .operands = kExportOperands,
    .options = {},
    .example = "  mydocker network export web db > networks.yaml\n",
    .run = run_export,
    .description =
        "Options with the driver's default value are omitted. Applying the output with network "
        "apply changes nothing.",
};

}  // namespace mydocker::cli::network

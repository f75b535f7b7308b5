// The program mydocker-netavark: a plug-in of netavark, the network stack of podman.
#include <algorithm>
#include <exception>
#include <string>
#include <vector>

#include "engine_document.hpp"
#include "netavark/verbs.hpp"
#include "output/standard_streams.hpp"
#include "process.hpp"
#include "runtime/apply/fault_hook.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/spdlog_step_log.hpp"
#include "settings.hpp"

namespace mydocker::cli::netavark {
namespace {

// The command line: a subcommand, and for setup and teardown the path of the namespace. Only tests
// use --state-dir.
struct NetavarkArguments {
  std::string verb;
  std::string netns;
  app::Settings settings;
};

Error wrong_arguments() {
  return Error(ErrorKind::invalid_argument, "wrong arguments")
      .hint("usage: mydocker-netavark [--state-dir DIR] create|setup NETNS|teardown NETNS|info");
}

Result<NetavarkArguments> parse_arguments(std::vector<std::string> words) {
  NetavarkArguments arguments;
  if (words.size() > 2 && words[0] == "--state-dir" && words[1].starts_with('/')) {
    set_state_dir(arguments.settings, words[1]);
    words.erase(words.begin(), words.begin() + 2);
  }
  const bool has_netns = !words.empty() && (words[0] == "setup" || words[0] == "teardown");
  const bool is_known =
      has_netns || (!words.empty() && (words[0] == "create" || words[0] == "info"));
  if (!is_known || words.size() != (has_netns ? 2U : 1U)) return wrong_arguments();
  arguments.verb = words[0];
  if (has_netns) arguments.netns = words[1];
  return arguments;
}

Json info() { return {{"version", MYDOCKER_VERSION}, {"api_version", "1.0.0"}}; }

Result<Json> run_verb(const NetavarkCall& call, const std::string& verb) {
  if (verb == "create") return create(call);
  return verb == "setup" ? setup(call) : teardown(call);
}

Result<Json> answer(const std::vector<std::string>& words, apply::FaultHook& faults) {
  MYDOCKER_TRY(const auto arguments, parse_arguments(words));
  if (arguments.verb == "info") return info();
  MYDOCKER_TRY(const auto text, read_standard_input());
  const Json document = Json::parse(text).value_or({});
  if (!document.is_object())
    return Error(ErrorKind::invalid_argument,
                 "the document on standard input is not a JSON object");
  base::SpdlogStepLog log(base::Verbosity::quiet);
  // The object is never destroyed, because the process exits anyway.
  auto* runtime = new app::Runtime(arguments.settings, log, faults);
  return run_verb({document, arguments.netns, *runtime}, arguments.verb);
}

// Returns the document of an error, with its hints.
std::string error_document(const Error& error) {
  auto text = error.message();
  for (const auto& hint : error.hints()) text += "\nhint: " + hint;
  return on_one_line(Json{{"error", text}});
}

// Runs the subcommand in `words`. Returns the exit code. Errors are written to `output` as
// documents {"error": TEXT}.
int run_plugin(const std::vector<std::string>& words, StandardOutput& output,
               apply::FaultHook& faults) {
  const auto result = answer(words, faults);
  if (!result)
    output.print(error_document(result.error()));
  else if (!result->is_null())
    output.print(on_one_line(*result));
  if (!result)
    return result.error().kind() == ErrorKind::unfinished ? kExitUnfinished : kExitFailed;
  return output.error() == 0 ? kExitDone : kExitFailed;
}

}  // namespace
}  // namespace mydocker::cli::netavark

namespace {

using namespace mydocker;       // NOLINT(google-build-using-namespace): this is the program
using namespace mydocker::cli;  // NOLINT(google-build-using-namespace)

int run(const std::vector<std::string>& words, StandardOutput& output) {
  auto faults = fault_hook();
  if (faults) return netavark::run_plugin(words, output, *faults);
  output.print(netavark::error_document(faults.error()));
  return kExitFailed;
}

}  // namespace

int main(int argc, char** argv) {
  init_process();
  StandardOutput output;
  int code = kExitFailed;
  try {
    code = run(std::vector<std::string>(argv + std::min(argc, 1), argv + argc), output);
  } catch (const std::exception& defect) {
    output.print(netavark::error_document(
        {ErrorKind::internal, std::string("internal error: ") + defect.what()}));
    code = kExitUnfinished;
  }
  exit_process(code);
}

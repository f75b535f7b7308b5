// The program mydocker-cni: a plug-in of the Container Network Interface.
#include <exception>

#include "cni/commands.hpp"
#include "cni/failure.hpp"
#include "cni/network_config.hpp"
#include "engine_document.hpp"
#include "output/standard_streams.hpp"
#include "process.hpp"
#include "runtime/apply/fault_hook.hpp"
#include "runtime/base/spdlog_step_log.hpp"

namespace mydocker::cli::cni {
namespace {

// Returns the oldest CNI version that has the command.
Version first_version(CniCommand command) {
  if (command == CniCommand::status || command == CniCommand::gc) return Version::v1_1_0;
  return command == CniCommand::check ? Version::v0_4_0 : Version::v0_3_0;
}

CniResult<Done> check_command_version(const CniEnvironment& environment,
                                      const NetworkConfig& config) {
  if (config.version >= first_version(environment.command)) return Done{};
  return Failure(Code::incompatible_version,
                 "this command does not exist in CNI version " + config.version_text,
                 "CHECK exists since 0.4.0; STATUS and GC exist since 1.1.0");
}

// Returns an empty result for a command that returns no document.
CniResult<Json> without_result(const CniResult<Done>& done) {
  if (!done) return done.error();
  return Json();
}

CniResult<Json> run_command_of(const CniEnvironment& environment, const NetworkConfig& config,
                               apply::FaultHook& faults) {
  MYDOCKER_CHECK(check_command_version(environment, config));
  base::SpdlogStepLog log(base::Verbosity::quiet);
  // The object is never destroyed, because the process exits anyway.
  auto* runtime = new app::Runtime(config.settings, log, faults);
  const CniCall call{environment, config, *runtime};
  switch (environment.command) {
    case CniCommand::add:
      return add(call);
    case CniCommand::del:
      return without_result(del(call));
    case CniCommand::check:
      return without_result(check(call));
    case CniCommand::status:
      return without_result(status(call));
    case CniCommand::gc:
      return without_result(gc(call));
    case CniCommand::version:
      break;
  }
  return version_json(config.version_text);
}

// Returns the result document. `version` is set to the version of the configuration, which an error
// object needs.
CniResult<Json> answer(std::string& version, apply::FaultHook& faults) {
  MYDOCKER_TRY(const auto environment, CniEnvironment::read());
  auto input = read_standard_input();
  if (!input) return Failure(Code::input_output, input.error().message());
  const auto given = version_in(*input);
  if (!given.empty()) version = given;
  if (environment.command == CniCommand::version) return version_json(version);
  MYDOCKER_TRY(const auto config, NetworkConfig::parse(*std::move(input)));
  return run_command_of(environment, config, faults);
}

// Returns the exit code. Errors are written to `output` as error objects.
int run_plugin(StandardOutput& output, apply::FaultHook& faults) {
  std::string version = kNewestVersion;
  const auto result = answer(version, faults);
  if (!result)
    output.print(indented(error_json(result.error(), version)));
  else if (!result->is_null())
    output.print(indented(*result));
  return result && output.error() == 0 ? kExitDone : kExitFailed;
}

}  // namespace
}  // namespace mydocker::cli::cni

namespace {

using namespace mydocker::cli;  // NOLINT(google-build-using-namespace): this is the program

int run(StandardOutput& output) {
  auto faults = fault_hook();
  if (faults) return cni::run_plugin(output, *faults);
  output.print(indented(cni::error_json(faults.error(), cni::kNewestVersion)));
  return kExitFailed;
}

}  // namespace

int main(int argc, char** /*argv*/) {
  init_process();
  StandardOutput output;
  if (argc > 1) {
    output.print(
        "mydocker-cni is a CNI plug-in: a container runtime starts it, without arguments.\n");
    exit_process(kExitUsage);
  }
  int code = kExitFailed;
  try {
    code = run(output);
  } catch (const std::exception& defect) {
    const cni::Failure failure(cni::Code::internal,
                               std::string("internal error: ") + defect.what());
    output.print(indented(cni::error_json(failure, cni::kNewestVersion)));
  }
  exit_process(code);
}

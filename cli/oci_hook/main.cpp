// The program mydocker-oci-hook: a hook of OCI runtimes such as runc and crun.
#include <syslog.h>
#include <algorithm>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "engine_connection.hpp"
#include "engine_document.hpp"
#include "mydocker/result.hpp"
#include "oci_hook/container_state.hpp"
#include "output/standard_streams.hpp"
#include "process.hpp"
#include "runtime/app/runtime.hpp"
#include "runtime/apply/fault_hook.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/spdlog_step_log.hpp"
#include "settings.hpp"

namespace mydocker::cli::oci_hook {
namespace {

using Requests = std::vector<app::ConnectRequest>;

struct HookArguments {
  app::Settings settings;
  // Whether the hook connects or disconnects the container. None: it connects if the container's
  // state has a process.
  std::optional<bool> connects;
};

Error wrong_arguments(const std::string& word) {
  return Error(ErrorKind::invalid_argument, "unknown argument " + base::quoted(word))
      .hint("usage: mydocker-oci-hook [--state-dir DIR] [connect|disconnect]");
}

Result<HookArguments> parse_arguments(const std::vector<std::string>& words) {
  HookArguments arguments;
  for (std::size_t n = 0; n < words.size(); ++n) {
    const auto& word = words[n];
    if (word == "connect" || word == "disconnect") {
      arguments.connects = word == "connect";
    } else if (word == "--state-dir" && n + 1 < words.size() && words[n + 1].starts_with('/')) {
      set_state_dir(arguments.settings, words[++n]);
    } else {
      return wrong_arguments(word);
    }
  }
  return arguments;
}

Result<void> disconnect_one(app::Runtime& runtime, const app::ConnectRequest& connected) {
  app::DisconnectRequest request;
  request.network = connected.network;
  request.container = connected.container;
  request.attachment = connected.attachment;
  MYDOCKER_CHECK(wait_while_busy([&] { return runtime.disconnect(request); }));
  return {};
}

// Disconnects the container from each network, even after a failure. Returns the first error.
Result<void> disconnect_all(app::Runtime& runtime, const Requests& requests) {
  Result<void> result;
  for (const auto& request : requests) {
    auto done = disconnect_one(runtime, request);
    if (!done && result) result = std::move(done);
  }
  return result;
}

// Connects the container to all networks. After a failure, disconnects it again from the networks
// that were connected. The runtime may not call the hook a second time.
Result<void> connect_all(app::Runtime& runtime, const Requests& requests) {
  Requests connected;
  for (const auto& request : requests) {
    auto done = wait_while_busy([&] { return runtime.connect(request); });
    if (!done) {
      (void)disconnect_all(runtime, connected);
      return std::move(done).error();
    }
    connected.push_back(request);
  }
  return {};
}

// Runs the hook with the arguments `words`. Reads the container's state from standard input. If
// connecting fails, no endpoint of the container is left.
Result<void> run_hook(const std::vector<std::string>& words, apply::FaultHook& faults) {
  // The input is read first. crun would end with SIGPIPE if a hook did not read it.
  MYDOCKER_TRY(const auto text, read_standard_input());
  MYDOCKER_TRY(auto arguments, parse_arguments(words));
  MYDOCKER_TRY(const auto state, ContainerState::parse(text));
  MYDOCKER_TRY(const auto requests, connect_requests(state));
  if (requests.empty()) return {};
  base::SpdlogStepLog log(base::Verbosity::quiet);
  // The object is never destroyed, because the process exits anyway.
  auto* runtime = new app::Runtime(std::move(arguments.settings), log, faults);
  if (!arguments.connects.value_or(state.pid > 0)) return disconnect_all(*runtime, requests);
  if (state.pid <= 0)
    return Error(ErrorKind::invalid_argument,
                 "container " + base::quoted(state.id) + " has no process")
        .hint("use this hook at createRuntime and poststop");
  return connect_all(*runtime, requests);
}

}  // namespace
}  // namespace mydocker::cli::oci_hook

namespace {

using namespace mydocker;       // NOLINT(google-build-using-namespace): this is the program
using namespace mydocker::cli;  // NOLINT(google-build-using-namespace)

// Reports an error on standard error and in the system log. crun does not show the standard error
// of a hook.
int report(const Error& error) {
  print_error(error);
  openlog("mydocker-oci-hook", LOG_PID, LOG_DAEMON);
  syslog(LOG_ERR, "%s", error_text(error).c_str());
  return exit_code(error.kind());
}

int run(const std::vector<std::string>& words) {
  auto faults = fault_hook();
  if (!faults) return report(faults.error());
  // The environment is cleared. It may come from the caller of the runtime, so it is not trusted.
  clearenv();
  const auto done = oci_hook::run_hook(words, *faults);
  return done ? kExitDone : report(done.error());
}

}  // namespace

int main(int argc, char** argv) {
  init_process();
  int code = kExitFailed;
  try {
    code = run(std::vector<std::string>(argv + std::min(argc, 1), argv + argc));
  } catch (const std::exception& defect) {
    code = report(Error(ErrorKind::internal, std::string("internal error: ") + defect.what()));
  }
  exit_process(code);
}

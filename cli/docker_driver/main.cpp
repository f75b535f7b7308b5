// The program mydocker-docker-driver: a network driver of Docker. systemd starts it when the daemon
// opens a connection (mydocker-docker-driver.socket). The program exits when it is idle.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>

#include "docker_driver/dispatch.hpp"
#include "output/standard_streams.hpp"
#include "process.hpp"
#include "runtime/base/quoted.hpp"
#include "settings.hpp"

namespace {

using namespace mydocker;       // NOLINT(google-build-using-namespace): this is the program
using namespace mydocker::cli;  // NOLINT(google-build-using-namespace)

constexpr int kFirstSocket = 3;  // the first descriptor: SD_LISTEN_FDS_START, sd_listen_fds(3)

// The command line.
struct ServiceArguments {
  app::Settings settings;
  std::chrono::milliseconds idle = std::chrono::seconds(10);
};

Error wrong_argument(const std::string& word) {
  return Error(ErrorKind::invalid_argument, "unknown argument " + base::quoted(word))
      .hint("usage: mydocker-docker-driver [--state-dir DIR] [--idle SECONDS]");
}

Result<ServiceArguments> parse_arguments(const std::vector<std::string>& words) {
  ServiceArguments arguments;
  for (std::size_t n = 0; n < words.size(); ++n) {
    const auto& word = words[n];
    if (n + 1 == words.size()) return wrong_argument(word);
    const auto& value = words[++n];
    if (word == "--state-dir" && value.starts_with('/')) {
      set_state_dir(arguments.settings, value);
    } else if (word == "--idle") {
      MYDOCKER_TRY(const auto seconds, parse_number(value));
      arguments.idle = std::chrono::seconds(seconds);
    } else {
      return wrong_argument(word);
    }
  }
  return arguments;
}

// Returns the socket that systemd has passed (sd_listen_fds(3)).
Result<int> activated_socket() {
  const char* process = std::getenv("LISTEN_PID");
  const char* count = std::getenv("LISTEN_FDS");
  const bool is_ours = process != nullptr && process == std::to_string(getpid());
  if (is_ours && count != nullptr && count == std::string("1")) return kFirstSocket;
  return Error(ErrorKind::invalid_argument, "no socket was passed to this program")
      .hint("systemctl enable --now mydocker-docker-driver.socket");
}

Result<void> serve(const std::vector<std::string>& words) {
  MYDOCKER_TRY(const auto arguments, parse_arguments(words));
  MYDOCKER_TRY(const int socket, activated_socket());
  MYDOCKER_TRY(auto faults, fault_hook());
  docker_driver::Dispatcher dispatcher(arguments.settings, faults);
  return docker_driver::serve_until_idle(socket, arguments.idle,
                                         [&dispatcher](const docker_driver::HttpRequest& request) {
                                           return dispatcher.answer(request);
                                         });
}

int run(const std::vector<std::string>& words) {
  const auto done = serve(words);
  if (done) return kExitDone;
  print_error(done.error());
  return done.error().kind() == ErrorKind::invalid_argument ? kExitUsage
                                                            : exit_code(done.error().kind());
}

}  // namespace

int main(int argc, char** argv) {
  init_process();
  int code = kExitFailed;
  try {
    code = run(std::vector<std::string>(argv + std::min(argc, 1), argv + argc));
  } catch (const std::exception& defect) {
    print_error(Error(ErrorKind::internal, std::string("internal error: ") + defect.what()));
    code = exit_code(ErrorKind::internal);
  }
  exit_process(code);
}

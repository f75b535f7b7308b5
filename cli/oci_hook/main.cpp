// The program mydocker-oci-hook: a hook of OCI runtimes such as runc and crun.
#include <syslog.h>

#include <algorithm>
#include <cstdlib>
#include <exception>

#include "oci_hook/hook.hpp"
#include "output/error_text.hpp"
#include "process.hpp"

namespace {

using namespace mydocker;       // NOLINT(google-build-using-namespace): this is the program
using namespace mydocker::cli;  // NOLINT(google-build-using-namespace)

// crun does not show the standard error of a hook, so the system log gets the error too.
int report(const Error& error) {
  print_error(error);
  openlog("mydocker-oci-hook", LOG_PID, LOG_DAEMON);
  syslog(LOG_ERR, "%s", error_text(error).c_str());
  return exit_code(error.kind());
}

int run(const std::vector<std::string>& words) {
  auto faults = fault_hook();
  if (!faults) return report(faults.error());
  // A runtime may give the hook the environment of its own caller. Nothing of it is trusted.
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

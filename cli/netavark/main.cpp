// The program mydocker-netavark: a plug-in of netavark, the network stack of podman.
#include <algorithm>
#include <exception>

#include "netavark/plugin.hpp"
#include "output/error_text.hpp"
#include "process.hpp"

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

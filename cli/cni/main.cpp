// The program mydocker-cni: a plug-in of the Container Network Interface.
#include <exception>

#include "cni/failure.hpp"
#include "cni/plugin.hpp"
#include "cni/versions.hpp"
#include "output/error_text.hpp"
#include "process.hpp"

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

// The program mydocker_man_pages. The build runs this program. It is not installed.
//
// usage: mydocker_man_pages FOLDER Writes the man pages of section 1 into an existing folder.
#include <exception>

#include "man_pages/man_pages.hpp"
#include "output/standard_streams.hpp"

namespace {

using namespace mydocker;       // NOLINT(google-build-using-namespace): this is the program
using namespace mydocker::cli;  // NOLINT(google-build-using-namespace)

int run(int argc, char** argv) {
  if (argc == 2) return write_man_pages(argv[1], MYDOCKER_VERSION) ? kExitDone : kExitFailed;
  print_error(Error(ErrorKind::invalid_argument, "usage: mydocker_man_pages FOLDER"));
  return kExitUsage;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& defect) {
    print_error(Error(ErrorKind::internal, std::string("internal error: ") + defect.what()));
    return kExitFailed;
  }
}

#include "session.hpp"

#include "output/error_text.hpp"

namespace mydocker::cli {

int Session::fail(const Error& error) {
  print_error(error);
  return exit_code(error.kind());
}

int Session::misuse(const Error& error) {
  print_error(error);
  return kExitUsage;
}

}  // namespace mydocker::cli

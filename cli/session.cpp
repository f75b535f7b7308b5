#include "session.hpp"

#include <cstdio>

#include "output/error_text.hpp"

namespace mydocker::cli {

void Session::print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

int Session::fail(const Error& error) {
  print_error(error);
  return exit_code(error.kind());
}

int Session::misuse(const Error& error) {
  print_error(error);
  return kExitUsage;
}

}  // namespace mydocker::cli

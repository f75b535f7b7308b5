#include "session.hpp"

#include "output/error_text.hpp"

namespace mydocker::cli {

int Session::fail(const Error& error) {
  print_error(error);
  return exit_code(error.kind());
}

int Session::print_list(const ListFormat& format, const std::vector<Json>& rows) {
  const auto text = format.text(rows);
  if (!text) return fail(text.error());
  print(*text);
  return kExitDone;
}

int Session::misuse(const Error& error) {
  print_error(error);
  return kExitUsage;
}

}  // namespace mydocker::cli

#include "command_context.hpp"

#include <unistd.h>

#include "output/standard_streams.hpp"

namespace mydocker::cli {
namespace {

bool needs_root(const Error& error) {
  return error.kind() == ErrorKind::permission && error.hints().empty() && ::geteuid() != 0;
}

}  // namespace

int CommandContext::fail(const Error& error) {
  print_error(needs_root(error) ? Error(error).hint("run it with sudo, or as root") : error);
  return exit_code(error.kind());
}

int CommandContext::print_list(const ListFormat& format, const std::vector<Json>& rows) {
  const auto text = format.text(rows);
  // The error means that the template names a field which the rows do not have.
  if (!text) return usage_error(text.error());
  print(*text);
  return kExitDone;
}

int CommandContext::usage_error(const Error& error) {
  print_error(error);
  return kExitUsage;
}

}  // namespace mydocker::cli

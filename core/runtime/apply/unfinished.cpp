#include "runtime/apply/unfinished.hpp"

namespace mydocker::apply {
namespace {

Error of_kind(ErrorKind kind, const Error& error) {
  Error changed(kind, error.message());
  for (const auto& hint : error.hints()) changed = std::move(changed).hint(hint);
  return changed;
}

}  // namespace

Error unfinished(Error error, const std::string& hint) {
  if (error.kind() == ErrorKind::unfinished) return error;
  return of_kind(ErrorKind::unfinished, error).hint(hint);
}

Error undone(const Error& error) {
  return error.kind() == ErrorKind::unfinished ? of_kind(ErrorKind::driver, error) : error;
}

}  // namespace mydocker::apply

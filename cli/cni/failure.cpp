#include "cni/failure.hpp"

#include "runtime/base/text.hpp"

namespace mydocker::cli::cni {
namespace {

// Returns the CNI code of an error. not_found means that a network or a driver is missing: the
// command has checked the container before.
Code code_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid_argument:
    case ErrorKind::not_found:
      return Code::configuration;
    case ErrorKind::busy:
    case ErrorKind::unfinished:  // the next command completes or rolls back the change
      return Code::try_again;
    case ErrorKind::already_exists:
    case ErrorKind::in_use:
      return Code::already_exists;
    case ErrorKind::exhausted:
      return Code::exhausted;
    case ErrorKind::unsupported:
      return Code::unsupported;
    case ErrorKind::corrupt_state:
      return Code::state;
    case ErrorKind::internal:
      return Code::internal;
    case ErrorKind::permission:
    case ErrorKind::kernel:
    case ErrorKind::driver:
      break;
  }
  return Code::failed;
}

}  // namespace

Failure::Failure(const Error& error)
    : Failure(code_of(error.kind()), error.message(), base::joined(error.hints(), "\n")) {}

Json error_json(const Failure& failure, const std::string& version) {
  Json json{{"cniVersion", version}, {"code", failure.code}, {"msg", failure.message}};
  if (!failure.details.empty()) json["details"] = failure.details;
  return json;
}

}  // namespace mydocker::cli::cni

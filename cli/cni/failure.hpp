// Errors of the CNI specification: a code, a message of one line, and details.
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "mydocker/result.hpp"
#include "output/json_text.hpp"

namespace mydocker::cli::cni {

// The codes of the specification. Codes from 100 on belong to mydocker (docs/how-to/cni.md).
enum class Code : unsigned {
  incompatible_version = 1,
  unsupported_field = 2,
  unknown_container = 3,
  environment = 4,
  input_output = 5,
  json = 6,
  configuration = 7,
  try_again = 11,
  not_available = 50,
  limited_connectivity = 51,
  // The kernel, a driver or a missing privilege refused the command; nothing was changed.
  failed = 100,
  already_exists = 101,  // the attachment, the interface, the address or the port is in use
  exhausted = 102,       // no free address or port
  unsupported = 103,
  state = 104,     // the stored state cannot be read
  differs = 105,   // CHECK: the kernel differs from what mydocker has recorded
  internal = 106,  // a defect of mydocker
};

// One error of the plug-in.
struct Failure {
  Failure(Code its_code, std::string text, std::string more = {})
      : code(static_cast<unsigned>(its_code)), message(std::move(text)), details(std::move(more)) {}
  // Creates a failure from an error of mydocker. The hints become the details.
  Failure(const Error& error);  // NOLINT(google-explicit-constructor): for MYDOCKER_TRY

  unsigned code;
  std::string message;
  std::string details;
};

// Returns the error object of the specification.
Json error_json(const Failure& failure, const std::string& version);

// The result of a function that returns a T: the T or a Failure. It has the interface of Result. So
// MYDOCKER_TRY and MYDOCKER_CHECK accept it.
template <class T>
class [[nodiscard]] CniResult {
 public:
  CniResult(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: as Result
  CniResult(Failure failure)                                                // NOLINT: as Result
      : state_(std::in_place_index<1>, std::move(failure)) {}
  CniResult(const Error& error) : CniResult(Failure(error)) {}  // NOLINT: as Result

  [[nodiscard]] bool ok() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }
  [[nodiscard]] const T& value() const& { return std::get<0>(state_); }
  [[nodiscard]] T&& value() && { return std::get<0>(std::move(state_)); }
  [[nodiscard]] const T& operator*() const& { return value(); }
  [[nodiscard]] const T* operator->() const { return &value(); }
  [[nodiscard]] const Failure& error() const& { return std::get<1>(state_); }
  [[nodiscard]] Failure&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Failure> state_;
};

// The value of a CniResult without data.
struct Done {};

}  // namespace mydocker::cli::cni

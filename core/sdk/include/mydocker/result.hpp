// Errors as values: Result<T> is a T or an Error.
//
// An Error is one line that reads from the outside in ('connect "c1" to network "web": add address
// 10.0.0.2/24 to "eth0": File exists'), a kind that decides the exit code, and hints that say what
// to do. Does not: throw, log, translate. Since SDK 1.0.
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace mydocker {

// What went wrong, as far as a caller may act on it. Never decide by the text of an error.
enum class ErrorKind {
  invalid_argument,  // the request itself is wrong
  not_found,         // a network, driver, namespace, ... that was named is not there
  already_exists,    // something of that name or address is there already
  in_use,            // still needed by something else
  busy,              // another command holds it; trying again may succeed
  exhausted,         // no address, subnet or port is left
  permission,        // the caller or a file's owner or mode is not what it has to be
  unsupported,       // this kernel, driver or version cannot do it
  kernel,            // the kernel refused a change
  driver,            // a driver is broken, or broke its promise
  corrupt_state,     // what was stored cannot be read
  unfinished,        // something remains to be undone; the next command does it
  internal,          // a defect of ours
};

class Error {
 public:
  Error(ErrorKind kind, std::string message) : kind_(kind), message_(std::move(message)) {}

  [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }
  [[nodiscard]] const std::string& message() const noexcept { return message_; }
  [[nodiscard]] const std::vector<std::string>& hints() const noexcept { return hints_; }

  // Says what was being done: puts "outer: " before the message.
  [[nodiscard]] Error within(const std::string& outer) && {
    message_ = outer + ": " + message_;
    return std::move(*this);
  }
  // Adds one line that says what to do about it.
  [[nodiscard]] Error hint(std::string line) && {
    hints_.push_back(std::move(line));
    return std::move(*this);
  }

 private:
  ErrorKind kind_;
  std::string message_;
  std::vector<std::string> hints_;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit by design
  Result(Error error)
      : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit by design

  [[nodiscard]] bool ok() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }

  // Only when ok().
  [[nodiscard]] T& value() & { return std::get<0>(state_); }
  [[nodiscard]] const T& value() const& { return std::get<0>(state_); }
  [[nodiscard]] T&& value() && { return std::get<0>(std::move(state_)); }
  [[nodiscard]] T& operator*() & { return value(); }
  [[nodiscard]] const T& operator*() const& { return value(); }
  [[nodiscard]] T* operator->() { return &value(); }
  [[nodiscard]] const T* operator->() const { return &value(); }

  // Only when not ok().
  [[nodiscard]] const Error& error() const& { return std::get<1>(state_); }
  [[nodiscard]] Error&& error() && { return std::get<1>(std::move(state_)); }

  // The same result, its error (if it is one) put in context.
  [[nodiscard]] Result within(const std::string& outer) && {
    if (ok()) return std::move(*this);
    return std::move(*this).error().within(outer);
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit by design

  [[nodiscard]] bool ok() const noexcept { return !error_.has_value(); }
  explicit operator bool() const noexcept { return ok(); }
  [[nodiscard]] const Error& error() const& { return *error_; }
  [[nodiscard]] Error&& error() && { return *std::move(error_); }
  [[nodiscard]] Result within(const std::string& outer) && {
    if (ok()) return {};
    return std::move(*error_).within(outer);
  }

 private:
  std::optional<Error> error_;
};

}  // namespace mydocker

#define MYDOCKER_JOIN_(a, b) a##b
#define MYDOCKER_JOIN(a, b) MYDOCKER_JOIN_(a, b)

// MYDOCKER_TRY(auto link, find_link(name));   declares `link`, or returns the error.
#define MYDOCKER_TRY(declaration, ...)                          \
  auto MYDOCKER_JOIN(result_, __LINE__) = (__VA_ARGS__);        \
  if (!MYDOCKER_JOIN(result_, __LINE__).ok())                   \
    return std::move(MYDOCKER_JOIN(result_, __LINE__)).error(); \
  declaration = std::move(MYDOCKER_JOIN(result_, __LINE__)).value()

// MYDOCKER_CHECK(remove_link(name));   goes on, or returns the error.
#define MYDOCKER_CHECK(...) \
  if (auto check_ = (__VA_ARGS__); !check_.ok()) return std::move(check_).error()

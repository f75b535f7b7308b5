// Errors as values: a Result<T> is a T or an Error.
//
// An Error has a message of one line, a kind that decides the exit code, and hints for the user.
// The message starts with the outermost operation: 'connect "c1" to network "web": add address
// 10.0.0.2/24 to "eth0": File exists'. This header does not log or translate. Since SDK 1.0.
//
// A Result has the names of std::expected (C++23): has_value(), value(), error(), value_or(),
// and_then(), transform(). It differs in one place: a Result<bool> cannot be used as a condition.
//
//   Result<int> index_of(const std::string& link);
//   MYDOCKER_TRY(const int index, index_of("eth0"));  // returns the error, if there is one
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace mydocker {

// The kind of an error. Code decides by the kind, never by the message. A later SDK may have more
// kinds. An older mydocker reads them as `driver`.
enum class ErrorKind {
  invalid_argument,  // the request is wrong, independently of the state of the host
  not_found,         // the request names a network, driver, namespace, ... that does not exist
  already_exists,    // the name or the address is in use already
  in_use,            // another object still needs the object
  busy,              // another command holds a lock; a retry may succeed
  exhausted,         // no free address, subnet or port
  permission,        // the caller lacks a privilege, or a file has a wrong owner or mode
  unsupported,       // this kernel, driver, network or version does not support the request
  kernel,            // the kernel refused a change
  driver,            // the driver has a defect, or its plan or reply is invalid
  corrupt_state,     // stored data cannot be read
  unfinished,        // some changes are not rolled back; the next command rolls them back
  internal,          // a defect of mydocker
};

// An error: a kind, a message of one line, and hints.
class Error {
 public:
  Error(ErrorKind kind, std::string message) : kind_(kind), message_(std::move(message)) {}

  [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }
  [[nodiscard]] const std::string& message() const noexcept { return message_; }
  [[nodiscard]] const std::vector<std::string>& hints() const noexcept { return hints_; }

  // Adds the outer operation: the message becomes "outer: message".
  [[nodiscard]] Error within(const std::string& outer) && {
    message_ = outer + ": " + message_;
    return std::move(*this);
  }
  // Adds one line with a solution for the user.
  [[nodiscard]] Error hint(std::string line) && {
    hints_.push_back(std::move(line));
    return std::move(*this);
  }

 private:
  ErrorKind kind_;
  std::string message_;
  std::vector<std::string> hints_;
};

// The result of a function that returns a T: the T or an Error.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit by design
  Result(Error error)
      : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit by design

  // Returns whether the result has a value. ok() is the short name.
  [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
  [[nodiscard]] bool ok() const noexcept { return has_value(); }
  // Does the same in a condition. A Result<bool> has no such conversion, because `if (result)`
  // looks like a test of the value. Use result.ok() or *result for it.
  explicit operator bool() const noexcept requires(!std::is_same_v<T, bool>) { return has_value(); }
  explicit operator bool() const noexcept requires(std::is_same_v<T, bool>) = delete;

  // Needs a result with a value. Otherwise it throws std::bad_variant_access.
  [[nodiscard]] T& value() & { return std::get<0>(state_); }
  [[nodiscard]] const T& value() const& { return std::get<0>(state_); }
  [[nodiscard]] T&& value() && { return std::get<0>(std::move(state_)); }
  [[nodiscard]] T& operator*() & { return value(); }
  [[nodiscard]] const T& operator*() const& { return value(); }
  [[nodiscard]] T&& operator*() && { return std::move(*this).value(); }
  [[nodiscard]] T* operator->() { return &value(); }
  [[nodiscard]] const T* operator->() const { return &value(); }

  // Returns the value, or `otherwise` for an error.
  [[nodiscard]] T value_or(T otherwise) const& { return has_value() ? value() : otherwise; }
  [[nodiscard]] T value_or(T otherwise) && {
    return has_value() ? std::move(*this).value() : std::move(otherwise);
  }

  // Returns next(value), which is a Result too, or the error.
  template <class Next>
  [[nodiscard]] std::invoke_result_t<Next, T> and_then(Next next) && {
    if (!has_value()) return std::move(*this).error();
    return next(std::move(*this).value());
  }
  // Returns a Result with change(value), or the error.
  template <class Change>
  [[nodiscard]] Result<std::invoke_result_t<Change, T>> transform(Change change) && {
    if (!has_value()) return std::move(*this).error();
    return change(std::move(*this).value());
  }

  // Needs a result with an error. Otherwise it throws std::bad_variant_access.
  [[nodiscard]] const Error& error() const& { return std::get<1>(state_); }
  [[nodiscard]] Error&& error() && { return std::get<1>(std::move(state_)); }

  // Returns this result. If it is an error, its message gets the outer operation.
  [[nodiscard]] Result within(const std::string& outer) && {
    if (ok()) return std::move(*this);
    return std::move(*this).error().within(outer);
  }

 private:
  std::variant<T, Error> state_;
};

// The result of a function that returns no value.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit by design

  [[nodiscard]] bool has_value() const noexcept { return !error_.has_value(); }
  [[nodiscard]] bool ok() const noexcept { return has_value(); }
  explicit operator bool() const noexcept { return has_value(); }

  // Returns next(), which is a Result too, or the error.
  template <class Next>
  [[nodiscard]] std::invoke_result_t<Next> and_then(Next next) && {
    if (!has_value()) return std::move(*this).error();
    return next();
  }

  // Needs a result with an error.
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
// The macro is more than one statement: in the branch of an `if` it needs braces.
#define MYDOCKER_TRY(declaration, ...) \
  MYDOCKER_TRY_(MYDOCKER_JOIN(result_, __COUNTER__), declaration, __VA_ARGS__)
#define MYDOCKER_TRY_(result, declaration, ...)       \
  auto result = (__VA_ARGS__);                        \
  if (!result.ok()) return std::move(result).error(); \
  declaration = std::move(result).value()

// MYDOCKER_CHECK(remove_link(name));   continues, or returns the error. The macro is one statement.
#define MYDOCKER_CHECK(...)                                                          \
  do {                                                                               \
    if (auto check_ = (__VA_ARGS__); !check_.ok()) return std::move(check_).error(); \
  } while (false)

// The result of a check, in one line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace mydocker::conformance {

// warn: correct, but users should know about it. skip: cannot be checked, or does not apply.
enum class Outcome : std::uint8_t { pass, warn, skip, fail };

// The result of one check. Use pass(), warn(), skip() and fail() to create it.
struct Verdict {
  Outcome outcome = Outcome::pass;
  std::string detail{};  // one line; often empty for pass
  std::string fix{};     // replaces Check::fix if not empty; one line
};

inline Verdict pass(std::string detail = {}) { return {Outcome::pass, std::move(detail), {}}; }
inline Verdict warn(std::string detail) { return {Outcome::warn, std::move(detail), {}}; }
inline Verdict skip(std::string reason) { return {Outcome::skip, std::move(reason), {}}; }
inline Verdict fail(const std::string& expected, const std::string& found) {
  return {Outcome::fail, "expected " + expected + ", found " + found, {}};
}

}  // namespace mydocker::conformance

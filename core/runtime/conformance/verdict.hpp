// How a check ended, in one line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace mydocker::conformance {

// warn: right, but people should know; skip: it cannot be told here, or does not concern this
// driver.
enum class Outcome : std::uint8_t { pass, warn, skip, fail };

struct Verdict {
  Outcome outcome = Outcome::pass;
  std::string detail{};  // one line; of a pass often empty
  std::string fix{};     // what to do where that is not what the check says; one line
};

inline Verdict pass(std::string detail = {}) { return {Outcome::pass, std::move(detail), {}}; }
inline Verdict warn(std::string detail) { return {Outcome::warn, std::move(detail), {}}; }
inline Verdict skip(std::string reason) { return {Outcome::skip, std::move(reason), {}}; }
inline Verdict fail(const std::string& expected, const std::string& found) {
  return {Outcome::fail, "expected " + expected + ", found " + found, {}};
}

}  // namespace mydocker::conformance

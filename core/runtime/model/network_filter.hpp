// The --filter of docker and podman for networks, for lists and for prune.
//
// A network must match one value of each key. Labels are different, as in both tools. A network
// must have all labels (label) and none of the excluded labels (label!).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::model {

// A regular expression for names (regex(7), extended). It matches a part of the name.
class NamePattern {
 public:
  struct Compiled;
  explicit NamePattern(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
  [[nodiscard]] bool matches(const std::string& name) const;

 private:
  std::shared_ptr<const Compiled> compiled_;
};

// A parsed filter. An empty list matches every network.
struct NetworkFilter {
  std::vector<std::string> drivers;
  std::vector<std::string> ids;  // parts of ids
  std::vector<NamePattern> names;
  std::vector<std::string> labels;  // labels as KEY or KEY=VALUE
  std::vector<std::string> without_labels;
  std::vector<bool> unused;  // true for dangling=true: no container is connected
  // The network was created before this time; seconds since 1970.
  std::optional<std::int64_t> until;
  bool none = false;  // whether no network can match, for example type=builtin

  // Parses the filter. `now` is in seconds since 1970. invalid_argument: a key is unknown, or a
  // value is invalid.
  static Result<NetworkFilter> parse(const std::vector<std::string>& words, std::int64_t now);
  // Does the same as parse() for `network prune`, which has only the keys until, label and label!.
  static Result<NetworkFilter> parse_for_prune(const std::vector<std::string>& words,
                                               std::int64_t now);

  // Returns whether the network matches all keys except `unused`. matches_use() checks `unused`.
  [[nodiscard]] bool matches(const Network& network) const;
  [[nodiscard]] bool matches_use(bool in_use) const;
};

// --- points in time: a date, a time, or a time span before now

// Returns seconds since 1970, rounded down. These forms are accepted:
//   2026-01-31T23:59:59Z, with a fraction, with an offset as +01:00   RFC 3339
//   2026-01-31T23:59Z, 2026-01-31T23Z, 2026-01-31Z, with an offset    shorter forms, as in docker
//   2026-01-31T23:59:59, 2026-01-31T23:59, 2026-01-31T23, 2026-01-31  local time, as in docker
//   1769903999, 1769903999.5                                          seconds since 1970
//   10m, 1h30m, 1.5h (units h, m, s, ms, us, ns)                      this time before `now`
//   -10m                                                              after `now`, as in docker
// invalid_argument: another form.
Result<std::int64_t> parse_moment(const std::string& text, std::int64_t now);

}  // namespace mydocker::model

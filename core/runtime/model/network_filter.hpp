// Which networks a list or a prune is about: the --filter of docker and podman.
//
// Values of one key: any of them; of different keys: all of them. Labels, as with both: all that
// are given (label), none of them (label!).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::model {

struct NetworkFilter {
  std::vector<std::string> drivers;
  std::vector<std::string> ids;     // parts of it
  std::vector<std::string> names;   // parts of it; ^ and $ stand for its start and end
  std::vector<std::string> labels;  // KEY or KEY=VALUE
  std::vector<std::string> without_labels;
  std::vector<bool> unused;           // dangling=true: no container is connected
  std::optional<std::int64_t> until;  // made before it; seconds since 1970
  bool none = false;                  // what was asked for is nothing that we have, as type=builtin

  // invalid_argument: an unknown key or a value that makes no sense. `now` in seconds since 1970.
  static Result<NetworkFilter> parse(const std::vector<std::string>& words, std::int64_t now);
  // The same for prune, which knows only until, label and label!.
  static Result<NetworkFilter> parse_for_prune(const std::vector<std::string>& words,
                                               std::int64_t now);

  // All but `unused`, which takes more than the network to tell.
  [[nodiscard]] bool matches(const Network& network) const;
  [[nodiscard]] bool matches_use(bool in_use) const;
};

}  // namespace mydocker::model

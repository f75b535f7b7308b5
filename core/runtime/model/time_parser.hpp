// Parses points in time: a date, a time, or a time span before now.
#pragma once

#include <cstdint>
#include <string>

#include "mydocker/result.hpp"

namespace mydocker::model {

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

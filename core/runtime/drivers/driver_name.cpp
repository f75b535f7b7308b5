#include "runtime/drivers/driver_name.hpp"

#include <algorithm>
#include <array>

#include "runtime/base/quoted.hpp"

namespace mydocker::drivers {
namespace {

constexpr std::size_t kLongest = 32;
constexpr std::array<std::string_view, 5> kBundledNames{"bridge", "cni", "host", "macvlan", "none"};

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

bool may_follow(char c) { return is_lower(c) || (c >= '0' && c <= '9') || c == '-'; }

}  // namespace

Result<void> check_driver_name(std::string_view name) {
  const bool good = !name.empty() && name.size() <= kLongest && is_lower(name.front()) &&
                    std::all_of(name.begin(), name.end(), may_follow);
  if (good) return {};
  return Error(ErrorKind::invalid_argument,
               "driver name " + base::quoted(name) +
                   ": use a-z, 0-9 and \"-\", start with a letter, at most 32 characters");
}

bool is_reserved(std::string_view name) {
  return std::find(kBundledNames.begin(), kBundledNames.end(), name) != kBundledNames.end();
}

Error reserved_name(std::string_view name) {
  return Error(ErrorKind::permission,
               "the name " + base::quoted(name) + " is reserved for a driver of mydocker")
      .hint("rename the driver, or list " + base::quoted(name) +
            " under override_drivers in the configuration");
}

bool may_come_from(std::string_view name, Source source, const SearchSettings& settings) {
  if (source == Source::bundled || !is_reserved(name)) return true;
  const auto& allowed = settings.overridable;
  return std::find(allowed.begin(), allowed.end(), name) != allowed.end();
}

}  // namespace mydocker::drivers

// Checks S (file): the licence in the manifest.
#include <algorithm>
#include <sstream>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/listing.hpp"

namespace mydocker::conformance {
namespace {

// Common SPDX identifiers of driver licences, and the operators between identifiers.
constexpr std::string_view kKnown[] = {
    "0BSD",         "AGPL-3.0-only", "AGPL-3.0-or-later", "Apache-2.0",    "Artistic-2.0",
    "BSD-2-Clause", "BSD-3-Clause",  "BSL-1.0",           "CC0-1.0",       "EPL-2.0",
    "EUPL-1.2",     "GPL-2.0-only",  "GPL-2.0-or-later",  "GPL-3.0-only",  "GPL-3.0-or-later",
    "ISC",          "LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later",
    "MIT",          "MPL-2.0",       "Unlicense",         "Zlib",
};
constexpr std::string_view kOperators[] = {"AND", "OR", "WITH"};

bool is_in(std::span<const std::string_view> list, const std::string& word) {
  return std::ranges::find(list, word) != list.end();
}

Result<Verdict> licence(const DriverUnderTest& driver) {
  std::string text = driver.driver().license;
  const bool good = !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '+' || c == ' ' || c == '(' || c == ')';
  });
  if (!good)
    return fail("the identifier of a licence, such as MIT or Apache-2.0", base::quoted(text));
  std::ranges::replace_if(
      text, [](char c) { return c == '(' || c == ')'; }, ' ');
  std::istringstream words(text);
  for (std::string word, before; words >> word; before = word) {
    const bool exception = before == "WITH";
    if (!exception && !is_in(kOperators, word) && !is_in(kKnown, word) &&
        !word.starts_with("LicenseRef-"))
      return warn(base::quoted(word) + " is not a common SPDX identifier");
  }
  return pass();
}

constexpr Check kLicenceCheckTable[] = {
    {"S13", Level::file, "licence", "the licence is named by its SPDX identifier",
     "write DriverInfo::license as MIT, Apache-2.0 or LicenseRef-mine", licence},
};

}  // namespace

const std::span<const Check> kLicenceChecks = kLicenceCheckTable;

}  // namespace mydocker::conformance

// Checks S (file): the file contains one driver note, and its name is valid.
#include <algorithm>
#include <sstream>

#include "runtime/conformance/check.hpp"
#include "runtime/drivers/driver_name.hpp"
#include "runtime/drivers/elf_facts.hpp"

namespace mydocker::conformance {
namespace {

Result<RuleResult> note_present(const DriverUnderTest& driver) {
  if (driver.note && driver.manifest) return pass();
  return RuleResult{RuleOutcome::fail, driver.unreadable, driver.to_read_it};
}

Result<RuleResult> note_survives(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto facts, drivers::read_elf_facts(driver.original));
  if (facts.note_is_loaded) return pass();
  return fail("the note inside a segment that is loaded", "the note outside of these segments");
}

Result<RuleResult> name_file(const DriverUnderTest& driver) {
  const std::string& name = driver.driver().name;
  if (const auto checked = drivers::check_driver_name(name); !checked.ok())
    return fail("a name as [a-z][a-z0-9-]{0,31}", base::quoted(name));
  const std::string stem = driver.original.stem().native();
  if (stem != name || driver.original.extension() != ".so")
    return fail("a file called " + base::quoted(name + ".so"),
                base::quoted(driver.original.filename().native()));
  return pass();
}

Result<RuleResult> not_reserved(const DriverUnderTest& driver) {
  if (driver.may_have_its_name) return pass();
  return fail("a name that is not reserved for mydocker's own drivers",
              base::quoted(driver.driver().name));
}

constexpr Check kNoteCheckTable[] = {
    {"S01", Level::file, "note-present",
     "the file has exactly one driver note, complete, in a PT_NOTE segment, and for this host",
     "use MYDOCKER_EXPORT_DRIVER once, and build with mydocker_add_driver()", note_present},
    {"S02", Level::file, "note-survives",
     "the note is in a loaded segment, so that strip does not remove it",
     "do not move the note's section, and do not use an old patchelf", note_survives},
    {"S05", Level::file, "name-file",
     "the manifest's name is valid, and the file is called NAME.so",
     "rename the file or the driver", name_file},
    {"S20", Level::file, "not-reserved",
     "the name is not reserved for mydocker's own drivers, unless the configuration allows it",
     "choose another name, or list it under override_drivers", not_reserved},
};

}  // namespace

const std::span<const Check> kNoteChecks = kNoteCheckTable;

// Checks S (file): the licence in the manifest.

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

Result<RuleResult> licence(const DriverUnderTest& driver) {
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

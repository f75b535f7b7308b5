// Checks S (file): properties of the driver's file after linking.
#include <algorithm>
#include <array>
#include <charconv>

#include "mydocker/detail/boundary.hpp"
#include "runtime/conformance/check.hpp"
#include "runtime/drivers/elf_facts.hpp"
#include "runtime/drivers/elf_reader.hpp"

namespace mydocker::conformance {
namespace {

// Above this size, the check warns. Usual drivers are smaller, even with debug information.
constexpr std::size_t kUsualSize = 8U << 20;

Result<RuleResult> exports(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto exports, drivers::read_exports(driver.original));
  if (exports.count == 1 && exports.names.front() == detail::kEntryPoint) return pass();
  return fail(base::quoted(detail::kEntryPoint) + " as the only exported symbol",
              std::to_string(exports.count) + ": " + some_of(exports.names));
}

Result<RuleResult> no_unique(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto facts, drivers::read_elf_facts(driver.original));
  if (!facts.unique.empty())
    return fail("no symbol that is unique in the process", some_of(facts.unique));
  if (!facts.weak.empty())
    return fail("no exported symbol that another file could replace", some_of(facts.weak));
  return pass();
}

Result<RuleResult> hardening(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto facts, drivers::read_elf_facts(driver.original));
  if (!facts.relro) return fail("a segment that is read-only after relocation", "none");
  if (!facts.bind_now) return fail("all symbols bound when it is loaded", "lazy binding");
  return pass();
}

Result<RuleResult> run_path(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto facts, drivers::read_elf_facts(driver.original));
  for (const auto& path : facts.search_paths)
    if (!path.starts_with("$ORIGIN") && !path.starts_with("${ORIGIN}"))
      return fail("no folder for libraries outside $ORIGIN", base::quoted(path));
  return pass();
}

Result<RuleResult> no_undefined(const DriverUnderTest& driver) {
  if (driver.note->header.flags != 0)
    return skip("the driver is a sanitizer build, and the sanitizer's library is in the process");
  MYDOCKER_TRY(const auto facts, drivers::read_elf_facts(driver.original));
  const auto missing = drivers::unresolved_symbols(facts);
  if (!missing) return skip(missing.error().message() + ", see L01");
  if (missing->empty()) return pass();
  return fail("every symbol in a library that the file names", some_of(*missing) + " in none");
}

// The newest version of a library that Debian 12 has. `prefix` is the start of its symbol versions.
struct Floor {
  std::string_view prefix;
  std::array<unsigned, 3> version;
};
constexpr Floor kFloors[] = {{"GLIBC_", {2, 36, 0}}, {"GLIBCXX_", {3, 4, 30}}};

std::array<unsigned, 3> numbers_in(std::string_view text) {
  std::array<unsigned, 3> numbers{};
  for (auto& number : numbers) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    if (!text.starts_with('.')) break;
    text.remove_prefix(1);
  }
  return numbers;
}

Result<RuleResult> libc_floor(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto facts, drivers::read_elf_facts(driver.original));
  for (const auto& version : facts.versions)
    for (const auto& floor : kFloors)
      if (version.starts_with(floor.prefix) &&
          numbers_in(std::string_view(version).substr(floor.prefix.size())) > floor.version)
        return warn("it needs " + version + ", newer than Debian 12");
  return pass();
}

Result<RuleResult> stack(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto facts, drivers::read_elf_facts(driver.original));
  return facts.executable_stack ? fail("a stack that is not executable", "an executable one")
                                : pass();
}

Result<RuleResult> text_relocations(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto facts, drivers::read_elf_facts(driver.original));
  return facts.text_relocations ? fail("code without relocations", "relocations in it") : pass();
}

Result<RuleResult> file_size(const DriverUnderTest& driver) {
  if (driver.bytes->size() <= kUsualSize) return pass();
  MYDOCKER_TRY(const auto facts, drivers::read_elf_facts(driver.original));
  return warn("the file has " + std::to_string(driver.bytes->size() >> 20) + " MiB" +
              (facts.debug_info ? ", with debug information" : ""));
}

constexpr Check kLinkCheckTable[] = {
    {"S06", Level::file, "exports", "the file exports its entry point and nothing else",
     "build with mydocker_add_driver(), which links with a version script", exports},
    {"S07", Level::file, "no-unique",
     "no exported symbol is unique in the process or can be replaced by another file's",
     "hide inline functions: -fvisibility=hidden -fvisibility-inlines-hidden", no_unique},
    {"S08", Level::file, "hardening", "the file is linked with full RELRO",
     "link with -Wl,-z,relro -Wl,-z,now", hardening},
    {"S09", Level::file, "run-path", "libraries are searched in $ORIGIN only",
     "set SKIP_BUILD_RPATH, or install the driver with CMake", run_path},
    {"S10", Level::file, "no-undefined",
     "every symbol that the file needs is in a library that it names",
     "link with -Wl,--no-undefined, and name the library", no_undefined},
    {"S11", Level::file, "libc-floor", "the file needs no newer C or C++ library than Debian 12's",
     "build the driver on the oldest system that it must support", libc_floor},
    {"S21", Level::file, "stack", "the file does not need an executable stack",
     "link with -Wl,-z,noexecstack; mark assembler files with .note.GNU-stack", stack},
    {"S22", Level::file, "text-relocations", "the code is position independent",
     "compile everything with -fPIC", text_relocations},
    {"S23", Level::file, "size", "the file has at most 8 MiB", "strip it, or link less into it",
     file_size},
};

}  // namespace

const std::span<const Check> kLinkChecks = kLinkCheckTable;

}  // namespace mydocker::conformance

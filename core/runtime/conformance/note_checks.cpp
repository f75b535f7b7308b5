// Checks S (file): the file is a driver, with a driver note and a name.
#include "runtime/conformance/check.hpp"
#include "runtime/conformance/listing.hpp"
#include "runtime/drivers/driver_name.hpp"
#include "runtime/drivers/elf_facts.hpp"

namespace mydocker::conformance {
namespace {

Result<Verdict> note_present(const DriverUnderTest& driver) {
  if (driver.note && driver.manifest) return pass();
  return Verdict{Outcome::fail, driver.unreadable, driver.to_read_it};
}

Result<Verdict> note_survives(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto facts, drivers::read_elf_facts(driver.original));
  if (facts.note_is_loaded) return pass();
  return fail("the note inside a segment that is loaded", "the note outside of these segments");
}

Result<Verdict> name_file(const DriverUnderTest& driver) {
  const std::string& name = driver.driver().name;
  if (const auto checked = drivers::check_driver_name(name); !checked.ok())
    return fail("a name as [a-z][a-z0-9-]{0,31}", base::quoted(name));
  const std::string stem = driver.original.stem().native();
  if (stem != name || driver.original.extension() != ".so")
    return fail("a file called " + base::quoted(name + ".so"),
                base::quoted(driver.original.filename().native()));
  return pass();
}

Result<Verdict> not_reserved(const DriverUnderTest& driver) {
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
     "the manifest's name is valid, and the file is called NAME.so", "rename one of the two",
     name_file},
    {"S20", Level::file, "not-reserved",
     "the name is not reserved for mydocker's own drivers, unless the configuration allows it",
     "choose another name, or list it under override_drivers", not_reserved},
};

}  // namespace

const std::span<const Check> kNoteChecks = kNoteCheckTable;

}  // namespace mydocker::conformance

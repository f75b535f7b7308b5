// The steps of loading one by one, with the errors of each.
#include "runtime/drivers/probe.hpp"

#include <sys/mman.h>

#include "bad_drivers/bad_drivers.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/drivers/elf_reader.hpp"

namespace mydocker::drivers {
namespace {

DriverFile file_named(const std::string& name) { return {name, kFolder / (name + ".so")}; }

using Probe = Result<void> (*)(const DriverFile&, const LoadSettings&);

bool passes(Probe probe, const std::string& name) {
  return probe(file_named(name), {kDeadline}).ok();
}

TEST_F(BadDrivers, AreBlamedForTheStepThatFails) {
  EXPECT_TRUE(passes(probe_load, "good") && passes(probe_entry, "good"));
  EXPECT_FALSE(passes(probe_load, "no-symbol"));
  EXPECT_FALSE(passes(probe_load, "no-library"));
  EXPECT_FALSE(passes(probe_load, "aborts"));
  EXPECT_TRUE(passes(probe_load, "no-entry"));
  EXPECT_FALSE(passes(probe_entry, "no-entry"));
  EXPECT_TRUE(passes(probe_entry, "sleeps"));
}

TEST_F(BadDrivers, AreAllRunInAWorkerWhenTheyAreProbed) {
  const auto candidate = find_driver(settings(), "exits");
  ASSERT_TRUE(candidate.ok() && candidate->manifest);
  auto driver = in_worker(*candidate->manifest, file_named("exits"), {kDeadline});
  EXPECT_FALSE(driver.plan_network({}, {}).ok());
}

TEST_F(BadDrivers, AreHeardWhereTheSettingsSaySo) {
  const base::UniqueFd heard(::memfd_create("heard", MFD_CLOEXEC));
  LoadSettings listening{kDeadline};
  listening.driver_stdout = heard.get();
  const auto candidate = find_driver(settings(), "prints");
  ASSERT_TRUE(candidate.ok() && candidate->manifest);
  auto driver = in_worker(*candidate->manifest, file_named("prints"), listening);
  ASSERT_TRUE(driver.plan_network({}, {}).ok());
  std::string text(19, ' ');
  ASSERT_EQ(::pread(heard.get(), text.data(), text.size(), 0), 19);
  EXPECT_EQ(text, "PRINTED BY A DRIVER");
}

TEST_F(BadDrivers, ShowWhatTheyExport) {
  const auto lacking = read_exports(file_of("no-note"));
  ASSERT_TRUE(lacking.ok());
  const auto entry = read_exports(file_of("good"));
  ASSERT_TRUE(entry.ok());
  EXPECT_GE(entry->count, entry->names.size());
  EXPECT_NE(std::find(entry->names.begin(), entry->names.end(), "mydocker_driver_v1"),
            entry->names.end());
  EXPECT_FALSE(read_exports(file_of("text-file")).ok());
}

}  // namespace
}  // namespace mydocker::drivers

// Checks L (loading): the file can be loaded quickly, also together with other drivers.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/child.hpp"
#include "runtime/conformance/plan_probe.hpp"
#include "runtime/conformance/sandbox.hpp"
#include "runtime/drivers/elf_facts.hpp"

namespace mydocker::conformance {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kQuick{20};
constexpr milliseconds kTolerable{1000};
constexpr int kTries = 5;  // number of attempts, because the host may be busy

Result<RuleResult> loads(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto input, usual_input(driver));
  MYDOCKER_TRY(const auto document, probe.network_document(input));
  MYDOCKER_TRY(const auto reply, probe.call(document));
  if (const auto network = documents::decode_plan_reply(reply)) {
    MYDOCKER_TRY(const auto endpoint, probe.endpoint_document(input, *network));
    MYDOCKER_CHECK(probe.call(endpoint));
  }
  return pass();
}

// Measures the time for loading in a new process that has not loaded the driver before.
Result<milliseconds> time_to_load(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto text, in_child(driver.deadline, [&]() -> Result<std::string> {
                 const auto start = std::chrono::steady_clock::now();
                 MYDOCKER_CHECK(PlanProbe::load(driver));
                 const auto elapsed = std::chrono::steady_clock::now() - start;
                 return std::to_string(std::chrono::ceil<milliseconds>(elapsed).count());
               }));
  return milliseconds(std::atol(text.c_str()));
}

Result<RuleResult> load_time(const DriverUnderTest& driver) {
  milliseconds best = milliseconds::max();
  for (int i = 0; i < kTries && best > kQuick; ++i) {
    MYDOCKER_TRY(const auto elapsed, time_to_load(driver));
    best = std::min(best, elapsed);
    if (best > kTolerable) break;
  }
  const std::string text = std::to_string(best.count()) + " ms";
  if (best > kTolerable) return fail("at most 1 s", text);
  return best > kQuick ? warn("it takes " + text + ", more than 20 ms") : pass(text);
}

Result<RuleResult> memory_note(const DriverUnderTest& driver) {
  MYDOCKER_CHECK(PlanProbe::load(driver));
  const auto found = drivers::note_in_memory(driver.file);
  if (!found) return fail("the note in memory", "none");
  const auto& note = *driver.note;
  const std::size_t header = note.header.header_size;
  const bool same = found->size() >= header + note.manifest.size() &&
                    found->compare(header, note.manifest.size(), note.manifest) == 0;
  return same ? pass() : fail("the same manifest in memory as in the file", "another");
}

// A second copy of the driver's file in a temporary folder. The destructor removes it.
class SecondCopy {
 public:
  explicit SecondCopy(const DriverUnderTest& driver) {
    std::string folder = "/tmp/mydocker-kit-XXXXXX";
    if (::mkdtemp(folder.data()) == nullptr) return;
    folder_ = folder;
    const auto file = put_driver(folder_, driver.driver().name, *driver.bytes);
    if (file) file_ = *file;
  }
  ~SecondCopy() {
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
  }
  SecondCopy(const SecondCopy&) = delete;
  SecondCopy& operator=(const SecondCopy&) = delete;
  [[nodiscard]] const std::filesystem::path& file() const noexcept { return file_; }

 private:
  std::filesystem::path folder_;
  std::filesystem::path file_;
};

Result<RuleResult> open_twice(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto input, usual_input(driver));
  const SecondCopy copy(driver);
  if (copy.file().empty()) return skip("the kit cannot make a second copy of the driver's file");
  MYDOCKER_TRY(const auto first, PlanProbe::load(driver));
  const auto alone = text_of(first, input);
  MYDOCKER_TRY(const auto second, PlanProbe::load(driver, copy.file()));
  if (text_of(second, input) != alone) return fail("the same plan from both copies", "two");
  if (text_of(first, input) != alone)
    return fail("the same plan from the first copy", "another plan");
  return pass();
}

Result<RuleResult> coexist(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto input, usual_input(driver));
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  const auto alone = text_of(probe, input);
  std::size_t others = 0;
  std::error_code ignored;
  for (const auto& other : std::filesystem::directory_iterator(driver.bundled, ignored))
    if (other.path().extension() == ".so")
      others += drivers::load_entry_point({other.path().stem(), other.path()}).ok() ? 1U : 0U;
  if (others == 0) return skip("mydocker's own drivers are not installed");
  if (text_of(probe, input) == alone) return pass();
  return fail("the same plan beside " + std::to_string(others) + " other drivers", "another");
}

Result<RuleResult> leaves(const DriverUnderTest& driver) {
  if (drivers::this_host().sanitizers != 0) return skip("this is a sanitizer's build");
  MYDOCKER_TRY(const auto input, usual_input(driver));
  const auto ended = in_child(driver.deadline, [&]() -> Result<std::string> {
    MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
    (void)text_of(probe, input);
    std::exit(0);
  });
  if (!ended && ended.error().message() == kEndedWell) return pass();
  return fail("the process to end with status 0", ended ? "a reply" : ended.error().message());
}

constexpr Check kLoadCheckTable[] = {
    {"L01", Level::load, "loads-now",
     "the file is loaded with all symbols bound; its entry point replies to requests for plans of "
     "a network and a container",
     "install or link the missing library; do not crash, hang or exit", loads},
    {"L03", Level::load, "load-time", "loading takes at most 20 ms (more than 1 s is a failure)",
     "do no work in constructors", load_time},
    {"L05", Level::load, "memory-note", "the note in memory is the same as in the file",
     "do not change the note", memory_note},
    {"L06", Level::load, "open-twice", "two copies of the file in one process both return plans",
     "do not use state that is shared by the whole process", open_twice},
    {"L07", Level::load, "coexist",
     "the plan is the same when mydocker's own drivers are loaded too",
     "hide all symbols except the entry point, and do not use symbols of other drivers", coexist},
    {"L16", Level::load, "leaves", "a process that has loaded the driver exits normally",
     "do not use other state in destructors", leaves},
};

}  // namespace

const std::span<const Check> kLoadChecks = kLoadCheckTable;

}  // namespace mydocker::conformance

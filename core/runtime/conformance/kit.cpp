#include "runtime/conformance/kit.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <initializer_list>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/nearest.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/conformance/child.hpp"
#include "runtime/conformance/plan_inputs.hpp"
#include "runtime/conformance/sandbox.hpp"
#include "runtime/drivers/driver_name.hpp"

namespace mydocker::conformance {
namespace {

constexpr std::string_view kNote = "S01";

// If the check `id` fails, all checks from the level `from` on are skipped. They would fail for the
// same reason.
struct First {
  std::string_view id;
  Level from;
};
constexpr First kFirst[] = {
    {"L01", Level::load},
    {"L15", Level::life},
    {"P01", Level::plan},
    // Without S04, mydocker refuses the driver's plans in every command.
    {"S04", Level::life},
    {"P02", Level::life},
    {"P03", Level::life},
    {"P04", Level::life},
    {"P05", Level::life},
    {"C01", Level::life},
};

// A check that does not apply to drivers with this trait.
struct Exception {
  std::string_view trait;
  std::string_view id;
};
constexpr Exception kExceptions[] = {
    {"handler-addresses", "P12"}, {"handler-addresses", "P20"}, {"late-carrier", "C12"},
    {"late-carrier", "C14"},      {"late-carrier", "C30"},      {"late-carrier", "C32"},
    {"late-carrier", "C39"},      {"late-carrier", "C40"},      {"late-carrier", "C41"},
    {"late-carrier", "C42"},      {"reachable", "C38"},         {"reachable", "F09"},
    {"single-network", "C31"},
};

// Returns the result as a text, which the child process sends to its parent. The outcome is a
// digit. The two texts follow, with a zero byte between them.
std::string encode(const RuleResult& result) {
  return std::string(1, static_cast<char>('0' + static_cast<int>(result.outcome))) + result.detail +
         '\0' + result.fix;
}

RuleResult decode(const std::string& text) {
  if (text.empty() || text[0] < '0' || text[0] > '3') return fail("a result", "garbage");
  const auto end = text.rfind('\0');
  if (end == std::string::npos) return fail("a result", "garbage");
  return {static_cast<RuleOutcome>(text[0] - '0'), text.substr(1, end - 1), text.substr(end + 1)};
}

Result<std::string> run_here(const Check& check, const DriverUnderTest& driver) {
  MYDOCKER_TRY(const RuleResult result, check.run(driver));
  return encode(result);
}

// Runs the check in a sandbox. `bundled` is the folder of mydocker's own drivers, as a descriptor:
// its path may be hidden in the sandbox, for example below /tmp.
Result<std::string> run_in_sandbox(const Check& check, DriverUnderTest driver,
                                   const base::UniqueFd& bundled) {
  driver.usual_bundled = driver.bundled;
  if (bundled) driver.bundled = "/proc/self/fd/" + std::to_string(bundled.get());
  provide_wrapped(driver);
  MYDOCKER_CHECK(put_host(*driver.host_bytes));
  driver.host = kHostFile;
  MYDOCKER_TRY(driver.file, put_driver(kDriverFolder, driver.driver().name, *driver.bytes));
  return run_here(check, driver);
}

RuleResult run_apart(const Check& check, const DriverUnderTest& driver) {
  const base::UniqueFd bundled(::open(driver.bundled.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  const bool in_place = check.level == Level::file || !driver.no_sandbox.empty();
  auto answer = in_place ? in_child(driver.deadline, [&] { return run_here(check, driver); })
                         : in_sandbox(driver.deadline,
                                      [&] { return run_in_sandbox(check, driver, bundled); });
  auto result =
      answer ? decode(*answer) : RuleResult{RuleOutcome::fail, answer.error().message(), {}};
  if (result.outcome == RuleOutcome::fail && result.detail.ends_with(base::errno_text(EROFS)))
    result.detail += " (a check can write below /run, /tmp and /dev/shm only)";
  return result;
}

// Returns the reason why the check does not apply to this driver; empty: it applies.
std::string reason_to_skip(const Check& check, const DriverUnderTest& driver,
                           const std::set<std::string_view>& failed) {
  if (check.id != kNote && !driver.manifest) return "the note of the driver cannot be read (S01)";
  if (check.level == Level::file) return {};
  if (const auto& name = driver.driver().name; !drivers::check_driver_name(name).ok())
    return base::quoted(name) + " cannot name a driver (S05)";
  for (const auto& [trait, id] : kExceptions)
    if (check.id == id && has_trait(driver, trait))
      return "the driver's manifest has the trait " + base::quoted(trait);
  for (const auto& [first, from] : kFirst)
    if (check.id != first && check.level >= from && failed.contains(first))
      return "the check does not apply if " + std::string(first) + " fails";
  return check.level >= Level::life ? driver.no_sandbox : std::string();
}

}  // namespace

std::vector<Check> catalogue() {
  std::vector<Check> all;
  for (const auto& some :
       {kNoteChecks,         kManifestChecks,   kLicenceChecks,     kLinkChecks,
        kLoadChecks,         kSideEffectChecks, kBoundaryChecks,    kPlanChecks,
        kPureChecks,         kAddressChecks,    kPlanContentChecks, kOptionChecks,
        kUnusedOptionChecks, kHostChecks,       kLifeChecks,        kDeadNetnsChecks,
        kTrafficChecks,      kDriftChecks,      kReplayChecks,      kHandlerChecks,
        kLeaseChecks,        kFaultChecks,      kValueChecks,       kCombinationChecks,
        kPlanSafetyChecks,   kPlanCostChecks,   kAttackChecks})
    all.insert(all.end(), some.begin(), some.end());
  std::ranges::stable_sort(all, [](const Check& one, const Check& other) {
    return std::pair(one.level, one.id) < std::pair(other.level, other.id);
  });
  return all;
}

Result<std::vector<Check>> select(const Selection& selection) {
  auto checks = catalogue();
  std::vector<std::string> ids;
  ids.reserve(checks.size());
  for (const auto& check : checks) ids.emplace_back(check.id);
  for (const auto& wanted : {selection.only, selection.skip})
    for (const auto& id : wanted) {
      if (std::ranges::find(ids, id) != ids.end()) continue;
      Error error(ErrorKind::invalid_argument, "unknown check " + base::quoted(id));
      if (const auto near = base::nearest(id, ids))
        error = std::move(error).hint("did you mean \"" + *near + "\"?");
      return std::move(error).hint("mydocker driver test --list");
    }
  std::erase_if(checks, [&](const Check& check) {
    const std::string id(check.id);
    return check.level > selection.up_to || selection.skip.contains(id) ||
           (!selection.only.empty() && !selection.only.contains(id));
  });
  return checks;
}

std::vector<CheckRecord> run(const DriverUnderTest& driver, const std::vector<Check>& checks,
                             const Listener& listener) {
  std::vector<CheckRecord> records;
  std::set<std::string_view> failed;
  for (const auto& check : checks) {
    listener.begin(check);
    const auto start = std::chrono::steady_clock::now();
    CheckRecord record{check, skip(reason_to_skip(check, driver, failed)), 0};
    if (record.result.detail.empty()) record.result = run_apart(check, driver);
    record.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (record.result.outcome == RuleOutcome::fail) failed.insert(check.id);
    listener.end(record);
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace mydocker::conformance

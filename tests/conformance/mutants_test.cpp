// Tests the kit with wrong drivers (mutants). Each mutant must fail its own check, and no other.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

#include "conformance/mutants.hpp"
#include "runtime/drivers/note_reader.hpp"
#include "runtime/drivers/worker_process.hpp"

namespace mydocker::testing {
namespace mutants_test {

using conformance::CheckRecord;
using conformance::RuleOutcome;
using drivers::Frame;
using drivers::WorkerProcess;

constexpr std::chrono::seconds kTimeLimit{300};
constexpr std::size_t kAtOnce = 6;

// The checks that a mutant does not pass: "S05 FAIL expected ...".
using Findings = std::vector<std::string>;

// Returns true if the record is a finding. L03 measures the load time, which also depends on the
// machine.
bool counts(const CheckRecord& record, const Mutant& mutant) {
  const auto outcome = record.result.outcome;
  if (outcome == RuleOutcome::pass || outcome == RuleOutcome::skip) return false;
  return outcome == RuleOutcome::fail || record.check.id != "L03" || mutant.check == "L03";
}

Findings findings_of(const Mutant& mutant) {
  namespace fs = std::filesystem;
  const fs::path folder = "/run/mutants/" + mutant.mark();
  fs::create_directories(folder);
  const auto file = folder / (mutant.name + ".so");
  MutantFile bytes(mutant.variant);
  if (mutant.change)
    mutant.change(bytes);
  else
    bytes.break_rule(mutant.mark());
  bytes.save(file);
  auto subject = conformance::read_driver_under_test({.file = file,
                                                      .options = {},
                                                      .seed = 1,
                                                      .deadline = std::chrono::seconds(60),
                                                      .may_have_its_name = mutant.name == "fair",
                                                      .bundled = BUNDLED_DRIVERS});
  if (!subject) return {subject.error().message()};
  if (subject->manifest) subject->manifest->traits = mutant.traits;
  conformance::Selection selection{.only = {}, .skip = {}, .up_to = mutant.up_to};
  if (mutant.alone) selection.only = {"S01", "S04", "L01", "P01", "C01", mutant.check};
  if (mutant.check != "R03") selection.skip = {"R03"};  // slow, and only about measurements
  Findings findings;
  for (const auto& record : conformance::run(*subject, *conformance::select(selection)))
    if (counts(record, mutant))
      findings.push_back(std::string(record.check.id) +
                         (record.result.outcome == RuleOutcome::fail ? " FAIL " : " WARN ") +
                         record.result.detail);
  return findings;
}

// Most time is spent waiting for the kernel, so several mutants run at once.
std::map<std::string, Findings> all_findings(const std::vector<Mutant>& mutants) {
  std::map<std::string, Findings> all;
  for (std::size_t from = 0; from < mutants.size(); from += kAtOnce) {
    const auto to = std::min(from + kAtOnce, mutants.size());
    std::vector<WorkerProcess> workers;
    for (auto i = from; i < to; ++i) {
      auto worker = WorkerProcess::start([&](int pipe) {
        ::setsid();
        std::string lines;
        for (const auto& line : findings_of(mutants[i])) lines += line + "\n";
        const auto frame = drivers::encode_frame({Frame::Kind::reply, lines});
        (void)!::write(pipe, frame.data(), frame.size());
      });
      if (worker) workers.push_back(std::move(worker).value());
    }
    for (auto i = from; i < to; ++i) {
      Frame frame;
      (void)workers.at(i - from).wait_for(frame, WorkerProcess::Clock::now() + kTimeLimit);
      std::istringstream stream(frame.document);
      for (std::string line; std::getline(stream, line);) all[mutants[i].mark()].push_back(line);
    }
  }
  return all;
}

std::set<std::string> ids_in(const Findings& findings) {
  std::set<std::string> ids;
  for (const auto& line : findings) ids.insert(line.substr(0, line.find(' ')));
  return ids;
}

void each_is_caught_by_its_check(const std::vector<Mutant>& mutants) {
  if (drivers::this_host().sanitizers != 0) GTEST_SKIP() << "some rules cannot be told then";
  auto all = all_findings(mutants);
  for (const auto& mutant : mutants) {
    SCOPED_TRACE("the mutant of " + mutant.mark());
    const auto& findings = all[mutant.mark()];
    std::set<std::string> expected(mutant.also.begin(), mutant.also.end());
    expected.insert(mutant.check);
    EXPECT_EQ(mutant.also.empty(), mutant.why.empty());
    EXPECT_EQ(ids_in(findings), expected) << ::testing::PrintToString(findings);
    const std::string word = mutant.expected == RuleOutcome::fail ? " FAIL " : " WARN ";
    EXPECT_TRUE(std::ranges::any_of(
        findings, [&](const std::string& line) { return line.starts_with(mutant.check + word); }));
  }
}

TEST(Mutants, OfTheFileAreCaughtEachByItsCheck) { each_is_caught_by_its_check(file_mutants()); }
TEST(Mutants, OfLoadingAreCaughtEachByItsCheck) { each_is_caught_by_its_check(loading_mutants()); }
TEST(Mutants, OfPlansAreCaughtEachByItsCheck) { each_is_caught_by_its_check(plan_mutants()); }
TEST(Mutants, OfLifeAreCaughtEachByItsCheck) { each_is_caught_by_its_check(life_mutants()); }
TEST(Mutants, OfFaultsAreCaughtEachByItsCheck) { each_is_caught_by_its_check(fault_mutants()); }

TEST(Mutants, ThereIsOneForEachCheck) {
  std::set<std::string> checks;
  for (const auto& check : conformance::catalogue()) checks.emplace(check.id);
  std::set<std::string> broken;
  std::set<std::string> marks;
  for (const auto& mutant : all_mutants()) {
    broken.insert(mutant.check);
    EXPECT_TRUE(marks.insert(mutant.mark()).second) << mutant.mark();
  }
  std::cout << checks.size() << " checks, " << all_mutants().size() << " mutants\n";
  EXPECT_EQ(checks.size(), conformance::catalogue().size()) << "two checks have one id";
  EXPECT_EQ(broken, checks);
  EXPECT_GE(checks.size(), 60U);
}

TEST(Mutants, AreToldWhereTheyMayWrite) {
  if (drivers::this_host().sanitizers != 0) GTEST_SKIP() << "some rules cannot be told then";
  const Mutant mutant{
      .check = "C01", .up_to = conformance::Level::life, .also = {}, .deed = "C01-files"};
  const auto findings = findings_of(mutant);
  ASSERT_EQ(ids_in(findings), std::set<std::string>{"C01"}) << ::testing::PrintToString(findings);
  EXPECT_TRUE(findings.front().ends_with("below /run, /tmp and /dev/shm only)"))
      << findings.front();
}

// The driver behind all mutants passes all checks, and so do the bundled drivers.
void passes(const std::filesystem::path& file,
            const std::vector<conformance::Check>& checks = conformance::catalogue(),
            const std::map<std::string, std::string>& options = {}) {
  const auto subject = conformance::read_driver_under_test({.file = file,
                                                            .options = options,
                                                            .seed = 7,
                                                            .deadline = std::chrono::seconds(60),
                                                            .bundled = BUNDLED_DRIVERS});
  ASSERT_TRUE(subject.ok()) << subject.error().message();
  const auto records = conformance::run(*subject, checks);
  for (const auto& record : records)
    EXPECT_NE(record.result.outcome, RuleOutcome::fail)
        << record.check.id << " " << record.result.detail;
}

TEST(RightDrivers, OfUnusualKindsPassBecauseOfTheirTraits) {
  if (drivers::this_host().sanitizers != 0) GTEST_SKIP() << "some rules cannot be told then";
  for (const auto& [mark, findings] : all_findings(unusual_drivers()))
    EXPECT_TRUE(findings.empty()) << mark << ": " << ::testing::PrintToString(findings);
}

TEST(RightDrivers, PassTheWholeKit) { passes(std::string(FAIR_FILES) + "/right/fair.so"); }

TEST(RightDrivers, AreThoseThatComeWithMydocker) {
  for (const auto& entry : std::filesystem::directory_iterator(BUNDLED_DRIVERS)) {
    if (entry.path().stem() == "cni") continue;
    SCOPED_TRACE(entry.path().native());
    passes(entry.path());
  }
}

// The handler of this driver starts plug-ins on the host, which only the process of a command can
// do. The values that the kit tries for the option "conflist" are no paths (P35).
TEST(RightDrivers, HaveRightPlansWithCniPlugins) {
  auto checks = conformance::catalogue();
  std::erase_if(checks, [](const conformance::Check& check) {
    return check.level > conformance::Level::plan || check.id == "P35";
  });
  passes(std::string(BUNDLED_DRIVERS) + "/cni.so", checks,
         {{"conflist", "/etc/cni/net.d/50-pods.conflist"}});
}

TEST(RightDrivers, AreTriedBesideThoseOfABuildBelowTmp) {
  namespace fs = std::filesystem;
  std::string folder = "/tmp/mydocker-bundled-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  fs::copy(BUNDLED_DRIVERS, folder, fs::copy_options::recursive);
  const auto subject =
      conformance::read_driver_under_test({.file = std::string(FAIR_FILES) + "/right/fair.so",
                                           .options = {},
                                           .deadline = std::chrono::seconds(60),
                                           .bundled = folder});
  ASSERT_TRUE(subject.ok()) << subject.error().message();
  const auto records =
      conformance::run(*subject, *conformance::select({.only = {"L07"}, .skip = {}}));
  fs::remove_all(folder);
  EXPECT_EQ(records.at(0).result.outcome, RuleOutcome::pass) << records.at(0).result.detail;
}

}  // namespace mutants_test
}  // namespace mydocker::testing

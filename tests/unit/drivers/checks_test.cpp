#include "runtime/drivers/checks.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "unit/drivers/elf_builder.hpp"
#include "unit/drivers/trusted_folder.hpp"

namespace mydocker::drivers {
namespace checks_test {

using ::testing::ElementsAre;
using Outcome = CheckResult::Outcome;

Result<std::string> good() { return std::string("good"); }
Result<std::string> bad() { return Error(ErrorKind::driver, "bad").hint("mend it"); }

TEST(Diagnosis, GoesOnAfterAFailureWithWhatDoesNotNeedIt) {
  Diagnosis diagnosis;
  diagnosis.make({"A", ""}, bad);
  diagnosis.make({"B", ""}, good);
  diagnosis.make({"C", "", {"B"}}, good);
  ASSERT_EQ(diagnosis.results().size(), 3U);
  EXPECT_EQ(diagnosis.results()[0].error->message(), "bad");
  EXPECT_EQ(diagnosis.results()[1].finding, "good");
  EXPECT_EQ(diagnosis.results()[2].outcome, Outcome::passed);
}

TEST(Diagnosis, NamesTheFailureThatASkippedCheckComesFrom) {
  Diagnosis diagnosis;
  diagnosis.make({"A", ""}, bad);
  diagnosis.make({"B", "", {"A"}}, good);
  diagnosis.make({"C", "", {"B"}}, good);
  for (const char* id : {"B", "C"}) {
    EXPECT_EQ(diagnosis.result_of(id)->outcome, Outcome::skipped);
    EXPECT_EQ(diagnosis.result_of(id)->finding, "because of A");
  }
}

TEST(Diagnosis, DoesNotMakeACheckThatIsSkipped) {
  Diagnosis diagnosis;
  diagnosis.make({"A", ""}, bad);
  bool made = false;
  diagnosis.make({"B", "", {"A"}}, [&made] {
    made = true;
    return good();
  });
  EXPECT_FALSE(made);
}

// The ids are documented (docs/drivers.md) and used in scripts.
TEST(FileChecks, KeepTheirIdsAndOrder) {
  std::vector<std::string> ids;
  for (const auto& check : file_checks())
    ids.push_back(std::string(check.name.id) + " " + std::string(check.name.name));
  EXPECT_THAT(ids, ElementsAre("D103 trust", "D104 note", "D105 metadata", "D106 machine",
                               "D107 sanitizers", "D108 sdk", "D109 identity", "D110 exports"));
}

TEST(FileChecks, NeedOnlyEarlierOnes) {
  std::vector<std::string_view> known{kNameCheck.id, kFoundCheck.id, kEnabledCheck.id};
  for (const auto& check : file_checks()) {
    for (const auto id : check.name.needs)
      EXPECT_TRUE(id.empty() || std::ranges::find(known, id) != known.end()) << check.name.id;
    known.push_back(check.name.id);
  }
}

class Examine : public TrustedFolder {
 protected:
  // The results of the file checks, one letter each: ok, failed, skipped.
  std::string outcomes(const std::string& content) {
    write(file_, content);
    TrustedPaths trusted;
    Examination examination(candidate_for(file_, Source::option, settings_), settings_, trusted);
    diagnosis_ = {};
    examine(examination, diagnosis_);
    std::string letters;
    for (const auto& result : diagnosis_.results())
      letters += "ofs"[static_cast<std::size_t>(result.outcome)];
    return letters;
  }

  // The error of loading the same file.
  std::string refusal() {
    const auto checked_folder = inspect_file(file_, Source::option, settings_);
    return checked_folder.refusal ? checked_folder.refusal->message() : "none";
  }
  std::string first_failure() {
    for (const auto& result : diagnosis_.results())
      if (result.error) return result.error->message();
    return "none";
  }

  static std::string driver(ElfParts parts, detail::NoteHeader header) {
    if (header.sdk_major == 0) header.sdk_major = kSdkMajor;
    header.sdk_minor = header.sdk_major == kSdkMajor ? kSdkMinor : 0;
    parts.notes = {{.content = note_content(kGoodManifest, header)}};
    return build_elf(parts);
  }

  const std::filesystem::path file_ = folder_ / "good.so";
  SearchSettings settings_;
  Diagnosis diagnosis_;
};

TEST_F(Examine, PassesWhatLoadingTakes) {
  EXPECT_EQ(outcomes(driver({}, {})), "ooooooof");  // this file exports nothing
  EXPECT_EQ(refusal(), "none");
}

TEST_F(Examine, GoesThroughAllChecksAndLoadingStopsAtTheFirstFailure) {
  std::string damaged = driver({}, {});
  damaged[damaged.find("a driver")] = 'A';
  const std::pair<std::string, std::string> cases[] = {
      {"text", "ofssssss"},
      {damaged, "oofosssf"},
      {driver({.machine = EM_AARCH64}, {}), "ooofooof"},
      {driver({}, {.flags = detail::kNoteMemorySanitizer}), "oooofoof"},
      {driver({}, {.sdk_major = 9}), "ooooofsf"},
      {driver({.machine = EM_AARCH64}, {.sdk_major = 9}), "ooofofsf"},
  };
  for (const auto& [content, expected] : cases) {
    EXPECT_EQ(outcomes(content), expected);
    EXPECT_EQ(refusal(), first_failure()) << expected;
    EXPECT_NE(refusal(), "none");
  }
}

TEST_F(Examine, ReadsAFileThatIsNotTrustedAllTheSame) {
  write(file_, "");
  set_mode(file_, 0666);
  EXPECT_EQ(outcomes(driver({}, {})), "foooooof");
  EXPECT_EQ(refusal(), first_failure());
}

TEST_F(Examine, KnowsWhatTheOperatorHasDisabled) {
  EXPECT_TRUE(check_enabled("good", settings_).ok());
  settings_.disabled = folder_ / "disabled";
  EXPECT_TRUE(check_enabled("good", settings_).ok());
  std::filesystem::create_directory(settings_.disabled);
  write(settings_.disabled / "good", "");
  const auto refused = check_enabled("good", settings_);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message(), "driver \"good\" is disabled");
  EXPECT_THAT(refused.error().hints(), ElementsAre("mydocker driver enable good"));
  EXPECT_TRUE(check_enabled("other", settings_).ok());
}

}  // namespace checks_test
}  // namespace mydocker::drivers

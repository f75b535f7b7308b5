// The output of the conformance kit.
#include "driver_test/test_report.hpp"
#include "support/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mydocker::cli {
namespace {

using conformance::Check;
using conformance::CheckRecord;
using conformance::Level;
using ::testing::HasSubstr;

constexpr Check kCheck{.id = "S05",
                       .level = Level::file,
                       .title = "name-file",
                       .rule = "the rule",
                       .fix = "the cure",
                       .run = nullptr};

std::vector<CheckRecord> records() {
  return {{kCheck, conformance::pass(), 0.25},
          {kCheck, conformance::fail("<a>", "\"b\" & #c"), 0},
          {kCheck, conformance::skip("no reason"), 0},
          {kCheck, conformance::warn("it is big"), 0}};
}

conformance::DriverUnderTest driver() {
  conformance::DriverUnderTest driver;
  driver.original = "/tmp/x.so";
  driver.seed = 7;
  return driver;
}

TEST(TestReport, TellsAPassInOneLine) {
  EXPECT_EQ(test_line(records()[0]), "PASS S05 name-file\n");
  EXPECT_EQ(test_line(records()[2]), "SKIP S05 name-file: no reason\n");
  EXPECT_EQ(test_line(records()[3]), "WARN S05 name-file: it is big\n");
}

TEST(TestReport, TellsOfAFailureWhatToDo) {
  EXPECT_EQ(test_line(records()[1]),
            "FAIL S05 name-file: expected <a>, found \"b\" & #c\n"
            "     the rule; fix: the cure\n");
}

TEST(TestReport, TellsWhatToDoAsTheVerdictSaysWhereItDoes) {
  const CheckRecord record{kCheck, {conformance::RuleOutcome::fail, "it is too new", "upgrade"}, 0};
  EXPECT_EQ(test_line(record), "FAIL S05 name-file: it is too new\n     the rule; fix: upgrade\n");
  const auto document = json_from(test_document(driver(), {record}, TestFormat::json));
  EXPECT_EQ(document["checks"][0]["fix"], "upgrade");
}

TEST(TestReport, PrintsNothingThatUpsetsATerminal) {
  const CheckRecord record{kCheck, conformance::fail("x", "\x1b[31m\n"), 0};
  EXPECT_EQ(test_line(record).find('\x1b'), std::string::npos);
}

TEST(TestReport, CountsEveryOutcome) {
  EXPECT_EQ(test_summary(records()), "4 checks: 1 passed, 1 failed, 1 skipped, 1 warned\n");
}

TEST(TestReport, IsJson) {
  const auto document = json_from(test_document(driver(), records(), TestFormat::json));
  EXPECT_EQ(document["seed"], 7);
  EXPECT_EQ(document["summary"]["FAIL"], 1);
  ASSERT_EQ(document["checks"].size(), 4U);
  EXPECT_EQ(document["checks"][0]["outcome"], "PASS");
  EXPECT_EQ(document["checks"][0]["seconds"], 0.25);
  EXPECT_EQ(document["checks"][1]["level"], 1);
}

TEST(TestReport, IsJUnitsXml) {
  const auto text = test_document(driver(), records(), TestFormat::junit);
  EXPECT_THAT(text, HasSubstr("tests=\"4\" failures=\"1\" skipped=\"1\""));
  EXPECT_THAT(text, HasSubstr("name=\"S05 name-file\" time=\"0.250\"/>"));
  EXPECT_THAT(text, HasSubstr("expected &lt;a&gt;, found &quot;b&quot; &amp; #c"));
}

TEST(TestReport, IsTap) {
  EXPECT_EQ(test_document(driver(), records(), TestFormat::tap),
            "TAP version 13\n"
            "1..4\n"
            "ok 1 - S05 name-file\n"
            "not ok 2 - S05 name-file\n"
            "# expected <a>, found \"b\" &  c\n"
            "ok 3 - S05 name-file # SKIP no reason\n"
            "ok 4 - S05 name-file\n"
            "# it is big\n");
}

TEST(TestReport, ListsTheChecks) {
  EXPECT_THAT(check_list({kCheck}, TestFormat::text),
              HasSubstr("S05   1       name-file   the rule"));
  EXPECT_EQ(json_from(check_list({kCheck}, TestFormat::json))[0]["fix"], "the cure");
}

}  // namespace
}  // namespace mydocker::cli

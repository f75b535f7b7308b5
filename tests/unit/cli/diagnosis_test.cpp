#include "output/driver_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mydocker::cli {
namespace {

using Outcome = app::DriverCheck::Outcome;
using ::testing::HasSubstr;

app::DriverDiagnosis ill() {
  return {"lan",
          "/d/lan.so",
          {{"D100", "name", Outcome::passed, "a name", {}},
           {"D103", "trust", Outcome::failed, "/d is\nwritable", {"chmod go-w /d"}},
           {"D120", "load", Outcome::skipped, "because of D103", {}}}};
}

app::DriverDiagnosis well() {
  return {"none", "/d/none.so", {{"D100", "name", Outcome::passed, "a name", {}}}};
}

TEST(DiagnosisText, HasALineForEachCheckAndItsHints) {
  EXPECT_EQ(diagnosis_text({ill(), well()}),
            "driver \"lan\" (/d/lan.so)\n"
            "  ok       D100  name        a name\n"
            "  failed   D103  trust       /d is\\nwritable\n"
            "                             hint: chmod go-w /d\n"
            "  skipped  D120  load        because of D103\n"
            "\n"
            "driver \"none\" (/d/none.so)\n"
            "  ok       D100  name        a name\n"
            "\n"
            "1 of 2 drivers has failed: 1 check, 1 skipped\n");
}

TEST(DiagnosisText, SaysThatAllIsWell) {
  EXPECT_THAT(diagnosis_text({well()}), HasSubstr("\n1 driver, all checks passed\n"));
  auto unprivileged = well();
  unprivileged.checks.push_back({"D124", "plan", Outcome::skipped, "needs root", {}});
  EXPECT_THAT(diagnosis_text({unprivileged}),
              HasSubstr("\n1 driver, no check failed, 1 skipped\n"));
}

TEST(DiagnosisJson, SaysTheSame) {
  const auto json = diagnosis_json(ill());
  EXPECT_EQ(json["Healthy"], false);
  EXPECT_EQ(json["Checks"][1]["Id"], "D103");
  EXPECT_EQ(json["Checks"][1]["Outcome"], "failed");
  EXPECT_EQ(json["Checks"][1]["Hints"][0], "chmod go-w /d");
  EXPECT_EQ(json["Checks"][2]["Outcome"], "skipped");
  EXPECT_TRUE(is_healthy(well()));
}

}  // namespace
}  // namespace mydocker::cli

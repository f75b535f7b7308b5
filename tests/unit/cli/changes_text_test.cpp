#include "output/result_text.hpp"

#include <gtest/gtest.h>

namespace mydocker::cli {
namespace {

using app::NetworkChange;
using Kind = NetworkChange::Kind;

NetworkChange change(Kind kind, const std::string& name) {
  NetworkChange made;
  made.kind = kind;
  made.name = name;
  return made;
}

TEST(ChangesText, HasALineForEachThingThatDiffers) {
  auto create = change(Kind::create, "web");
  create.spec.driver = "bridge";
  create.spec.subnets = {"10.9.0.0/24"};
  auto update = change(Kind::update, "db");
  update.fields = {{"label \"team\"", "none", "\"red\"", true}};
  auto remake = change(Kind::remake, "app");
  remake.fields = {{"internal", "no", "yes", false}};
  EXPECT_EQ(changes_text({create, update, remake, change(Kind::remove, "old")}),
            "+ network \"web\": driver bridge, subnet 10.9.0.0/24\n"
            "~ network \"db\": label \"team\": none -> \"red\"\n"
            "~ network \"app\": internal: no -> yes (must be recreated)\n"
            "- network \"old\"\n");
}

TEST(ChangesText, NamesWhoStandsInTheWay) {
  auto remake = change(Kind::remake, "app");
  remake.fields = {{"internal", "no", "yes", false}};
  remake.users = {"c1", "c2"};
  auto remove = change(Kind::remove, "old");
  remove.users = {"c3"};
  EXPECT_EQ(changes_text({remake, remove}),
            "~ network \"app\": internal: no -> yes (must be recreated, but is in use by \"c1\", "
            "\"c2\")\n"
            "- network \"old\" (but is in use by \"c3\")\n");
}

TEST(ChangesText, SaysHowManyWereMade) {
  EXPECT_EQ(outcome_text({}, {}), "0 changes\n");
  EXPECT_EQ(outcome_text({"a"}, {}), "1 change\n");
  EXPECT_EQ(outcome_text({"a", "b"}, {}), "2 changes\n");
}

TEST(ChangesText, SaysWhatWasDoneAndWhatNot) {
  EXPECT_EQ(outcome_text({"a", "b"}, {"c"}), "2 changes (\"a\", \"b\"), 1 not done (\"c\")\n");
  EXPECT_EQ(outcome_text({}, {"c"}), "0 changes, 1 not done (\"c\")\n");
}

TEST(ChangesText, IsAShellCommentWhereItStandsInAScript) {
  EXPECT_EQ(as_comments("+ a\n~ b\n"), "# + a\n# ~ b\n");
  EXPECT_EQ(as_comments(""), "# 0 changes\n");
}

}  // namespace
}  // namespace mydocker::cli

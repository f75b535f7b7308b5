// network apply of a folder with several files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace apply_folder_test {

using ::testing::HasSubstr;

class ApplyFolder : public ::testing::Test {
 protected:
  void SetUp() override { must("mkdir /run/nets.d"); }
  static void add(const std::string& name, const std::string& text) {
    std::ofstream("/run/nets.d/" + name) << text;
  }
  Outcome apply_folder(const std::string& more = "") const {
    return mydocker_.line("-q network apply -f /run/nets.d " + more);
  }
  std::string exported() const { return mydocker_.line("network export").out; }
  // The kernel and the records.
  std::string everything() const { return snapshot_here() + records_in(mydocker_.state_dir()); }

  Mydocker mydocker_;
};

TEST_F(ApplyFolder, CreatesTheNetworksOfAllItsFilesInTheOrderOfTheirNames) {
  add("20-db.yaml", "networks: {db: {subnets: [{prefix: 192.168.1.0/24}]}}\n");
  add("10-web.yaml", "networks: {web: {subnets: [{prefix: 192.168.0.0/24}]}}\n");
  add("README", "not YAML: [\n");
  add("30-old.yaml.dpkg-old", "not YAML: [\n");
  add(".40-new.yaml", "not YAML: [\n");
  const auto outcome = apply_folder();
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out,
            "+ network \"web\": driver bridge, subnet 192.168.0.0/24\n"
            "+ network \"db\": driver bridge, subnet 192.168.1.0/24\n"
            "2 changes\n");
  EXPECT_EQ(apply_folder("--prune").out, "0 changes\n");
}

TEST_F(ApplyFolder, WithOneBadFileChangesNothing) {
  add("10-web.yaml", "networks: {web: }\n");
  add("20-db.yaml", "networks:\n  db: {driver: brige}\n");
  const auto before = everything();
  const auto wrong_driver = apply_folder();
  EXPECT_EQ(wrong_driver.code, 1);
  EXPECT_THAT(wrong_driver.err, HasSubstr("error: /run/nets.d/20-db.yaml:2: network \"db\": "));
  add("20-db.yaml", "networks:\n  db:\n  web:\n");
  const auto twice = apply_folder();
  EXPECT_EQ(twice.code, 1);
  EXPECT_EQ(twice.err,
            "error: /run/nets.d/20-db.yaml:3: network \"web\" is also in "
            "/run/nets.d/10-web.yaml:1\n"
            "hint: remove one of the two\n");
  EXPECT_EQ(difference(everything(), before), "");
}

TEST_F(ApplyFolder, WithoutFilesChangesNothingAndIsRefusedWithPrune) {
  ASSERT_EQ(mydocker_.line("-q network create kept").code, 0);
  EXPECT_EQ(apply_folder().out, "0 changes\n");
  const auto pruned = apply_folder("--prune");
  EXPECT_EQ(pruned.code, 1);
  EXPECT_EQ(pruned.err,
            "error: folder \"/run/nets.d\" contains no file NAME.yaml\n"
            "hint: to remove a network, use: mydocker network rm NETWORK\n");
  EXPECT_THAT(exported(), HasSubstr("kept"));
}

}  // namespace apply_folder_test
}  // namespace mydocker::testing

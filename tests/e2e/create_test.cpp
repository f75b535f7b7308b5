// network create with the options that scripts for Docker and Podman use.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/mydocker.hpp"
#include "support/netns_fixture.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace {

using ::testing::HasSubstr;

class Create : public ::testing::Test {
 protected:
  // Runs the command and returns its output.
  std::string done(const std::string& line) const {
    const auto outcome = mydocker_.line("-q network create " + line);
    EXPECT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
    EXPECT_EQ(outcome.err, "");
    return outcome.out;
  }
  std::string everything() const { return snapshot_here() + records_in(mydocker_.state_dir()); }

  Mydocker mydocker_;
};

TEST_F(Create, WithIgnorePrintsTheIdOfTheNetworkThatIsThere) {
  const auto id = done("web --ignore --subnet 192.168.0.0/24");
  EXPECT_EQ(id.size(), 65U);
  const auto before = everything();
  EXPECT_EQ(done("web --ignore"), id);
  EXPECT_EQ(done("web --ignore --subnet 192.168.7.0/24 --internal"), id);
  EXPECT_THAT(done("web --ignore --dry-run"), HasSubstr("does nothing"));
  EXPECT_EQ(difference(everything(), before), "");
  // Only the exact name is compared.
  EXPECT_NE(done("we --ignore"), id);
}

TEST_F(Create, WithInterfaceNameNamesTheBridge) {
  done("web --interface-name lan0");
  EXPECT_THAT(output_of("ip -d link show lan0"), HasSubstr("bridge "));
  EXPECT_NE(shell("ip link show web").code, 0);
}

TEST_F(Create, TakesAttachableAndTheOnlyScopeThereIs) {
  done("web --attachable --scope local");
  done("db --attachable=false --scope=local");
  EXPECT_THAT(mydocker_.line("network inspect web").out, HasSubstr("\"Scope\": \"local\""));
}

TEST_F(Create, DoesNotOfferWhatItRefuses) {
  const auto help = mydocker_.line("network create --help").out;
  for (const auto* word : {"--ingress", "--config-only", "--config-from", "--dns"})
    EXPECT_EQ(help.find(word), std::string::npos) << word;
  EXPECT_THAT(help, HasSubstr("--interface-name NAME"));
}

}  // namespace
}  // namespace mydocker::testing

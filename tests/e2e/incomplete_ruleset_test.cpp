// The tables exist, but another program has changed them: a rule was deleted, or an earlier ruleset
// was saved and restored. The commands that add rules repair the tables first.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace incomplete_ruleset_test {

using ::testing::HasSubstr;
using ::testing::Not;

class IncompleteRuleset : public ::testing::Test {
 protected:
  IncompleteRuleset() {
    make_outside();
    must("for name in c1 c2; do ip netns add $name; done");
    done("create n --subnet 192.168.1.0/24");
    done("connect n c1 --ip 192.168.1.9 -p 8080:80");
  }
  std::string done(const std::string& line) const {
    const auto outcome = mydocker_.line("network " + line);
    EXPECT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
    return outcome.err;
  }
  static void expect_reached(const std::string& container, std::uint16_t port) {
    Server server(container, Transport::tcp, 80);
    EXPECT_TRUE(reaches_server("outside", {Transport::tcp, "198.51.100.1", port}, server)) << port;
  }
  static void save_ruleset() { must("nft list ruleset > /run/saved"); }
  static void restore_ruleset() { must("nft flush ruleset && nft -f /run/saved"); }
  static std::string published() { return shell("nft list map inet mydocker ports4").out; }
  static void delete_rules_of(const std::string& chain) {
    must("nft flush chain inet mydocker " + chain);
  }

  const Mydocker mydocker_;
};

TEST_F(IncompleteRuleset, ConnectRestoresRules) {
  delete_rules_of("prerouting");
  EXPECT_THAT(done("connect n c2 -p 8081:80"), HasSubstr("restore firewall tables"));
  expect_reached("c2", 8081);
  expect_reached("c1", 8080);
  done("verify");
}

TEST_F(IncompleteRuleset, PublishRestoresRules) {
  delete_rules_of("to_container");
  EXPECT_THAT(done("publish n c1 8081:80"), HasSubstr("restore firewall tables"));
  expect_reached("c1", 8081);
  done("verify");
}

TEST_F(IncompleteRuleset, CompleteTablesAreNotRestored) {
  EXPECT_THAT(done("connect n c2 -p 8081:80"), Not(HasSubstr("restore")));
}

// The saved ruleset has the port of an earlier connection, and lacks that of the present one.
TEST_F(IncompleteRuleset, PublishReplacesARestoredRuleset) {
  save_ruleset();
  done("disconnect n c1");
  done("connect n c2 --ip 192.168.1.9 -p 8090:80");
  restore_ruleset();
  EXPECT_EQ(mydocker_.line("network verify").code, 3);
  done("publish n c2 8091:80");
  EXPECT_THAT(published(), Not(HasSubstr("8080")));
  expect_reached("c2", 8090);
  expect_reached("c2", 8091);
  done("verify");
}

TEST_F(IncompleteRuleset, CreateAndReloadReplaceARestoredRuleset) {
  save_ruleset();
  done("unpublish n c1 8080:80");
  for (const char* line : {"create m", "reload --all"}) {
    restore_ruleset();
    done(line);
    EXPECT_THAT(published(), Not(HasSubstr("8080"))) << line;
    done("verify");
  }
}

// The saved ruleset has the port of an earlier container at the same port of the host.
TEST_F(IncompleteRuleset, RemovalsReplaceARestoredRuleset) {
  save_ruleset();
  done("disconnect n c1");
  for (const char* line : {"unpublish n c2 8080", "disconnect n c2"}) {
    done("connect n c2 --ip 192.168.1.10 -p 8080:80");
    restore_ruleset();
    EXPECT_THAT(done(line), HasSubstr("restore firewall tables"));
    EXPECT_THAT(published(), Not(HasSubstr("8080"))) << line;
    done("verify");
    done("disconnect --force n c2");
  }
}

}  // namespace incomplete_ruleset_test
}  // namespace mydocker::testing

// Read-only commands and dry runs: they leave no trace, need no write permission, and do not block
// other commands.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "e2e/outside.hpp"
#include "support/call_faults.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace {

using ::testing::HasSubstr;

constexpr const char* kShowing[] = {
    "network ls",        "network ls --filter dangling=true",
    "network inspect n", "network inspect -v n",
    "network ip ls",     "network port ls",
    "network exists n",  "network export",
    "driver ls",         "driver inspect bridge",
};

constexpr const char* kDryRuns[] = {
    "network create m --dry-run",
    "network connect n ns2 -p 9090:90 --dry-run",
    "network disconnect n ns1 --dry-run",
    "network publish n ns1 9090:90 --dry-run",
    "network unpublish n ns1 all --dry-run",
    "network update n --label a=b -o masquerade=false --dry-run",
    "network rm unused --dry-run",
    "network prune --force --dry-run",
    "network reload --all --dry-run",
    "network apply -f /run/networks.yaml --prune --dry-run",
    "driver diff bridge",
};

class Reading : public ::testing::Test {
 protected:
  void SetUp() override {
    make_outside();
    must("ip netns add ns1 && ip netns add ns2");
    fresh_ = snapshot_here();
    done("network create n --subnet 10.77.0.0/24");
    done("network create unused --subnet 10.78.0.0/24");
    done("network connect n ns1 -p 8080:80");
    std::ofstream("/run/networks.yaml") << "networks:\n  n: {subnets: [{prefix: 10.77.0.0/24}]}\n"
                                           "  fresh: {subnets: [{prefix: 10.79.0.0/24}]}\n";
    must("chmod 600 /run/networks.yaml");
  }
  [[nodiscard]] Outcome command(const std::string& line) const {
    return mydocker_.line("-q " + line);
  }
  void done(const std::string& line) const {
    const auto outcome = command(line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  // Names, sizes, times and content of all files below the state directory.
  [[nodiscard]] std::string trace() const { return trace_of("%p %y %m %s %T@ %C@"); }
  // The same without the time of the last change of an owner or a mode: as root, SQLite sets the
  // owner of a journal when it opens a database for writing.
  [[nodiscard]] std::string content() const { return trace_of("%p %y %m %s %T@"); }
  [[nodiscard]] std::string trace_of(const std::string& fields) const {
    const auto& directory = mydocker_.state_dir();
    return output("find " + directory + " -printf '" + fields + "\\n' | sort && find " + directory +
                  " -type f | sort | xargs sha256sum");
  }
  static std::string output(const std::string& line) {
    const auto outcome = shell(line);
    EXPECT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
    return outcome.out;
  }

  Mydocker mydocker_;
  std::string fresh_;  // snapshot of the host before the first network
};

TEST_F(Reading, LeavesNoTrace) {
  const auto before = trace();
  for (const auto* line : kShowing) {
    done(line);
    EXPECT_EQ(trace(), before) << line;
  }
  for (const auto* line : kDryRuns) {
    done(line);
    EXPECT_EQ(trace(), before) << line;
  }
  ASSERT_EQ(run({Mydocker::program(), "__complete", "mydocker", "--state-dir",
                 mydocker_.state_dir(), "network", "rm", ""})
                .code,
            0);
  EXPECT_EQ(trace(), before);
}

TEST_F(Reading, MakesNoDirectory) {
  const auto run_in_nothing = [](const std::string& line) {
    return shell(Mydocker::program() + " -q --state-dir /run/nothing/state " + line);
  };
  EXPECT_EQ(run_in_nothing("network ls -q").out, "");
  // On this host, the firewall tables belong to the fixture's run directory.
  EXPECT_EQ(run_in_nothing("network create m --dry-run").code, 1);
  EXPECT_EQ(shell("unshare -n " + Mydocker::program() +
                  " -q --state-dir /run/nothing/state network create m --dry-run")
                .code,
            0);
  EXPECT_EQ(run_in_nothing("network inspect n").code, 1);
  EXPECT_EQ(run_in_nothing("network exists n").code, 1);
  EXPECT_FALSE(std::filesystem::exists("/run/nothing"));
}

// After a kill the files are those of the killed command. Only the next change runs the recovery.
TEST_F(Reading, ShowsTheLastCommittedStateWhileARecoveryIsPending) {
  ASSERT_EQ(mydocker_.line("network disconnect n ns1", {{"MYDOCKER_FAULT", "kill:2"}}).code, 137);
  const auto before = trace();
  const auto kernel = snapshot_here();
  EXPECT_EQ(command("network ls --format {{.Name}}").out, "n\nunused\n");
  EXPECT_THAT(command("network ip ls").out, HasSubstr("ns1"));
  const auto dry = command("network disconnect n ns1 --dry-run");
  EXPECT_EQ(dry.code, 70) << dry.err;
  EXPECT_THAT(dry.err, HasSubstr("an earlier command did not finish its change"));
  EXPECT_EQ(trace(), before);
  EXPECT_EQ(difference(snapshot_here(), kernel), "");
  done("network rm --force nothing");
  EXPECT_EQ(command("network ip ls --format {{.Container}}").out.find("ns1"), std::string::npos);
}

class ReadingWithoutRights : public Reading {
 protected:
  void SetUp() override {
    Reading::SetUp();
    const auto& directory = mydocker_.state_dir();
    must("mount --bind " + directory + " " + directory + " && mount -o remount,bind,ro " +
         directory);
  }
  void TearDown() override { shell("umount " + mydocker_.state_dir()); }
};

TEST_F(ReadingWithoutRights, WorksOnAReadOnlyDirectory) {
  for (const auto* line : kShowing) done(line);
  for (const auto* line : kDryRuns) done(line);
}

TEST_F(Reading, WorksForAnOrdinaryUserWhoMayReadTheFiles) {
  const auto as_nobody = [&](const std::string& line) {
    return shell("setpriv --reuid=65534 --regid=65534 --clear-groups " + Mydocker::program() +
                 " -q --state-dir " + mydocker_.state_dir() + " " + line);
  };
  const auto refused = as_nobody("network ls");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("Permission denied"));
  EXPECT_THAT(refused.err, HasSubstr("hint: run it with sudo, or as root"));
  must("chmod -R o+rX " + mydocker_.state_dir());
  for (const auto* line : kShowing) {
    const auto outcome = as_nobody(line);
    EXPECT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
    EXPECT_EQ(outcome.out, command(line).out) << line;
  }
  const auto change = as_nobody("network create m");
  EXPECT_EQ(change.code, 1);
  EXPECT_THAT(change.err, HasSubstr("needs root"));
}

// The program, started in the background.
class Background {
 public:
  Background(const std::vector<std::string>& words, const Environment& more) : pid_(::fork()) {
    if (pid_ == 0) ::_exit(run(words, more));
  }
  // Returns true if the program has stopped, false if it has ended.
  bool waits() {
    int status = 0;
    ::waitpid(pid_, &status, WUNTRACED);
    if (!WIFSTOPPED(status)) code_ = WEXITSTATUS(status);
    return WIFSTOPPED(status);
  }
  int go_on() {
    ::kill(pid_, SIGCONT);
    while (waits()) ::kill(pid_, SIGCONT);
    return code_;
  }

 private:
  static int run(const std::vector<std::string>& words, const Environment& more) {
    for (const auto& [name, value] : more) ::setenv(name.c_str(), value.c_str(), 1);
    std::vector<char*> argv;
    for (const auto& word : words) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    if (std::freopen("/dev/null", "w", stdout) == nullptr) return 126;
    ::execv(argv[0], argv.data());
    return 127;
  }
  pid_t pid_;
  int code_ = -1;
};

// A writer that waits for the reader would fail as busy after ten seconds.
TEST_F(Reading, StoppedAnywhereHoldsUpNoWriter) {
  constexpr int kMoreThanEnough = 80;
  const std::vector<std::string> words{
      Mydocker::program(), "-q", "--state-dir", mydocker_.state_dir(), "network", "inspect", "n"};
  int call = 1;
  for (; call < kMoreThanEnough; ++call) {
    Background reader(words, call_fault("pread", call, "stop"));
    if (!reader.waits()) break;
    done("network create m --driver none");
    done("network rm m");
    EXPECT_EQ(reader.go_on(), 0) << "stopped before call " << call;
  }
  EXPECT_GT(call, 4);
  EXPECT_LT(call, kMoreThanEnough);
}

// Runs `change` while `verify` waits before each of its requests to the kernel. `undo` follows.
class VerifyBesideAnotherCommand : public Reading {
 protected:
  void expect_no_difference(const std::vector<std::string>& networks, const std::string& change,
                            const std::string& undo) const {
    constexpr int kMoreThanEnough = 200;
    std::vector<std::string> words{Mydocker::program(),   "-q",      "--state-dir",
                                   mydocker_.state_dir(), "network", "verify"};
    words.insert(words.end(), networks.begin(), networks.end());
    int call = 1;
    for (; call < kMoreThanEnough; ++call) {
      Background verify(words, call_fault("send", call, "stop"));
      if (!verify.waits()) break;
      done(change);
      EXPECT_EQ(verify.go_on(), 0) << change << " before call " << call;
      done(undo);
    }
    EXPECT_GT(call, 4);
    EXPECT_LT(call, kMoreThanEnough);
  }
};

TEST_F(VerifyBesideAnotherCommand, ReportsNoPartOfAChangedConnection) {
  expect_no_difference({"n"}, "network disconnect n ns1", "network connect n ns1 -p 8080:80");
}

TEST_F(VerifyBesideAnotherCommand, ReportsNoPartOfAChangedPort) {
  expect_no_difference({"n"}, "network unpublish n ns1 8080:80", "network publish n ns1 8080:80");
}

TEST_F(VerifyBesideAnotherCommand, LeavesOutANetworkThatIsRemoved) {
  expect_no_difference({}, "network rm unused", "network create unused --subnet 10.78.0.0/24");
}

TEST_F(VerifyBesideAnotherCommand, KnowsANetworkThatIsCreated) {
  expect_no_difference({}, "network create z --subnet 10.80.0.0/24", "network rm z");
}

TEST_F(VerifyBesideAnotherCommand, StillReportsADifference) {
  must("ip link delete dev unused");
  done("network create z --subnet 10.80.0.0/24");
  Background verify(
      {Mydocker::program(), "-q", "--state-dir", mydocker_.state_dir(), "network", "verify"},
      call_fault("send", 3, "stop"));
  ASSERT_TRUE(verify.waits());
  done("network rm z");
  EXPECT_EQ(verify.go_on(), 3);
}

// --- another network namespace with the same state directory

class OtherNamespace : public Reading {
 protected:
  void SetUp() override {
    must("ip netns add other && ip -n other link set lo up");
    Reading::SetUp();
  }
  [[nodiscard]] Outcome there(const std::string& line) const {
    return shell("ip netns exec other " + Mydocker::program() + " -q --state-dir " +
                 mydocker_.state_dir() + " " + line);
  }
};

TEST_F(OtherNamespace, MayReadDefinitions) {
  const auto before = trace();
  for (const auto* line : kShowing) {
    const auto outcome = there(line);
    EXPECT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
    EXPECT_EQ(trace(), before) << line;
  }
  EXPECT_EQ(there("network ls --format {{.Name}}").out, "n\nunused\n");
  EXPECT_EQ(there("network export").out, command("network export").out);
  EXPECT_EQ(there("network port ls --format {{.Container}}").out, "");
  EXPECT_THAT(there("network inspect n").out, ::testing::Not(HasSubstr("ns1")));
}

TEST_F(OtherNamespace, IsRefusedEveryChange) {
  const auto before = content();
  const auto kernel = snapshot_here() + snapshot_of("ns1");
  const auto inside = snapshot_of("other");
  for (const std::string line :
       {"network create m", "network rm n", "network rm --force none", "network rm unused",
        "network connect n ns2", "network disconnect n ns1", "network publish n ns1 81",
        "network unpublish n ns1 all", "network update n --label a=b", "network prune --force",
        "network reload n", "network reload --all", "network apply -f /run/networks.yaml",
        "network create m --dry-run", "network disconnect n ns1 --dry-run"}) {
    const auto refused = there(line);
    EXPECT_EQ(refused.code, 1) << line << "\n" << refused.err;
    EXPECT_THAT(refused.err, HasSubstr("another network namespace, net:[")) << line;
    EXPECT_THAT(refused.err, HasSubstr("hint: ")) << line;
    EXPECT_EQ(content(), before) << line;
  }
  EXPECT_EQ(difference(snapshot_here() + snapshot_of("ns1"), kernel), "");
  EXPECT_EQ(difference(snapshot_of("other"), inside), "");
}

TEST_F(OtherNamespace, TakesNothingFromTheRunningHost) {
  const auto ports = command("network port ls").out;
  EXPECT_THAT(ports, HasSubstr("8080"));
  EXPECT_EQ(there("network ls").code, 0);
  EXPECT_EQ(there("network connect n ns2").code, 1);
  EXPECT_EQ(command("network port ls").out, ports);
  done("network unpublish n ns1 all");
  done("network disconnect n ns1");
  done("network rm n unused");
  EXPECT_EQ(difference(snapshot_here(), fresh_), "");
}

}  // namespace
}  // namespace mydocker::testing

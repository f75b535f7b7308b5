// A command that ends after any step, as if it was killed: the next command leaves the state before
// or after it.
#include <csignal>

#include "use_case.hpp"

namespace mydocker::app {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// Ends a command: nothing of it runs after this exception.
struct Killed {};

class KillAfter final : public apply::FaultHook {
 public:
  explicit KillAfter(int steps) : left_(steps) {}
  Result<void> before_step() override {
    if (left_ == 0) throw Killed();
    return {};
  }
  void after_step() override {
    if (--left_ == 0) throw Killed();
  }

 private:
  int left_;
};

class KilledCommand : public UseCase {
 protected:
  static CreateNetworkRequest web(const std::string& subnet) {
    CreateNetworkRequest request;
    request.spec.name = "web";
    request.spec.subnets = {subnet};
    return request;
  }

  std::string act(const std::string& command) {
    if (command == "create") return outcome(create(web("10.9.0.0/24")));
    if (command == "connect") return outcome(connect("web", "c1", {"8080:80"}));
    if (command == "publish") return outcome(publish("web", "c1", {"8081:81"}));
    if (command == "disconnect") return outcome(disconnect("web", "c1"));
    if (command == "recreate") return recreate();
    return outcome(remove("web"));
  }

  // As `network apply` does for a network with another subnet.
  std::string recreate() {
    const auto old = inspect("web");
    if (!old.ok()) return text_of(old.error());
    NetworkChange change;
    change.kind = NetworkChange::Kind::remake;
    change.name = "web";
    change.id = old->network.id;
    change.spec = web("10.8.0.0/24").spec;
    return outcome(run([&](Runtime& runtime) { return runtime.make_change(change); }));
  }

  void prepare(const std::string& command) {
    add_container("c1");
    if (command == "create") return;
    ASSERT_EQ(act("create"), "done");
    if (command == "publish" || command == "disconnect") {
      ASSERT_EQ(act("connect"), "done");
    }
  }

  // The unfinished changes that `network verify web` lists.
  std::vector<std::string> unfinished() {
    std::vector<std::string> lines;
    const auto reports = run([](Runtime& runtime) { return runtime.verify_network("web"); });
    if (!reports) return {text_of(reports.error())};
    for (const auto& report : *reports)
      if (report.resource == "unfinished change")
        lines.push_back(report.network + " " + report.container + ": " + report.problem);
    return lines;
  }

  Result<ChangeReport> dry_run(RemoveNetworkRequest request) {
    request.dry_run = true;
    return run([&](Runtime& runtime) { return runtime.remove_network(request); });
  }

  bool recovery_is_killed(int steps) {
    KillAfter kill(steps);
    faults = &kill;
    bool killed = false;
    try {
      EXPECT_TRUE(run([](Runtime& runtime) { return runtime.recover(); }).ok());
    } catch (const Killed&) {
      killed = true;
    }
    faults = &no_faults;
    return killed;
  }

  // Returns whether the command was killed.
  bool is_killed(const std::string& command, int steps) {
    KillAfter kill(steps);
    faults = &kill;
    bool killed = false;
    try {
      EXPECT_EQ(act(command), "done");
    } catch (const Killed&) {
      killed = true;
    }
    faults = &no_faults;
    return killed;
  }
};

class KilledInMemory : public KilledCommand, public ::testing::WithParamInterface<std::string> {};

TEST_P(KilledInMemory, LeavesTheStateBeforeOrAfter) {
  const auto& command = GetParam();
  prepare(command);
  const auto before = machine();
  for (int steps = 0;; ++steps) {
    SCOPED_TRACE("killed after step " + std::to_string(steps));
    ASSERT_LT(steps, 100);
    if (!is_killed(command, steps)) break;
    ASSERT_TRUE(run([](Runtime& runtime) { return runtime.recover(); }).ok());
    if (machine() != before) break;  // recovery has completed the command
  }
  EXPECT_EQ(inspect("web").ok(), command != "rm");
  if (command == "recreate") {
    EXPECT_EQ(inspect("web")->network.subnets[0].prefix.text(), "10.8.0.0/24");
  }
  (void)disconnect("web", "c1");
  (void)remove("web");
  EXPECT_TRUE(system.host.sets.lines().empty());
  EXPECT_FALSE(system.host.spaces[""].links.contains("web"));
}

TEST_P(KilledInMemory, IsListedUntilItIsRecovered) {
  const auto& command = GetParam();
  if (command == "create") return;  // it has no definition: tests/e2e
  prepare(command);
  const auto before = machine();
  for (int steps = 0; is_killed(command, steps); ++steps) {
    SCOPED_TRACE("killed after step " + std::to_string(steps));
    ASSERT_LT(steps, 100);
    EXPECT_THAT(unfinished(), Contains(HasSubstr("; the next change ")));
    ASSERT_TRUE(run([](Runtime& runtime) { return runtime.recover(); }).ok());
    if (machine() != before) break;  // recovery has completed the command
    EXPECT_THAT(unfinished(), IsEmpty());
  }
}

TEST_F(KilledCommand, LeavesNoConnectedContainer) {
  prepare("connect");
  for (int steps = 0; is_killed("connect", steps); ++steps) {
    ASSERT_LT(steps, 100);
    const auto network = inspect("web");
    ASSERT_EQ(network->endpoints.size(), 1U);
    EXPECT_FALSE(network->endpoints.front().finished);
    EXPECT_THAT(unfinished(),
                ElementsAre("web c1: creating an endpoint; the next change rolls it back"));
    ASSERT_TRUE(run([](Runtime& runtime) { return runtime.recover(); }).ok());
  }
  EXPECT_TRUE(inspect("web")->endpoints.front().finished);
}

TEST_F(KilledCommand, IsReportedByDryRuns) {
  prepare("connect");
  ASSERT_TRUE(is_killed("connect", 3));
  EXPECT_THAT(outcome(dry_run({.network = "web"})), StartsWith("unfinished: "));
  EXPECT_THAT(outcome(dry_run({.network = "web", .disconnect = true})), StartsWith("unfinished: "));
  const auto reloaded = run(
      [](Runtime& runtime) { return runtime.reload_network({.network = "web", .dry_run = true}); });
  EXPECT_THAT(outcome(reloaded), StartsWith("unfinished: "));
  UpdateNetworkRequest update;
  update.network = "web";
  update.labels = {"a=b"};
  update.dry_run = true;
  EXPECT_THAT(outcome(run([&](Runtime& runtime) { return runtime.update_network(update); })),
              StartsWith("unfinished: "));
  const auto pruned = run([](Runtime& runtime) { return runtime.prune_networks({{}, true}); });
  ASSERT_EQ(pruned->failures.size(), 1U);
  EXPECT_THAT(text_of(pruned->failures.front()), StartsWith("unfinished: "));
}

TEST_F(KilledCommand, ARecreatedNetworkIsRestoredIfRecoveryIsKilledToo) {
  prepare("recreate");
  const auto before = machine();
  for (int steps = 0; machine() == before; ++steps) {
    ASSERT_LT(steps, 100);
    for (int again = 0;; ++again) {
      SCOPED_TRACE("killed after steps " + std::to_string(steps) + " and " + std::to_string(again));
      if (!is_killed("recreate", steps)) return;
      const bool recovered = !recovery_is_killed(again);
      ASSERT_TRUE(run([](Runtime& runtime) { return runtime.recover(); }).ok());
      if (machine() != before) {
        EXPECT_EQ(inspect("web")->network.subnets[0].prefix.text(), "10.8.0.0/24");
      }
      if (recovered || machine() != before) break;
    }
  }
}

// Only definitions.db survives a loss of power. Each step is a place where it can happen.
TEST_F(KilledCommand, ANetworkThatIsRecreatedSurvivesALossOfPower) {
  prepare("recreate");
  const auto with_power = settings.run_dir;
  for (int steps = 0; is_killed("recreate", steps); ++steps) {
    ASSERT_LT(steps, 100);
    settings.run_dir = with_power.parent_path() / "after the loss of power";
    EXPECT_TRUE(inspect("web").ok()) << "killed after step " << steps;
    settings.run_dir = with_power;
    ASSERT_TRUE(run([](Runtime& runtime) { return runtime.recover(); }).ok());
  }
}

INSTANTIATE_TEST_SUITE_P(Each, KilledInMemory,
                         ::testing::Values("create", "connect", "publish", "disconnect", "rm",
                                           "recreate"));

// Sends a signal to this process after a step.
class SignalAfter final : public apply::FaultHook {
 public:
  explicit SignalAfter(int steps) : left_(steps) {}
  void after_step() override {
    if (--left_ == 0) (void)std::raise(SIGINT);
  }

 private:
  int left_;
};

class StoppedInMemory : public KilledInMemory {
 protected:
  StoppedInMemory() {
    (void)std::signal(SIGINT, [](int) {});
  }
  ~StoppedInMemory() override { (void)std::signal(SIGINT, SIG_DFL); }
};

TEST_P(StoppedInMemory, IsRolledBackAtOnce) {
  const auto& command = GetParam();
  prepare(command);
  const auto before = machine();
  for (int steps = 1;; ++steps) {
    SCOPED_TRACE("a signal after step " + std::to_string(steps));
    ASSERT_LT(steps, 100);
    SignalAfter hook(steps);
    faults = &hook;
    const auto told = act(command);
    faults = &no_faults;
    if (told == "done") break;
    ASSERT_NE(told.find("stopped by SIGINT"), std::string::npos) << told;
    ASSERT_TRUE(told.starts_with("kernel: ")) << told;
    ASSERT_EQ(machine(), before);
  }
  EXPECT_NE(machine(), before);
}

INSTANTIATE_TEST_SUITE_P(Each, StoppedInMemory,
                         ::testing::Values("create", "connect", "publish", "disconnect", "rm",
                                           "recreate"));

}  // namespace
}  // namespace mydocker::app

// Each resource fails once, during creation and during removal, on the fake kernel. The host state
// is unchanged each time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "fakes/fake_host.hpp"
#include "fakes/fake_kernel.hpp"
#include "mydocker/documents.hpp"
#include "runtime/apply/applier.hpp"

namespace mydocker::testing {
namespace {

using ::testing::HasSubstr;

constexpr int kMoreThanEnough = 100;

IpPrefix prefix(const char* text) { return IpPrefix::parse(text).value(); }

// The Custom resources of the test's driver, in memory.
class CustomThings final : public apply::CustomPort {
 public:
  Result<CustomState> observe(const Custom& resource, const kernel::Netns* /*container*/) override {
    return things_.contains(resource.name) ? CustomState::matches : CustomState::absent;
  }
  Result<void> create(const Custom& resource, const kernel::Netns* /*container*/) override {
    things_.insert(resource.name);
    return {};
  }
  Result<void> update(const Custom& /*resource*/, const kernel::Netns* /*container*/) override {
    return {};
  }
  Result<void> destroy(const Custom& resource, const kernel::Netns* /*container*/) override {
    things_.erase(resource.name);
    return {};
  }
  [[nodiscard]] std::string snapshot() const {
    std::string text;
    for (const auto& thing : things_) text += "custom " + thing + "\n";
    return text;
  }

 private:
  std::set<std::string> things_;
};

class FailingStep final : public apply::FaultHook {
 public:
  explicit FailingStep(int step) : left_(step) {}
  Result<void> before_step() override {
    if (--left_ != 0) return {};
    return Error(ErrorKind::kernel, "injected fault");
  }
  [[nodiscard]] bool has_failed() const { return left_ <= 0; }

 private:
  int left_;
};

class Silence final : public base::StepLog {
 public:
  void step(const base::StepText& /*text*/) override {}
  void notice(std::string_view /*line*/) override {}
  void debug(std::string_view /*line*/) override {}
};

// A plan with all resource types, in both places.
Plan every_resource() {
  Veth veth;
  veth.host_link = "veth-1";
  veth.host_mac = derived_mac("ab", "host");
  veth.container_link = "eth0";
  veth.container_mac = derived_mac("ab", "container");
  veth.master = "net0";
  Plan plan;
  plan.ensure(Bridge{"net0", derived_mac("ab", "bridge"), 1400, Ownership::own}, "a bridge");
  plan.ensure(Sysctl{Place::host, "net/ipv6/conf/net0/disable_ipv6", "1"}, "its own setting");
  plan.ensure(Address{Place::host, "net0", prefix("192.0.2.1/24")}, "the gateway");
  plan.ensure(Service{"dns-0123456789ab", {"/bin/dns"}, {{"conf", "x\n"}}, "nobody", "pid"},
              "answers questions");
  plan.ensure(ServiceFile{"dns-0123456789ab", "hosts/c1", "192.0.2.2 c1\n"}, "its name");
  plan.ensure(Isolation{"net0"}, "closed");
  plan.ensure(Masquerade{prefix("192.0.2.0/24")}, "hidden");
  plan.ensure(Masquerade{prefix("198.51.100.0/24"), IpAddress::parse("203.0.113.7").value()},
              "hidden behind an address");
  plan.ensure(Sysctl{Place::host, "net/ipv4/ip_forward", "1"}, "a router");
  plan.ensure(Loopback{Place::container}, "talks to itself", Lifetime::host);
  plan.ensure(veth, "a veth pair");
  plan.ensure(Address{Place::container, "eth0", prefix("192.0.2.2/24")}, "its address");
  plan.ensure(Route{Place::container, "eth0", prefix("0.0.0.0/0"),
                    IpAddress::parse("192.0.2.1").value(), 0},
              "the way out");
  plan.ensure(Macvlan{Place::host, "shim", "net0", derived_mac("ab", "shim")}, "a way in");
  plan.ensure(Macvlan{Place::container, "eth1", "net0", derived_mac("ab", "lan")}, "on the lan");
  plan.ensure(Address{Place::container, "eth1", prefix("198.51.100.2/24")}, "its address there");
  plan.ensure(Hairpin{"veth-1"}, "talks to itself by way of the host");
  plan.ensure(Sysctl{Place::host, "net/ipv4/conf/net0/route_localnet", "1"}, "by loopback");
  plan.ensure(PublishedPort{Protocol::udp, std::nullopt, 8080,
                            IpAddress::parse("192.0.2.2").value(), 80, 3},
              "is reached");
  plan.ensure(Sysctl{Place::container, "net/ipv4/ip_forward", "1"}, "a setting inside");
  plan.ensure(Custom{Place::host, "thing", "t0", {}, {"true"}, {"true"}}, "a thing of its own");
  return plan;
}

// The completion of the steps; here nothing is stored.
Result<void> stored(const Plan& /*recorded*/) { return {}; }

class EveryStep : public ::testing::Test {
 protected:
  EveryStep() {
    std::filesystem::create_directory("/run/state");
    std::filesystem::permissions("/run/state", std::filesystem::perms::owner_all);
    state_.emplace(store::RuntimeState::open("/run/state", {"boot", 1}).value());
    container_.emplace(kernel::Netns::current().value());
    for (const auto* space : {"", "c1"}) {
      host_.spaces[space].settings["net/ipv4/ip_forward"] = "0";
    }
  }

  std::int64_t begin() {
    auto transaction = state_->begin().value();
    const auto entry_id = state_->open_entry(store::EntryKind::network, "owner", "owner").value();
    EXPECT_TRUE(transaction.commit().ok());
    return entry_id;
  }
  apply::Applier applier(apply::FaultHook& faults) {
    return apply::Applier({kernel_, custom_, *state_, silence_, faults, &*container_});
  }
  [[nodiscard]] std::string host() const { return host_.snapshot() + custom_.snapshot(); }

  FakeHost host_;
  FakeKernel kernel_{host_, "c1"};
  CustomThings custom_;
  Silence silence_;
  apply::FaultHook no_faults_;
  std::optional<store::RuntimeState> state_;
  std::optional<kernel::Netns> container_;
};

TEST_F(EveryStep, OfACreationThatFailsLeavesNothing) {
  const auto before = host();
  int step = 1;
  for (; step < kMoreThanEnough; ++step) {
    FailingStep fault(step);
    const auto done = applier(fault).carry_out(begin(), every_resource(), stored);
    if (done.ok()) break;
    EXPECT_THAT(done.error().message(), HasSubstr("injected fault"));
    EXPECT_EQ(done.error().kind(), ErrorKind::kernel);
    EXPECT_EQ(host(), before) << "step " << step << ": " << done.error().message();
    EXPECT_FALSE(state_->find_entry("owner").value().has_value()) << step;
  }
  // One step for each resource, one for the table, and one to set each of the two container links
  // up. The last repetition is the one that succeeds.
  EXPECT_EQ(step, static_cast<int>(every_resource().entries().size()) + 4);
  EXPECT_NE(host(), before);
}

// The steps are done, but their completion cannot be stored. Exit code 1 promises that nothing has
// changed.
TEST_F(EveryStep, IsUndoneIfTheirCompletionCannotBeStored) {
  const auto before = host();
  const auto done =
      applier(no_faults_)
          .carry_out(begin(), every_resource(), [](const Plan& /*recorded*/) -> Result<void> {
            return Error(ErrorKind::kernel, "the disk is full");
          });
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().kind(), ErrorKind::kernel);
  EXPECT_EQ(done.error().message(), "the disk is full");
  EXPECT_EQ(host(), before);
  EXPECT_FALSE(state_->find_entry("owner").value().has_value());
}

// The completion is perhaps stored. Then the entry informs the next command.
TEST_F(EveryStep, StaysIfItIsNotKnownWhetherTheirCompletionIsStored) {
  const auto before = host();
  const auto done =
      applier(no_faults_)
          .carry_out(begin(), every_resource(), [](const Plan& /*recorded*/) -> Result<void> {
            return Error(ErrorKind::unfinished, "nothing can be read");
          });
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().kind(), ErrorKind::unfinished);
  EXPECT_NE(host(), before);
  EXPECT_TRUE(state_->find_entry("owner").value().has_value());
}

TEST_F(EveryStep, OfARemovalThatFailsPutsEverythingBack) {
  ASSERT_TRUE(applier(no_faults_).carry_out(begin(), every_resource(), stored).ok());
  const auto before = host();
  int step = 1;
  for (; step < kMoreThanEnough; ++step) {
    FailingStep fault(step);
    const auto journal_entry = state_->find_entry("owner").value().value();
    const auto done = applier(fault).tear_down(journal_entry.id, journal_entry.plan);
    if (done.ok()) break;
    EXPECT_EQ(done.error().kind(), ErrorKind::kernel) << done.error().message();
    EXPECT_EQ(host(), before) << "step " << step << ": " << done.error().message();
  }
  EXPECT_GT(step, 5);
  EXPECT_LT(step, kMoreThanEnough);
}

TEST_F(EveryStep, OfAnUndoThatFailsIsReportedAndDoneByTheNextTry) {
  const auto before = host();
  ASSERT_TRUE(applier(no_faults_).carry_out(begin(), every_resource(), stored).ok());
  const auto journal_entry = state_->find_entry("owner").value().value();
  FailingStep fault(2);
  const auto first =
      applier(fault).undo(journal_entry.id, journal_entry.plan, apply::Undo::rollback);
  ASSERT_FALSE(first.ok());
  EXPECT_EQ(first.error().kind(), ErrorKind::unfinished);
  EXPECT_NE(host(), before);
  ASSERT_TRUE(
      applier(no_faults_).undo(journal_entry.id, journal_entry.plan, apply::Undo::rollback).ok());
  EXPECT_EQ(host(), before);
}

TEST_F(EveryStep, ARemovalKeepsWhatIsOfTheHostsLifetime) {
  ASSERT_TRUE(applier(no_faults_).carry_out(begin(), every_resource(), stored).ok());
  const auto journal_entry = state_->find_entry("owner").value().value();
  ASSERT_TRUE(applier(no_faults_).tear_down(journal_entry.id, journal_entry.plan).ok());
  EXPECT_TRUE(host_.spaces["c1"].links["lo"].up);
  EXPECT_FALSE(host_.spaces[""].links.contains("net0"));
  EXPECT_FALSE(host_.firewall);
}

TEST_F(EveryStep, AForeignLinkIsRefusedAndLeftAlone) {
  host_.add_foreign_link("", "net0");
  const auto before = host();
  const auto done = applier(no_faults_).carry_out(begin(), every_resource(), stored);
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().kind(), ErrorKind::already_exists);
  EXPECT_EQ(host(), before);
}

// After a crash the entry lists resources that may exist. A missing resource is not an error.
TEST_F(EveryStep, ClearingARowOfWhichNothingWasDoneIsFine) {
  const auto before = host();
  const auto entry_id = begin();
  ASSERT_TRUE(state_->write_plan(entry_id, every_resource()).ok());
  ASSERT_TRUE(applier(no_faults_).undo(entry_id, every_resource(), apply::Undo::rollback).ok());
  EXPECT_EQ(host(), before);
}

}  // namespace
}  // namespace mydocker::testing

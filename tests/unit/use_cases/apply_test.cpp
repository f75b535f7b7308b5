// The differences between the networks of a file and the defined networks.
#include <sys/file.h>

#include <chrono>
#include <fstream>
#include <future>

#include "use_case.hpp"

namespace mydocker::app {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A network on the LAN of the host, which has an address there.
class ApplyOnLan : public UseCase {
 protected:
  ApplyOnLan() {
    system.host.spaces[""].addresses.emplace("eth0", IpPrefix::parse("10.7.0.5/24").value());
  }

  // Creates the network with these aux addresses.
  void made(std::vector<std::string> aux_addresses, std::vector<std::string> options = {}) {
    CreateNetworkRequest request;
    request.spec.name = "lan";
    request.spec.driver = "macvlan";
    request.spec.subnets = {"10.7.0.0/24"};
    request.spec.aux_addresses = std::move(aux_addresses);
    request.spec.options = std::move(options);
    request.spec.options.emplace_back("parent=eth0");
    ASSERT_EQ(outcome(create(request)), "done");
  }

  // Returns the changes for a file with these fields of the subnet, and these options.
  std::vector<NetworkChange> changes(const std::string& fields, const std::string& options = "") {
    const auto file = settings.state_dir / "networks.yaml";
    std::ofstream(file) << "networks: {lan: {driver: macvlan, subnets: [{prefix: 10.7.0.0/24"
                        << fields << "}], options: {" << options << "}}}\n";
    auto found =
        run([&](Runtime& runtime) { return runtime.compare_with_file({.file = file.string()}); });
    EXPECT_EQ(outcome(found), "done");
    return found.ok() ? *std::move(found) : std::vector<NetworkChange>();
  }
};

std::vector<std::string> texts_of(const std::vector<NetworkChange>& changes) {
  std::vector<std::string> texts;
  for (const auto& change : changes)
    for (const auto& field : change.fields)
      texts.push_back(field.what + ": " + field.from + " -> " + field.to);
  return texts;
}

// The engine names the subnet only, and two networks have it.
TEST_F(ApplyOnLan, AFreeAddressIsFreeInEveryNetworkWithTheSubnet) {
  made({"nas=10.7.0.8"});
  CreateNetworkRequest other;
  other.spec.name = "lan2";
  other.spec.driver = "macvlan";
  other.spec.subnets = {"10.7.0.0/24"};
  other.spec.aux_addresses = {"printer=10.7.0.3"};
  other.spec.options = {"parent=eth0"};
  ASSERT_EQ(outcome(create(other)), "done");
  for (const auto& [network, container] : {std::pair("lan", "c1"), std::pair("lan2", "c2")}) {
    add_container(container);
    connected(network, container);
  }
  const auto free = run([](Runtime& runtime) {
    return runtime.free_address({.subnet = IpPrefix::parse("10.7.0.0/24").value()});
  });
  ASSERT_EQ(outcome(free), "done");
  // The containers have the first two addresses, and the second network keeps the third one.
  EXPECT_EQ(free->text(), "10.7.0.4/24");
}

TEST_F(ApplyOnLan, TheAddressesOfTheHostAreNoDifference) {
  made({"nas=10.7.0.8"}, {"host-link=shim"});
  EXPECT_THAT(changes(", aux_addresses: {nas: 10.7.0.8}", "host-link: shim"), IsEmpty());
}

TEST_F(ApplyOnLan, ARemovedAuxAddressIsADifferenceWhateverItsName) {
  made({"host=10.7.0.7", "host-nas=10.7.0.8", "nas=10.7.0.9"});
  EXPECT_THAT(texts_of(changes("")),
              ElementsAre("subnet 10.7.0.0/24 aux address \"host\": \"10.7.0.7\" -> none",
                          "subnet 10.7.0.0/24 aux address \"host-nas\": \"10.7.0.8\" -> none",
                          "subnet 10.7.0.0/24 aux address \"nas\": \"10.7.0.9\" -> none"));
}

TEST_F(ApplyOnLan, ARecreatedNetworkKeepsTheAddressOfTheHostsLink) {
  made({}, {"host-link=shim"});
  const auto before = inspect("lan")->network.subnets[0].host_addresses;
  const auto found = changes(", range: 10.7.0.64/26", "host-link: shim");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, NetworkChange::Kind::remake);
  ASSERT_EQ(outcome(run([&](Runtime& runtime) { return runtime.make_change(found[0]); })), "done");
  const auto now = inspect("lan");
  EXPECT_TRUE(now->network.subnets[0].range.has_value());
  EXPECT_EQ(now->network.subnets[0].host_addresses, before);
}

// A file from `network export` can have such networks.
TEST_F(ApplyOnLan, NetworksOfOneFileMayShareTheSubnetOfTheLan) {
  const auto file = settings.state_dir.parent_path() / "networks.yaml";
  const auto compared_with = [&](const std::string& driver) {
    const std::string subnet = "subnets: [{prefix: 10.7.0.0/24}]";
    std::ofstream(file) << "networks:\n  one: {driver: macvlan, " << subnet
                        << ", options: {parent: eth0}}\n  two: {" << driver << ", " << subnet
                        << "}\n";
    return run(
        [&](Runtime& runtime) { return runtime.compare_with_file({.file = file.string()}); });
  };
  const auto found = compared_with("driver: macvlan, options: {parent: eth0}");
  ASSERT_EQ(outcome(found), "done");
  EXPECT_EQ(found->size(), 2U);
  for (const auto& change : *found)
    EXPECT_EQ(outcome(run([&](Runtime& runtime) { return runtime.make_change(change); })), "done");
  EXPECT_THAT(outcome(compared_with("driver: bridge")),
              ::testing::HasSubstr("overlaps 10.7.0.0/24"));
}

// A dry run beside another process that applies a file.
TEST_F(ApplyOnLan, ADryRunWaitsForAnotherApply) {
  made({});
  const auto file = settings.state_dir / "networks.yaml";
  std::ofstream(file) << "networks: {lan: {driver: macvlan, subnets: [{prefix: 10.7.0.0/24}]}}\n";
  const base::UniqueFd lock(
      ::open((settings.run_dir / "apply-lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  ASSERT_EQ(::flock(lock.get(), LOCK_EX), 0);
  auto compared = std::async(std::launch::async, [&] {
    return run([&](Runtime& runtime) {
      return runtime.compare_with_file({.file = file.string(), .dry_run = true});
    });
  });
  EXPECT_EQ(compared.wait_for(std::chrono::milliseconds(200)), std::future_status::timeout);
  ASSERT_EQ(::flock(lock.get(), LOCK_UN), 0);
  EXPECT_EQ(outcome(compared.get()), "done");
}

TEST_F(ApplyOnLan, ADryRunCreatesNoLockAndFindsOneThatIsCreatedLater) {
  const auto file = settings.state_dir.parent_path() / "networks.yaml";
  std::ofstream(file) << "networks: {web: }\n";
  (void)run([&](Runtime& runtime) {
    const auto found = runtime.compare_with_file({.file = file.string(), .dry_run = true});
    EXPECT_EQ(outcome(found), "done");
    EXPECT_FALSE(std::filesystem::exists(settings.run_dir));
    EXPECT_FALSE(runtime.has_missed_apply());
    CollectedLog other_log;
    Runtime other(settings, other_log, no_faults, {.system = system, .drivers = *driver_source});
    EXPECT_EQ(outcome(other.compare_with_file({.file = file.string()})), "done");
    EXPECT_TRUE(runtime.has_missed_apply());
    return found;
  });
}

}  // namespace
}  // namespace mydocker::app

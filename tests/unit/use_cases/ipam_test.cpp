// Networks whose addresses an IPAM driver chooses. The driver is in memory, and so are its leases.
#include <map>

#include "lease_table.hpp"
#include "use_case.hpp"

namespace mydocker::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::StartsWith;

class Ipam : public UseCase {
 protected:
  void SetUp() override {
    driver_source = &source;
    table.next = {"10.9.0.100/24"};
    ASSERT_EQ(outcome(create(request())), "done");
    add_container("c1");
    add_container("c2");
    before = machine();
  }
  static CreateNetworkRequest request() {
    CreateNetworkRequest request;
    request.spec.name = "web";
    request.spec.ipam_driver = "table";
    request.spec.subnets = {"10.9.0.0/24"};
    request.spec.reservations = {"db=10.9.0.20"};
    return request;
  }
  static ConnectRequest connection(std::vector<std::string> addresses = {}) {
    ConnectRequest request;
    request.network = "web";
    request.container = "c1";
    request.addresses = std::move(addresses);
    return request;
  }
  std::string address_of(std::size_t n = 0) {
    const auto report = inspect("web");
    return report->endpoints.at(n).endpoint.addresses.at(0).text();
  }
  // Returns the differences that `network verify web` reports.
  std::vector<std::string> drift() {
    std::vector<std::string> lines;
    const auto reports = run([](Runtime& runtime) { return runtime.verify_network("web"); });
    for (const auto& report : *reports) lines.push_back(report.resource + " " + report.problem);
    return lines;
  }

  LeaseTable table;
  TableSource source{built_drivers, table};
  std::string before;
};

TEST_F(Ipam, TheDriverChoosesTheAddressAndGetsItBack) {
  EXPECT_EQ(outcome(connect("web", "c1")), "done");
  EXPECT_THAT(log.notices, ElementsAre("driver \"table\": allocates"));
  EXPECT_EQ(address_of(), "10.9.0.100/24");
  EXPECT_THAT(machine(), HasSubstr("10.9.0.100/24"));
  EXPECT_THAT(drift(), IsEmpty());
  EXPECT_EQ(table.allocations, 1);
  EXPECT_EQ(outcome(disconnect("web", "c1")), "done");
  EXPECT_THAT(table.held, IsEmpty());
  EXPECT_EQ(machine(), before);
}

TEST_F(Ipam, TheLeaseSaysWhatTheUserWants) {
  EXPECT_EQ(outcome(connect(connection({"10.9.0.7"}))), "done");
  EXPECT_EQ(address_of(), "10.9.0.7/24");
  EXPECT_EQ(table.last.container, "c1");
  EXPECT_EQ(table.last.network, inspect("web")->network.id);
  EXPECT_THAT(table.last.subnets, ElementsAre(*IpPrefix::parse("10.9.0.0/24")));
  EXPECT_THAT(table.last.addresses, ElementsAre(*IpPrefix::parse("10.9.0.7/24")));
  EXPECT_THAT(table.last.excluded,
              ElementsAre(*IpAddress::parse("10.9.0.1"), *IpAddress::parse("10.9.0.20")));
}

TEST_F(Ipam, AWrongAddressIsRefusedAndGivenBack) {
  const std::map<std::vector<std::string>, std::string> wrong{
      {{"10.8.0.5/24"}, "10.8.0.5/24 is not in a subnet of the network"},
      {{"10.9.0.5/16"}, "10.9.0.5/16 does not have the prefix length of 10.9.0.0/24"},
      {{"10.9.0.1/24"}, "10.9.0.1"},
      {{"10.9.0.20/24"}, "10.9.0.20"},
      {{}, "it gives no address"},
      {{"10.9.0.5/24", "10.9.0.5/24"}, "it gives 10.9.0.5/24 twice"}};
  for (const auto& [given, message] : wrong) {
    table.next = given;
    const auto refused = outcome(connect("web", "c1"));
    EXPECT_THAT(refused, HasSubstr("IPAM driver \"table\": " + message));
    EXPECT_THAT(table.held, IsEmpty()) << message;
    EXPECT_EQ(machine(), before) << message;
    EXPECT_THAT(inspect("web")->endpoints, IsEmpty()) << message;
  }
}

TEST_F(Ipam, AnAddressHasOneContainer) {
  EXPECT_EQ(outcome(connect("web", "c1")), "done");
  EXPECT_THAT(outcome(connect("web", "c2")), HasSubstr("10.9.0.100 is held by container \"c1\""));
  EXPECT_EQ(table.held.size(), 1U);
}

// Fails before a step.
class FailBefore final : public apply::FaultHook {
 public:
  explicit FailBefore(int step) : left_(step) {}
  Result<void> before_step() override {
    return left_-- == 0 ? Error(ErrorKind::kernel, "injected") : Result<void>();
  }

 private:
  int left_;
};

TEST_F(Ipam, AFailureAtAnyStepLeavesNoLease) {
  for (int step = 0;; ++step) {
    ASSERT_LT(step, 50);
    FailBefore failure(step);
    faults = &failure;
    const auto result = outcome(connect("web", "c1"));
    faults = &no_faults;
    if (result == "done") break;
    EXPECT_THAT(result, HasSubstr("injected"));
    EXPECT_THAT(table.held, IsEmpty()) << step;
    EXPECT_EQ(machine(), before) << step;
  }
  EXPECT_EQ(table.held.size(), 1U);
}

struct KilledNow {};

class KillAt final : public apply::FaultHook {
 public:
  explicit KillAt(int step) : left_(step) {}
  Result<void> before_step() override {
    if (left_-- == 0) throw KilledNow();
    return {};
  }
  void after_step() override {
    if (left_-- == 0) throw KilledNow();
  }

 private:
  int left_;
};

TEST_F(Ipam, AKillAtAnyStepLeavesNoLeaseAfterRecovery) {
  for (int step = 0;; ++step) {
    ASSERT_LT(step, 100);
    KillAt kill(step);
    faults = &kill;
    bool killed = false;
    try {
      EXPECT_EQ(outcome(connect("web", "c1")), "done");
    } catch (const KilledNow&) {
      killed = true;
    }
    faults = &no_faults;
    if (!killed) break;
    ASSERT_TRUE(run([](Runtime& runtime) { return runtime.recover(); }).ok());
    EXPECT_THAT(table.held, IsEmpty()) << step;
    EXPECT_EQ(machine(), before) << step;
  }
  EXPECT_EQ(address_of(), "10.9.0.100/24");
}

TEST_F(Ipam, TheLeaseOfADeadContainerIsReleased) {
  EXPECT_EQ(outcome(connect("web", "c1")), "done");
  system.remove_container(path_of("c1"));
  EXPECT_EQ(outcome(disconnect("web", "c1")), "done");
  EXPECT_THAT(table.held, IsEmpty());
}

TEST_F(Ipam, ALostLeaseIsReportedAndTakenAgain) {
  EXPECT_EQ(outcome(connect("web", "c1")), "done");
  table.held.clear();
  table.next = {"10.9.0.200/24"};
  EXPECT_THAT(drift(), ElementsAre(HasSubstr("missing")));
  EXPECT_EQ(outcome(reload("web")), "done");
  EXPECT_EQ(table.held.begin()->second.front().text(), "10.9.0.100/24");
  EXPECT_THAT(drift(), IsEmpty());
}

// The container is connected, and the allocator has one more address for it.
TEST_F(Ipam, ALeaseWithAnotherAddressIsRepaired) {
  EXPECT_EQ(outcome(connect("web", "c1")), "done");
  const auto recorded = table.held.begin()->second;
  for (const bool keeps : {false, true}) {
    table.keeps_others = keeps;
    table.held.begin()->second.push_back(*IpPrefix::parse("10.9.0.101/24"));
    EXPECT_THAT(drift(), ElementsAre(HasSubstr("lease of container \"c1\" differs")));
    EXPECT_EQ(outcome(reload("web")), "done");
    EXPECT_EQ(table.held.begin()->second, recorded);
    EXPECT_THAT(drift(), IsEmpty());
  }
}

TEST_F(Ipam, ARepairThatDoesNothingIsAnError) {
  EXPECT_EQ(outcome(connect("web", "c1")), "done");
  table.denies = true;
  const auto failed = outcome(reload("web"));
  EXPECT_THAT(failed, HasSubstr("lease of container \"c1\" is still different"));
}

TEST_F(Ipam, TheLeaseOfAMissingDriverDoesNotHideOtherDifferences) {
  EXPECT_EQ(outcome(connect("web", "c1")), "done");
  source.is_missing = true;
  system.host.spaces[path_of("c1")].links["eth0"].mtu = 1300;
  EXPECT_THAT(drift(),
              ElementsAre("lease of container \"c1\" cannot be checked: no driver \"table\"",
                          HasSubstr("1300")));
}

TEST_F(Ipam, AStuckLeaseIsNotCalledBusy) {
  table.is_away = true;
  EXPECT_THAT(outcome(connect("web", "c1")), HasSubstr("its driver cannot remove it"));
  source.is_missing = true;
  for (int again = 0; again < 2; ++again)
    EXPECT_THAT(outcome(connect("web", "c1")),
                AllOf(StartsWith("unfinished: "), HasSubstr("no driver \"table\"")));
  source.is_missing = false;
  table.is_away = false;
  EXPECT_EQ(outcome(connect("web", "c1")), "done");
}

TEST_F(Ipam, AVersionThatGivesNoAddressesIsRefusedBeforeAnEntryIsStored) {
  source.lacks_ipam = true;
  EXPECT_THAT(outcome(connect("web", "c1")),
              HasSubstr("IPAM driver \"table\": the driver does not choose addresses"));
  EXPECT_THAT(inspect("web")->endpoints, IsEmpty());
  EXPECT_EQ(machine(), before);
}

TEST_F(Ipam, TheLeaseReservesTheAddressesOfOtherNetworksOnTheLan) {
  for (const std::string name : {"lan1", "lan2"}) {
    CreateNetworkRequest request;
    request.spec.name = name;
    request.spec.driver = "macvlan";
    request.spec.options = {"parent=eth0"};
    request.spec.subnets = {"10.70.0.0/24"};
    if (name == "lan1") request.spec.reservations = {"db=10.70.0.9"};
    if (name == "lan2") request.spec.ipam_driver = "table";
    ASSERT_EQ(outcome(create(request)), "done");
  }
  EXPECT_EQ(outcome(connect("lan1", "c2")), "done");
  table.next = {"10.70.0.5/24"};
  EXPECT_EQ(outcome(connect("lan2", "c1")), "done");
  EXPECT_THAT(table.last.excluded,
              IsSupersetOf({*IpAddress::parse("10.70.0.1"), *IpAddress::parse("10.70.0.9")}));
}

TEST_F(Ipam, ANetworkWithoutAddressesHasNoIpamDriver) {
  for (const std::string driver : {"host", "none"}) {
    CreateNetworkRequest request;
    request.spec.name = "other";
    request.spec.driver = driver;
    request.spec.ipam_driver = "table";
    EXPECT_THAT(outcome(create(request)), HasSubstr("--ipam-driver \"table\": networks of driver"));
  }
}

// The new allocator gives no address. So the old network and its containers come back.
TEST_F(Ipam, ARemakeThatLosesContainersIsUndone) {
  created("old", "10.6.0.0/24");
  EXPECT_EQ(outcome(connect("old", "c1")), "done");
  const auto old = inspect("old");
  NetworkChange change;
  change.kind = NetworkChange::Kind::remake;
  change.name = "old";
  change.id = old->network.id;
  change.spec.name = "old";
  change.spec.subnets = {"10.6.0.0/24"};
  change.spec.ipam_driver = "table";
  table.refuses = true;
  const auto remade = [&] { return run([&](Runtime& runtime) { return runtime.remake(change); }); };
  EXPECT_THAT(outcome(remade()), HasSubstr("containers that could not be connected again: \"c1\""));
  const auto now = inspect("old");
  EXPECT_EQ(now->network.ipam_driver, model::IpamDriver::builtin);
  ASSERT_EQ(now->endpoints.size(), 1U);
  EXPECT_EQ(now->endpoints.front().endpoint.addresses, old->endpoints.front().endpoint.addresses);
  table.refuses = false;
  change.id = now->network.id;
  EXPECT_EQ(outcome(remade()), "done");
  EXPECT_EQ(inspect("old")->network.ipam_driver.name(), "table");
  EXPECT_EQ(inspect("old")->endpoints.size(), 1U);
}

TEST_F(Ipam, WithoutTheDriverALeaseIsKeptOnlyOnDemand) {
  EXPECT_EQ(outcome(connect("web", "c1")), "done");
  source.is_missing = true;
  EXPECT_THAT(outcome(disconnect("web", "c1")), HasSubstr("only its driver can remove it"));
  EXPECT_EQ(address_of(), "10.9.0.100/24");
  const auto forced = run([](Runtime& runtime) {
    return runtime.disconnect({.network = "web", .container = "c1", .abandon = true});
  });
  EXPECT_EQ(outcome(forced), "done");
  EXPECT_EQ(machine(), before);
}

TEST_F(Ipam, ADryRunDoesNotAskTheDriver) {
  auto request = connection();
  request.dry_run = true;
  const auto report = connect(request);
  EXPECT_EQ(outcome(report), "done");
  EXPECT_THAT(report->script, HasSubstr("10.9.0.2/24"));
  EXPECT_THAT(log.notices, ElementsAre(HasSubstr("the addresses are examples")));
  EXPECT_EQ(table.allocations, 0);
}

TEST_F(Ipam, ADriverHasTheRoleOnItsOwnNetworks) {
  auto own = request();
  own.spec.name = "own";
  own.spec.driver = "table";
  own.spec.ipam_driver = "default";
  own.spec.subnets = {"10.8.0.0/24"};
  own.spec.reservations.clear();
  ASSERT_EQ(outcome(create(own)), "done");
  EXPECT_EQ(inspect("own")->network.ipam_driver.name(), "table");
  table.next = {"10.8.0.9/24"};
  EXPECT_EQ(outcome(connect("own", "c1")), "done");
  EXPECT_EQ(table.last.network, inspect("own")->network.id);
}

TEST_F(Ipam, OnlyADriverWithTheRoleIsAccepted) {
  auto other = request();
  other.spec.name = "other";
  other.spec.subnets = {"10.7.0.0/24"};
  other.spec.reservations.clear();
  other.spec.ipam_driver = "macvlan";
  EXPECT_THAT(outcome(create(other)),
              HasSubstr("--ipam-driver \"macvlan\": the driver does not choose addresses"));
  other.spec.ipam_driver = "dhcp";
  EXPECT_THAT(outcome(create(other)), HasSubstr("--ipam-driver: no driver \"dhcp\""));
  other.spec.ipam_driver = "table";
  other.spec.ip_ranges = {"10.7.0.128/25"};
  EXPECT_THAT(outcome(create(other)),
              HasSubstr("--ip-range cannot be combined with the IPAM driver \"table\""));
}

TEST_F(Ipam, TheOptionsReachTheDriverWithTheirDefaults) {
  auto other = request();
  other.spec.name = "other";
  other.spec.subnets = {"10.7.0.0/24"};
  other.spec.reservations.clear();
  other.spec.ipam_options = {"server=192.0.2.9"};
  ASSERT_EQ(outcome(create(other)), "done");
  table.next = {"10.7.0.9/24"};
  EXPECT_EQ(outcome(connect("other", "c1")), "done");
  EXPECT_EQ(table.last.options.values(),
            (std::map<std::string, std::string>{{"server", "192.0.2.9"}, {"time", "60"}}));
  EXPECT_EQ(inspect("other")->network.ipam_options.size(), 1U);
}

TEST_F(Ipam, AWrongOptionIsRefused) {
  auto other = request();
  other.spec.name = "other";
  other.spec.subnets = {"10.7.0.0/24"};
  other.spec.reservations.clear();
  const std::map<std::string, std::string> wrong{
      {"server=tea", "--ipam-opt: option \"server\": "},
      {"srver=192.0.2.9", "--ipam-opt: driver \"table\" has no option \"srver\""},
      {"server", "--ipam-opt"}};
  for (const auto& [option, message] : wrong) {
    other.spec.ipam_options = {option};
    EXPECT_THAT(outcome(create(other)), AllOf(StartsWith("invalid_argument"), HasSubstr(message)));
  }
  other.spec.ipam_options.clear();
  other.spec.driver = "table";
  other.spec.options = {"server=192.0.2.9"};
  EXPECT_THAT(outcome(create(other)), HasSubstr("is an option of the IPAM driver"));
  other.spec.options.clear();
  other.spec.driver = "bridge";
  other.spec.ipam_driver = "default";
  other.spec.ipam_options = {"a=b"};
  EXPECT_THAT(outcome(create(other)),
              HasSubstr("--ipam-opt \"a=b\": only an IPAM driver has options"));
}

// A network on the LAN behind eth0, whose addresses come from the driver.
class IpamOnLan : public Ipam {
 protected:
  void add_lan(const std::string& name) {
    CreateNetworkRequest request;
    request.spec.name = name;
    request.spec.driver = "macvlan";
    request.spec.options = {"parent=eth0"};
    request.spec.subnets = {"10.70.0.0/24"};
    request.spec.ipam_driver = "table";
    ASSERT_EQ(outcome(create(request)), "done");
  }
};

TEST_F(IpamOnLan, TheGatewayAndRoutesOfAnAllocationAreUsed) {
  add_lan("lan");
  table.next = {"10.70.0.5/24"};
  table.gateways = {"10.70.0.254"};
  table.routes = {{.destination = *IpPrefix::parse("10.99.0.0/16"),
                   .via = *IpAddress::parse("10.70.0.8"),
                   .metric = 7}};
  EXPECT_EQ(outcome(connect("lan", "c1")), "done");
  EXPECT_EQ(inspect("lan")->endpoints.at(0).ipv4.gateway, "10.70.0.254");
  EXPECT_THAT(machine(), AllOf(HasSubstr("10.70.0.254"), HasSubstr("10.99.0.0/16")));
  table.gateways = {"10.70.0.253"};
  table.held.clear();
  EXPECT_EQ(outcome(reload("lan")), "done");
  EXPECT_EQ(inspect("lan")->endpoints.at(0).ipv4.gateway, "10.70.0.254");
  EXPECT_THAT(machine(), Not(HasSubstr("10.70.0.253")));
}

TEST_F(IpamOnLan, AWrongGatewayOrRouteIsRefusedAndTheLeaseReleased) {
  add_lan("lan");
  const auto state = machine();
  const auto refused = [&](std::vector<std::string> gateways, std::vector<RouteView> routes) {
    table.next = {"10.70.0.5/24"};
    table.gateways = std::move(gateways);
    table.routes = std::move(routes);
    auto result = outcome(connect("lan", "c1"));
    EXPECT_THAT(table.held, IsEmpty());
    EXPECT_EQ(machine(), state);
    return result;
  };
  EXPECT_THAT(refused({"10.71.0.1"}, {}), HasSubstr("gateway 10.71.0.1 is not in a subnet"));
  EXPECT_THAT(refused({"10.70.0.255"}, {}), HasSubstr("10.70.0.255 is not usable in subnet"));
  EXPECT_THAT(refused({"10.70.0.5"}, {}), HasSubstr("it gives the gateway 10.70.0.5 as address"));
  EXPECT_THAT(refused({"10.70.0.1", "10.70.0.2"}, {}), HasSubstr("two gateways in subnet"));
  const auto via = *IpAddress::parse("10.70.0.8");
  EXPECT_THAT(refused({}, {{.destination = *IpPrefix::parse("10.99.0.1/16"), .via = via}}),
              HasSubstr("its route 10.99.0.1/16 is not valid"));
  EXPECT_THAT(refused({}, {{.destination = *IpPrefix::parse("0.0.0.0/0"), .via = via}}),
              HasSubstr("is a default route"));
  EXPECT_THAT(refused({}, {{.destination = *IpPrefix::parse("10.99.0.0/16")}}),
              HasSubstr("is not valid"));
}

// The host is the gateway of a bridge network.
TEST_F(Ipam, OnlyTheHostIsTheGatewayOfItsOwnNetwork) {
  table.gateways = {"10.9.0.254"};
  EXPECT_THAT(outcome(connect("web", "c1")),
              HasSubstr("gateway 10.9.0.254 is not the one of the network"));
  EXPECT_EQ(machine(), before);
  table.gateways = {"10.9.0.1"};
  EXPECT_EQ(outcome(connect("web", "c1")), "done");
}

// The other network takes the address while the driver allocates it.
TEST_F(IpamOnLan, TwoNetworksThatAllocateAtOneTimeGetTwoAddresses) {
  for (const auto* name : {"lan1", "lan2"}) add_lan(name);
  table.next = {"10.70.0.5/24"};
  table.later = {"10.70.0.6/24"};
  std::string other;
  table.meanwhile = [&] { other = outcome(connect("lan2", "c2")); };
  EXPECT_EQ(outcome(connect("lan1", "c1")), "done");
  EXPECT_EQ(other, "done");
  EXPECT_EQ(inspect("lan2")->endpoints.at(0).endpoint.addresses.at(0).text(), "10.70.0.5/24");
  EXPECT_EQ(inspect("lan1")->endpoints.at(0).endpoint.addresses.at(0).text(), "10.70.0.6/24");
  EXPECT_EQ(table.allocations, 3);
  EXPECT_EQ(table.held.size(), 2U);
}

TEST_F(IpamOnLan, ADriverThatIgnoresWhatIsExcludedFailsInTheEnd) {
  for (const auto* name : {"lan1", "lan2"}) add_lan(name);
  table.next = {"10.70.0.5/24"};
  EXPECT_EQ(outcome(connect("lan2", "c2")), "done");
  EXPECT_THAT(outcome(connect("lan1", "c1")),
              HasSubstr("10.70.0.5 is held by container \"c2\" on the same LAN"));
  EXPECT_EQ(table.allocations, 6);
  EXPECT_EQ(table.held.size(), 1U);
}

}  // namespace
}  // namespace mydocker::app

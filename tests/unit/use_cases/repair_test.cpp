// Loss of single objects: verify reports exactly the object, reload restores it, and a dry run of
// reload shows the repair.
#include "use_case.hpp"

namespace mydocker::app {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What another program has done to the machine.
struct Loss {
  std::string name;
  std::function<void(testing::FakeHost&)> happen;
  std::string reported;  // part of the line of verify
};

class Repair : public UseCase, public ::testing::WithParamInterface<Loss> {
 protected:
  std::vector<DriftReport> verify() {
    auto drift = run([](Runtime& runtime) { return runtime.verify_network("web"); });
    EXPECT_EQ(outcome(drift), "done");
    return drift.ok() ? *drift : std::vector<DriftReport>();
  }
};

TEST_P(Repair, RestoresWhatWasLost) {
  created("web");
  connected("web", "c1", {"8080:80"});
  connected("web", "c2");
  ASSERT_THAT(verify(), IsEmpty());
  const auto before = machine();
  GetParam().happen(system.host);
  ASSERT_NE(machine(), before);
  const auto drift = verify();
  ASSERT_FALSE(drift.empty());
  EXPECT_THAT(drift[0].resource + " " + drift[0].problem, HasSubstr(GetParam().reported));
  EXPECT_EQ(outcome(reload("web")), "done");
  EXPECT_EQ(machine(), before);
  EXPECT_THAT(verify(), IsEmpty());
}

constexpr const char* kC1 = "/run/netns/c1";

std::string veth_of(testing::FakeHost& host, const std::string& space) {
  return host.spaces[space].links["eth0"].peer;
}

INSTANTIATE_TEST_SUITE_P(
    Each, Repair,
    ::testing::Values(
        Loss{"BridgeIsDown", [](auto& host) { host.spaces[""].links["web"].up = false; }, "web"},
        Loss{"BridgeMtu", [](auto& host) { host.spaces[""].links["web"].mtu = 1400; }, "mtu"},
        Loss{"BridgeAddress",
             [](auto& host) {
               host.spaces[""].addresses.erase({"web", IpPrefix::parse("10.9.0.1/24").value()});
             },
             "10.9.0.1/24"},
        Loss{"BridgeIsDeleted", [](auto& host) { host.remove_link("", "web"); }, "bridge \"web\""},
        Loss{"VethIsDeleted", [](auto& host) { host.remove_link(kC1, "eth0"); }, "veth"},
        Loss{"ContainerLinkIsDown", [](auto& host) { host.spaces[kC1].links["eth0"].up = false; },
             "eth0"},
        Loss{"HostLinkIsDown",
             [](auto& host) { host.spaces[""].links[veth_of(host, kC1)].up = false; }, "veth"},
        Loss{"HostLinkLeftTheBridge",
             [](auto& host) { host.spaces[""].links[veth_of(host, kC1)].master.clear(); }, "veth"},
        Loss{"ContainerAddress", [](auto& host) { host.spaces[kC1].addresses.clear(); }, "10.9.0"},
        Loss{"DefaultRoute", [](auto& host) { host.spaces[kC1].routes.clear(); }, "default"},
        Loss{"Forwarding",
             [](auto& host) { host.spaces[""].settings["net/ipv4/ip_forward"] = "0"; },
             "ip_forward"},
        Loss{"Tables",
             [](auto& host) {
               host.firewall = false;
               host.sets = {};
             },
             "firewall"}),
    [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace mydocker::app

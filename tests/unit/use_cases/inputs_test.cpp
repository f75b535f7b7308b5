// The inputs of create, connect and publish. A refused command changes nothing.
#include "use_case.hpp"

namespace mydocker::app {
namespace {

using ::testing::StartsWith;

// One request, and the beginning of what the command says.
struct Input {
  std::string name;
  std::vector<std::string> words;  // "--subnet=10.1.0.0/24"; see request_of()
  std::string told = "done";
};

std::string name_of_input(const ::testing::TestParamInfo<Input>& info) { return info.param.name; }

// The value of a word, if it has that option.
bool takes(const std::string& word, const std::string& option, std::vector<std::string>& values) {
  if (!word.starts_with(option + "=")) return false;
  values.push_back(word.substr(option.size() + 1));
  return true;
}

class CreateInput : public UseCase, public ::testing::WithParamInterface<Input> {
 protected:
  static CreateNetworkRequest request_of(const std::vector<std::string>& words) {
    CreateNetworkRequest request;
    request.spec.name = "web";
    std::vector<std::string> names;
    std::vector<std::string> drivers;
    std::vector<std::string> v6;
    for (const auto& word : words) {
      if (word == "--internal") request.spec.internal = true;
      if (takes(word, "--name", names)) request.spec.name = names.back();
      if (takes(word, "--driver", drivers)) request.spec.driver = drivers.back();
      if (takes(word, "--ipv6", v6)) request.spec.ipv6 = v6.back();
      takes(word, "--subnet", request.spec.subnets);
      takes(word, "--gateway", request.spec.gateways);
      takes(word, "--ip-range", request.spec.ip_ranges);
      takes(word, "--aux-address", request.spec.aux_addresses);
      takes(word, "--reserve", request.spec.reservations);
      takes(word, "--route", request.spec.routes);
      takes(word, "-o", request.spec.options);
      takes(word, "--label", request.spec.labels);
    }
    return request;
  }
};

TEST_P(CreateInput, IsTakenOrRefused) {
  system.host.spaces[""].addresses.insert({"eth0", IpPrefix::parse("198.51.100.1/24").value()});
  created("other", "10.77.0.0/24");
  const auto before = machine();
  const auto told = outcome(create(request_of(GetParam().words)));
  EXPECT_THAT(told, StartsWith(GetParam().told));
  if (told != "done") {
    EXPECT_EQ(machine(), before);
    return;
  }
  EXPECT_EQ(outcome(remove("web")), "done");
  EXPECT_EQ(machine(), before);
}

INSTANTIATE_TEST_SUITE_P(
    Each, CreateInput,
    ::testing::Values(
        Input{"FromThePools", {}}, Input{"Subnet", {"--subnet=10.1.0.0/24"}},
        Input{"TwoSubnets", {"--subnet=10.1.0.0/24", "--subnet=10.2.0.0/24"}},
        Input{"BothFamilies", {"--subnet=10.1.0.0/24", "--subnet=fd00:1::/64"}},
        Input{"OnlyIpv6", {"--subnet=fd00:1::/64"}}, Input{"Ipv6FromThePools", {"--ipv6=true"}},
        Input{"Gateway", {"--subnet=10.1.0.0/24", "--gateway=10.1.0.254"}},
        Input{"Range", {"--subnet=10.1.0.0/16", "--ip-range=10.1.7.0/24"}},
        Input{"RangeOfAddresses", {"--subnet=10.1.0.0/24", "--ip-range=10.1.0.10-10.1.0.20"}},
        Input{"AuxAddress", {"--subnet=10.1.0.0/24", "--aux-address=router=10.1.0.9"}},
        Input{"Reservation", {"--subnet=10.1.0.0/24", "--reserve=c1=10.1.0.9"}},
        Input{"Internal", {"--internal"}}, Input{"Label", {"--label=tier=front"}},
        Input{"Mtu", {"-o=mtu=1400"}}, Input{"NoMasquerade", {"-o=masquerade=false"}},
        Input{"NoIcc", {"-o=icc=false"}}, Input{"HostNetwork", {"--driver=host"}},
        Input{"NoneNetwork", {"--driver=none"}},
        Input{"Macvlan", {"--driver=macvlan", "-o=parent=eth0", "--subnet=10.1.0.0/24"}},
        Input{"SmallestSubnet", {"--subnet=10.1.0.0/30"}},
        Input{"Route", {"--subnet=10.1.0.0/24", "--route=10.50.0.0/16,10.1.0.9"}},
        Input{"NameOfAnother", {"--name=other"}, "already_exists"},
        Input{"EmptyName", {"--name="}, "invalid_argument"},
        Input{"NameWithSlash", {"--name=a/b"}, "invalid_argument"},
        Input{"NameThatIsReserved", {"--name=host"}, "invalid_argument"},
        Input{"SubnetOfAnother", {"--subnet=10.77.0.0/25"}, "already_exists"},
        Input{"SubnetAroundAnother", {"--subnet=10.77.0.0/16"}, "already_exists"},
        Input{"SubnetOfTheHost", {"--subnet=198.51.100.0/25"}, "already_exists"},
        Input{"SubnetWithHostBits", {"--subnet=10.1.0.5/24"}, "invalid_argument"},
        Input{"SubnetWithoutLength", {"--subnet=10.1.0.0"}, "invalid_argument"},
        Input{"SubnetOfLetters", {"--subnet=abc"}, "invalid_argument"},
        Input{"SubnetTooLong", {"--subnet=10.1.0.0/33"}, "invalid_argument"},
        Input{"SubnetOfMulticast", {"--subnet=224.0.0.0/24"}, "invalid_argument"},
        Input{"SubnetOfLoopback", {"--subnet=127.1.0.0/24"}, "invalid_argument"},

        Input{"SubnetsThatOverlap",
              {"--subnet=10.1.0.0/16", "--subnet=10.1.9.0/24"},
              "invalid_argument"},
        Input{"GatewayOutside", {"--subnet=10.1.0.0/24", "--gateway=10.2.0.1"}, "invalid_argument"},
        Input{"GatewayIsBroadcast",
              {"--subnet=10.1.0.0/24", "--gateway=10.1.0.255"},
              "invalid_argument"},
        Input{"GatewayWithoutSubnet", {"--gateway=10.1.0.1"}, "invalid_argument"},
        Input{
            "RangeOutside", {"--subnet=10.1.0.0/24", "--ip-range=10.2.0.0/25"}, "invalid_argument"},
        Input{"RangeBackwards",
              {"--subnet=10.1.0.0/24", "--ip-range=10.1.0.20-10.1.0.10"},
              "invalid_argument"},
        Input{"AuxAddressOutside",
              {"--subnet=10.1.0.0/24", "--aux-address=a=10.2.0.9"},
              "invalid_argument"},
        Input{"ReservationOutside",
              {"--subnet=10.1.0.0/24", "--reserve=c1=10.2.0.9"},
              "invalid_argument"},
        Input{"ReservationTwice",
              {"--subnet=10.1.0.0/24", "--reserve=c1=10.1.0.9", "--reserve=c2=10.1.0.9"},
              "invalid_argument"},
        Input{"RouteThroughNothing",
              {"--subnet=10.1.0.0/24", "--route=10.50.0.0/16,10.99.0.1"},
              "invalid_argument"},
        Input{"UnknownOption", {"-o=mtuu=1400"}, "invalid_argument"},
        Input{"OptionWithoutValue", {"-o=mtu"}, "invalid_argument"},
        Input{"OptionNotANumber", {"-o=mtu=12x"}, "invalid_argument"},
        Input{"OptionTooSmall", {"-o=mtu=1"}, "invalid_argument"},
        Input{"OptionTwice", {"-o=mtu=1400", "-o=mtu=1500"}, "invalid_argument"},
        Input{"UnknownDriver", {"--driver=brige"}, "not_found"},
        Input{"ParentMissing", {"--driver=macvlan", "-o=parent=nic7"}, "not_found"},
        Input{"LabelWithoutKey", {"--label==x"}, "invalid_argument"}),
    name_of_input);

class PortInput : public UseCase, public ::testing::WithParamInterface<Input> {};

// The first word is for a container that is connected before, the second one is tried.
TEST_P(PortInput, IsTakenOrRefused) {
  created("web");
  connected("web", "c1", {GetParam().words[0]});
  system.used_ports.insert({Protocol::tcp, IpAddress(), 5432});
  system.kept_ports = {{40000, 40004}};
  add_container("c2");
  const auto before = machine();
  const auto told = outcome(connect("web", "c2", {GetParam().words[1]}));
  EXPECT_THAT(told, StartsWith(GetParam().told));
  if (told == "done") {
    EXPECT_EQ(outcome(disconnect("web", "c2")), "done");
  }
  EXPECT_EQ(machine(), before);
}

INSTANTIATE_TEST_SUITE_P(
    Each, PortInput,
    ::testing::Values(
        Input{"AnotherPort", {"8080:80", "8081:80"}},
        Input{"AnotherProtocol", {"8080:80", "8080:80/udp"}}, Input{"Chosen", {"8080:80", "80"}},
        Input{"Range", {"8080:80", "9000-9009:80-89"}},
        Input{"AtAnAddress", {"8080:80", "127.0.0.1:9090:80"}},
        Input{"OneOfARange", {"8080:80", "8080-8082:80"}},
        Input{"Sctp", {"8080:80", "9080:80/sctp"}},
        Input{"Ipv4MappedAddress", {"8080:80", "[::ffff:127.0.0.1]:9090:80"}},
        Input{"SamePort", {"8080:80", "8080:81"}, "already_exists"},
        Input{"SamePortAtAnAddress", {"8080:80", "127.0.0.1:8080:80"}, "already_exists"},
        Input{"RangeOverThePort", {"8080:80", "8079-8081:79-81"}, "already_exists"},
        Input{"PortOfAProgram", {"8080:80", "5432:80"}, "already_exists"},
        Input{"PortZero", {"8080:80", "9090:0"}, "invalid_argument"},
        Input{"PortTooHigh", {"8080:80", "65536:80"}, "invalid_argument"},
        Input{"UnknownProtocol", {"8080:80", "9090:80/icmp"}, "invalid_argument"},
        Input{"RangesOfOtherLengths", {"8080:80", "9000-9001:80-89"}, "invalid_argument"},
        Input{"Letters", {"8080:80", "http:80"}, "invalid_argument"},
        Input{"LoopbackV6", {"8080:80", "[::1]:9090:80"}, "invalid_argument"},
        Input{"Multicast", {"8080:80", "224.0.0.1:9090:80"}, "invalid_argument"},
        Input{"BracketMissing", {"8080:80", "::1:9090:80"}, "invalid_argument"}),
    name_of_input);

class ConnectInput : public UseCase, public ::testing::WithParamInterface<Input> {
 protected:
  ConnectRequest request_of(const std::vector<std::string>& words) {
    ConnectRequest request;
    request.network = "web";
    request.container = "c2";
    std::vector<std::string> one;
    for (const auto& word : words) {
      takes(word, "--ip", request.addresses);
      takes(word, "--ip6", request.addresses_v6);
      takes(word, "--driver-opt", request.options);
      if (takes(word, "--mac-address", one)) request.mac = one.back();
      if (takes(word, "--ifname", one)) request.link_name = one.back();
      if (takes(word, "--network", one)) request.network = one.back();
      if (takes(word, "--container", one)) request.container = one.back();
      if (takes(word, "--gw-priority", one)) request.gateway_priority = one.back();
      if (takes(word, "--netns", one)) request.netns_path = one.back();
    }
    return request;
  }
};

TEST_P(ConnectInput, IsTakenOrRefused) {
  CreateNetworkRequest web;
  web.spec.name = "web";
  web.spec.subnets = {"10.9.0.0/29", "fd00:9::/64"};
  web.spec.reservations = {"db=10.9.0.6"};
  ASSERT_EQ(outcome(create(web)), "done");
  connected("web", "c1");
  add_container("c2");
  const auto before = machine();
  const auto request = request_of(GetParam().words);
  const auto told = outcome(connect(request));
  EXPECT_THAT(told, StartsWith(GetParam().told));
  if (told == "done") {
    EXPECT_EQ(outcome(disconnect("web", request.container)), "done");
  }
  EXPECT_EQ(machine(), before);
}

INSTANTIATE_TEST_SUITE_P(
    Each, ConnectInput,
    ::testing::Values(
        Input{"Nothing", {}}, Input{"Address", {"--ip=10.9.0.5"}},
        Input{"AddressV6", {"--ip6=fd00:9::55"}},
        Input{"BothAddresses", {"--ip=10.9.0.5", "--ip6=fd00:9::55"}},
        Input{"Mac", {"--mac-address=02:00:00:00:00:07"}},
        Input{"InterfaceName", {"--ifname=net0"}}, Input{"Priority", {"--gw-priority=7"}},
        Input{"ByPath", {"--netns=/run/netns/c2"}},
        Input{"UnknownNetwork", {"--network=wbe"}, "not_found"},
        Input{"NoNamespace", {"--container=c9"}, "not_found"},
        Input{"ConnectedAlready", {"--container=c1"}, "already_exists"},
        Input{"AddressOfAnother", {"--ip=10.9.0.2"}, "already_exists"},
        Input{"AddressOfTheGateway", {"--ip=10.9.0.1"}, "already_exists"},
        Input{"AddressReserved", {"--ip=10.9.0.6"}, "already_exists"},
        Input{"AddressOutside", {"--ip=10.8.0.5"}, "unsupported"},
        Input{"AddressIsBroadcast", {"--ip=10.9.0.7"}, "unsupported"},
        Input{"AddressOfLetters", {"--ip=abc"}, "invalid_argument"},
        Input{"AddressOfTheOtherFamily", {"--ip=fd00:9::5"}, "invalid_argument"},
        Input{"AddressV6Outside", {"--ip6=fd00:8::5"}, "unsupported"},
        Input{"MacIsMulticast", {"--mac-address=01:00:00:00:00:07"}, "invalid_argument"},
        Input{"MacTooShort", {"--mac-address=02:00:00"}, "invalid_argument"},
        Input{"InterfaceNameTooLong", {"--ifname=abcdefghijklmnop"}, "invalid_argument"},
        Input{"InterfaceNameWithSlash", {"--ifname=a/b"}, "invalid_argument"},
        Input{"InterfaceNameIsLo", {"--ifname=lo"}, "already_exists"},
        Input{"PriorityTooHigh", {"--gw-priority=1000"}, "invalid_argument"},
        Input{"PriorityOfLetters", {"--gw-priority=high"}, "invalid_argument"},
        Input{"UnknownOption", {"--driver-opt=speed=9"}, "invalid_argument"},
        Input{"NamespaceOfTheHost", {"--netns=/run/netns/host"}, "not_found"},
        Input{"ContainerNameWithSlash", {"--container=a/b"}, "invalid_argument"}),
    name_of_input);

}  // namespace
}  // namespace mydocker::app

#include "output/document.hpp"
#include "support/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "output/driver_text.hpp"

namespace mydocker::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string networks_document(const std::vector<app::NetworkReport>& reports) {
  Json all = Json::array();
  for (const auto& report : reports) all.push_back(network_json(report, Detail::verbose));
  return indented(all);
}

IpAddress address(const std::string& text) { return IpAddress::parse(text).value(); }
IpPrefix prefix(const std::string& text) { return IpPrefix::parse(text).value(); }

app::NetworkReport web() {
  app::NetworkReport report;
  auto& network = report.network;
  network.id = std::string(64, 'a');
  network.name = "web";
  network.driver = "bridge";
  network.link_name = "web";
  network.internal = true;
  network.created = 1'000'000'000;
  network.options = {{"mtu", "1400"}};
  network.labels = {{"team", "blue"}};
  model::Subnet subnet;
  subnet.prefix = prefix("192.0.2.0/24");
  subnet.gateway = address("192.0.2.1");
  subnet.range = model::AddressRange{address("192.0.2.64"), address("192.0.2.127")};
  subnet.aux_addresses = {{"printer", address("192.0.2.9")}};
  network.subnets = {subnet};
  report.interface = "web";
  report.link_option = "com.docker.network.bridge.name";
  report.applied = true;
  report.plan.lines = {"bridge \"web\": the containers' switch"};
  return report;
}

app::EndpointReport c1() {
  app::EndpointReport report;
  report.endpoint.id = std::string(64, 'b');
  report.endpoint.container = "c1";
  report.endpoint.netns_path = "/run/netns/c1";
  report.endpoint.link_name = "eth0";
  report.endpoint.mac = MacAddress::parse("02:4d:00:00:00:01").value();
  report.endpoint.addresses = {prefix("192.0.2.65/24"), prefix("2001:db8::2/64")};
  report.host_link = "ve-bbbbbbbbbbbb";
  report.alive = true;
  return report;
}

TEST(NetworksDocument, HasDockersFieldNames) {
  const Json network = json_from(networks_document({web()}))[0];
  EXPECT_EQ(network["Name"], "web");
  EXPECT_EQ(network["Id"], std::string(64, 'a'));
  EXPECT_EQ(network["Created"], "2001-09-09T01:46:40Z");
  EXPECT_EQ(network["Scope"], "local");
  EXPECT_EQ(network["Driver"], "bridge");
  EXPECT_EQ(network["EnableIPv4"], true);
  EXPECT_EQ(network["EnableIPv6"], false);
  EXPECT_EQ(network["IPAM"]["Config"],
            json_from(R"([{"Subnet": "192.0.2.0/24", "Gateway": "192.0.2.1",
                             "IPRange": "192.0.2.64/26",
                             "AuxiliaryAddresses": {"printer": "192.0.2.9"}}])"));
  EXPECT_EQ(network["Internal"], true);
  EXPECT_EQ(network["Options"],
            json_from(R"({"mtu": "1400", "com.docker.network.bridge.name": "web"})"));
  EXPECT_EQ(network["Labels"], json_from(R"({"team": "blue"})"));
  EXPECT_EQ(network["IPAM"]["Driver"], "default");
  EXPECT_EQ(network["IPAM"]["Options"], Json::object());
  EXPECT_EQ(network["Attachable"], false);
  EXPECT_EQ(network["Ingress"], false);
  EXPECT_EQ(network["ConfigFrom"], json_from(R"({"Network": ""})"));
  EXPECT_EQ(network["ConfigOnly"], false);
  EXPECT_EQ(network["Containers"], Json::object());
}

TEST(NetworksDocument, NamesTheEngineOfAContainer) {
  auto report = web();
  report.endpoints = {c1()};
  EXPECT_FALSE(network_json(report, Detail::usual)["Containers"]["c1"].contains("Engine"));
  report.endpoints.back().endpoint.attachment = {"cni", "pods", "pod-7", "eth0"};
  const auto container = network_json(report, Detail::usual)["Containers"]["c1"];
  EXPECT_EQ(container["Engine"]["Name"], "cni");
  EXPECT_EQ(container["Engine"]["Network"], "pods");
  EXPECT_EQ(container["Engine"]["ContainerID"], "pod-7");
  EXPECT_EQ(container["Engine"]["Interface"], "eth0");
}

TEST(NetworksDocument, SaysHowFarEachSubnetIsUsed) {
  auto report = web();
  report.use = {{prefix("192.0.2.0/24"), 4, 63}};
  const Json network = json_from(networks_document({report}))[0];
  EXPECT_EQ(network["Status"]["IPAM"]["Subnets"]["192.0.2.0/24"],
            json_from(R"({"IPsInUse": 4, "DynamicIPsAvailable": 63})"));
}

TEST(NetworksDocument, HasThePlanOnlyIfVerbose) {
  EXPECT_TRUE(network_json(web(), Detail::verbose).contains("Plan"));
  EXPECT_FALSE(network_json(web(), Detail::usual).contains("Plan"));
}

TEST(NetworksDocument, HasTheFactsBesideThePlan) {
  auto report = web();
  report.endpoints.push_back(c1());
  report.endpoints.back().plan.lines = {"link"};
  const auto without_facts = network_json(report, Detail::verbose);
  EXPECT_TRUE(without_facts.contains("HostFacts"));
  EXPECT_EQ(without_facts["HostFacts"], nullptr);
  HostFacts facts;
  facts.default_route = LinkFact{.name = "eth0", .kind = "veth", .mtu = 1450, .up = true};
  facts.ipv6 = true;
  report.plan.facts = facts;
  report.endpoints.back().plan.facts = HostFacts();
  const auto network = network_json(report, Detail::verbose);
  EXPECT_EQ(network["HostFacts"], json_from(R"({
    "DefaultRoute": {"Name": "eth0", "Kind": "veth", "MTU": 1450, "Up": true,
                     "Medium": "ethernet", "Master": ""},
    "Links": [], "IPv6": true, "AdvertisedLink": ""})"));
  const auto& container = network["Containers"]["c1"];
  EXPECT_EQ(container["Plan"], json_from(R"(["link"])"));
  EXPECT_TRUE(container["HostFacts"].contains("DefaultRoute"));
  EXPECT_EQ(container["HostFacts"]["DefaultRoute"], nullptr);
}

TEST(NetworksDocument, HasFieldsOfItsOwn) {
  const Json network = json_from(networks_document({web()}))[0];
  EXPECT_EQ(network["LinkName"], "web");
  EXPECT_EQ(network["Options"]["com.docker.network.bridge.name"], "web");
  EXPECT_EQ(network["Applied"], true);
  EXPECT_EQ(network["Plan"], json_from(R"(["bridge \"web\": the containers' switch"])"));
}

TEST(NetworksDocument, ShowsContainersByName) {
  auto report = web();
  report.endpoints.push_back(c1());
  const Json c1 = json_from(networks_document({report}))[0]["Containers"]["c1"];
  EXPECT_EQ(c1["Name"], "c1");
  EXPECT_EQ(c1["EndpointID"], std::string(64, 'b'));
  EXPECT_EQ(c1["MacAddress"], "02:4d:00:00:00:01");
  EXPECT_EQ(c1["IPv4Address"], "192.0.2.65/24");
  EXPECT_EQ(c1["IPv6Address"], "2001:db8::2/64");
  EXPECT_EQ(c1["InterfaceName"], "eth0");
  EXPECT_EQ(c1["HostInterfaceName"], "ve-bbbbbbbbbbbb");
  EXPECT_EQ(c1["Namespace"], "/run/netns/c1");
  EXPECT_EQ(c1["DefaultRoute"], "");
  EXPECT_EQ(c1["Alive"], true);
}

TEST(NetworksDocument, ShowsWhichNetworkCarriesTheDefaultRoute) {
  auto report = web();
  report.endpoints.push_back(c1());
  report.endpoints[0].endpoint.gateway_priority = 3;
  report.endpoints[0].ipv4 = {"db", "192.0.2.1"};
  const Json c1 = json_from(networks_document({report}))[0]["Containers"]["c1"];
  EXPECT_EQ(c1["GwPriority"], 3);
  EXPECT_EQ(c1["Gateway"], "192.0.2.1");
  EXPECT_EQ(c1["DefaultRoute"], "db");
  EXPECT_EQ(c1["IPv6Gateway"], "");
  EXPECT_EQ(c1["IPv6DefaultRoute"], "");
}

TEST(NetworksDocument, ShowsRoutesReservationsAndWhoChoosesAddresses) {
  auto report = web();
  report.network.routes = {{prefix("10.2.0.0/16"), address("192.0.2.5"), 7},
                           {prefix("10.3.0.0/16"), address("192.0.2.5"), 0}};
  report.network.subnets[0].reservations = {{"c1", address("192.0.2.66")}};
  Json network = json_from(networks_document({report}))[0];
  EXPECT_EQ(network["Routes"], json_from(R"([
      {"Destination": "10.2.0.0/16", "Gateway": "192.0.2.5", "Metric": 7},
      {"Destination": "10.3.0.0/16", "Gateway": "192.0.2.5"}])"));
  EXPECT_EQ(network["IPAM"]["Config"][0]["Reservations"], json_from(R"({"c1": "192.0.2.66"})"));
  EXPECT_EQ(network["IPAM"]["Driver"], "default");
  report.network.ipam_driver = model::IpamDriver::none;
  network = json_from(networks_document({report}))[0];
  EXPECT_EQ(network["IPAM"]["Driver"], "static");
  report.network.subnets.clear();
  network = json_from(networks_document({report}))[0];
  EXPECT_EQ(network["IPAM"]["Driver"], "none");
}

TEST(NetworksDocument, WritesARangeThatIsNoPrefixAsFirstAndLast) {
  auto report = web();
  report.network.subnets[0].range = {address("192.0.2.10"), address("192.0.2.20")};
  EXPECT_THAT(networks_document({report}), HasSubstr("\"192.0.2.10-192.0.2.20\""));
  report.network.subnets[0].range = {address("192.0.2.10"), address("192.0.2.10")};
  EXPECT_THAT(networks_document({report}), HasSubstr("\"192.0.2.10/32\""));
}

TEST(NetworksDocument, LeavesOutWhatASubnetHasNot) {
  auto report = web();
  report.network.subnets = {{.prefix = prefix("2001:db8::/64"),
                             .gateway = std::nullopt,
                             .range = std::nullopt,
                             .aux_addresses = {}}};
  const Json network = json_from(networks_document({report}))[0];
  EXPECT_EQ(network["IPAM"]["Config"], json_from(R"([{"Subnet": "2001:db8::/64"}])"));
  EXPECT_EQ(network["EnableIPv4"], false);
  EXPECT_EQ(network["EnableIPv6"], true);
}

TEST(NetworksDocument, IsPlainAsciiWhateverALabelHolds) {
  auto report = web();
  report.network.labels = {{"x", "\x1b\x7f\xe2\x80\xae\xff"}};
  const std::string text = networks_document({report});
  for (const char c : text) EXPECT_TRUE(c == '\n' || (c >= ' ' && c < 0x7f));
  EXPECT_EQ(json_from(text)[0]["Labels"]["x"], "\x1b\x7f\xe2\x80\xae\xef\xbf\xbd");
}

TEST(TimeText, IsUtc) {
  EXPECT_EQ(time_text(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(time_text(-1), "1969-12-31T23:59:59Z");
  EXPECT_EQ(docker_time_text(0), "1970-01-01 00:00:00 +0000 UTC");
}

app::DriverReport lan() {
  Manifest manifest;
  manifest.name = "lan";
  manifest.version = "1.2.0";
  manifest.summary = "joins a LAN";
  manifest.capabilities = {"addresses", "ipv6"};
  manifest.options = {{.key = "mode",
                       .scope = OptionScope::network,
                       .type = OptionType::text,
                       .help = "how",
                       .default_value = "flat",
                       .min = 0,
                       .max = 0,
                       .choices = {"flat", "deep"},
                       .alias = {}},
                      {.key = "mtu",
                       .scope = OptionScope::endpoint,
                       .type = OptionType::number,
                       .help = "size",
                       .default_value = {},
                       .min = 68,
                       .max = 9000,
                       .choices = {},
                       .alias = "size",
                       .other_alias = "length"}};
  manifest.sdk_major = 1;
  return {"lan", "/drivers/lan.so", "option", manifest, std::nullopt, "", false};
}

TEST(DriverState, IsOneLine) {
  auto report = lan();
  EXPECT_EQ(driver_state(report), "ok");
  report.shadowed_by = "/first/lan.so";
  EXPECT_EQ(driver_state(report), "shadowed by /first/lan.so");
  report.refusal = Error(ErrorKind::driver, "no note").hint("rebuild it");
  EXPECT_EQ(driver_state(report), "refused: no note");
  report.shadowed_by.clear();
  report.disabled = true;
  EXPECT_EQ(driver_state(report), "disabled");
}

TEST(DriverText, ShowsTheManifestAndTheOptions) {
  const std::string text = driver_text(lan());
  EXPECT_THAT(text, HasSubstr("name:          lan\n"));
  EXPECT_THAT(text, HasSubstr("file:          /drivers/lan.so\n"));
  EXPECT_THAT(text, HasSubstr("sdk version:   1.0\n"));
  EXPECT_THAT(text, HasSubstr("capabilities:  addresses, ipv6\n"));
  EXPECT_THAT(text, Not(HasSubstr("license")));
  EXPECT_THAT(text, HasSubstr("\nOptions of a network (network create -o KEY=VALUE):\n  mode\n"
                              "      how. Type: text. Values: flat, deep. Default: flat.\n"));
  EXPECT_THAT(text, HasSubstr("Values: 68 to 9000. Aliases: size, length.\n"));
}

TEST(DriverDocument, ShowsTheSame) {
  const Json driver = json_from(on_one_line(driver_json(lan())));
  EXPECT_EQ(driver["Name"], "lan");
  EXPECT_EQ(driver["State"], "ok");
  EXPECT_EQ(driver["SdkVersion"], "1.0");
  EXPECT_EQ(driver["Options"][0]["Choices"], json_from(R"(["flat", "deep"])"));
  EXPECT_EQ(driver["Options"][1]["Min"], 68);
  EXPECT_EQ(driver["Options"][1]["Alias"], "size");
  EXPECT_EQ(driver["Options"][1]["OtherAlias"], "length");
  EXPECT_FALSE(driver["Options"][0].contains("Min"));
  EXPECT_FALSE(driver["Options"][0].contains("OtherAlias"));
}

}  // namespace
}  // namespace mydocker::cli

// mydocker-docker-driver: each call of Docker's protocol by documents, in the order of the daemon.
#include <gmock/gmock.h>

#include <optional>
#include <thread>

#include "engines/docker_plugin.hpp"
#include "support/json.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace docker_driver_test {

using ::testing::HasSubstr;
using enum Transport;

const std::string kNetworkId(64, 'a');
const std::string kNetwork = "docker-aaaaaaaaaaaa";

std::string endpoint_id(char digit) { return std::string(64, digit); }

class DockerDriver : public CniTest {
 protected:
  void SetUp() override {
    CniTest::SetUp();
    plugin_.emplace(program_beside_mydocker(MYDOCKER_DOCKER_DRIVER), mydocker_.state_dir());
  }

  static Json network(const Json& options = Json::object(),
                      const std::string& pool = "10.9.0.0/24") {
    return {{"NetworkID", kNetworkId},
            {"Options", options},
            {"IPv4Data", Json::array({{{"AddressSpace", "LocalDefault"},
                                       {"Pool", pool},
                                       {"Gateway", pool.substr(0, pool.rfind('.')) + ".1/24"}}})},
            {"IPv6Data", Json::array()}};
  }
  static Json endpoint(char digit, const std::string& address = "") {
    Json request{{"NetworkID", kNetworkId}, {"EndpointID", endpoint_id(digit)}};
    if (!address.empty()) request["Interface"] = {{"Address", address}};
    return request;
  }
  static Json with_port(char digit, int host) {
    auto request = endpoint(digit);
    request["Options"]["com.docker.network.portmap"] = Json::array({{{"Proto", 6},
                                                                     {"IP", ""},
                                                                     {"Port", 80},
                                                                     {"HostIP", ""},
                                                                     {"HostPort", host},
                                                                     {"HostPortEnd", host}}});
    return request;
  }
  PluginAnswer call(const std::string& name, const Json& request = Json::object(),
                    const Environment& more = {}) const {
    return plugin_->call("NetworkDriver." + name, request, more);
  }
  void must_call(const std::string& name, const Json& request) const {
    const auto answer = call(name, request);
    ASSERT_EQ(answer.status, 200) << name << "\n" << answer.text;
  }
  // What the daemon does after Join: it moves the link and configures it.
  void move_link(const Json& joined, const std::string& netns, const std::string& address) const {
    const std::string link = joined["InterfaceName"]["SrcName"].string();
    must("ip link set " + link + " netns " + netns);
    must("ip -n " + netns + " link set " + link + " name eth0");
    must("ip -n " + netns + " address add " + address + " dev eth0");
    must("ip -n " + netns + " link set eth0 up && ip -n " + netns + " link set lo up");
    if (joined.contains("Gateway"))
      must("ip -n " + netns + " route add default via " + joined["Gateway"].string());
  }
  void start_container(char digit, const std::string& netns, const std::string& address) const {
    must_call("CreateEndpoint", endpoint(digit, address));
    const auto joined = call("Join", endpoint(digit));
    ASSERT_EQ(joined.status, 200) << joined.text;
    move_link(joined.json, netns, address);
  }
  // The daemon moves the link out of the container before it deletes the endpoint, or the
  // namespace no longer exists.
  void stop_container(char digit) const {
    must_call("Leave", endpoint(digit));
    must_call("DeleteEndpoint", endpoint(digit));
  }

  std::optional<DockerPlugin> plugin_;
};

TEST_F(DockerDriver, SaysWhatItImplements) {
  const auto activated = plugin_->call("Plugin.Activate");
  EXPECT_EQ(activated.status, 200);
  EXPECT_THAT(activated.json["Implements"].dump(), HasSubstr("NetworkDriver"));
  EXPECT_THAT(activated.text, HasSubstr("application/vnd.docker.plugins.v1"));
  EXPECT_EQ(call("GetCapabilities").json["Scope"], "local");
}

TEST_F(DockerDriver, ConnectsAContainerFromStartToEnd) {
  const auto before = snapshot_here();
  must_call("CreateNetwork", network());
  const auto created = call("CreateEndpoint", endpoint('b', "10.9.0.7/24"));
  ASSERT_EQ(created.status, 200) << created.text;
  const auto joined = call("Join", endpoint('b'));
  ASSERT_EQ(joined.status, 200) << joined.text;
  EXPECT_EQ(joined.json["Gateway"], "10.9.0.1");
  EXPECT_EQ(joined.json["InterfaceName"]["DstPrefix"], "eth");
  move_link(joined.json, "ns1", "10.9.0.7/24");
  must_call("ProgramExternalConnectivity", with_port('b', 8080));
  EXPECT_EQ(call("EndpointOperInfo", endpoint('b')).json["Value"]["mydocker.network"], kNetwork);
  {
    Server server("ns1", tcp, 80);
    EXPECT_TRUE(reaches_server("outside", {tcp, "198.51.100.1", 8080}, server));
  }
  const auto shown = containers(kNetwork)[endpoint_id('b')];
  EXPECT_EQ(shown["IPv4Address"], "10.9.0.7/24");
  EXPECT_EQ(shown["MacAddress"], created.json["Interface"]["MacAddress"]);
  EXPECT_EQ(shown["Engine"]["Name"], "docker");
  EXPECT_EQ(shown["Engine"]["Network"], kNetworkId);
  EXPECT_EQ(shown["Alive"], true);
  EXPECT_EQ(mydocker_.line("network verify " + kNetwork).code, 0);
  must_call("RevokeExternalConnectivity", endpoint('b'));
  stop_container('b');
  must_call("DeleteNetwork", endpoint('b'));
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

TEST_F(DockerDriver, ContainersReachEachOtherButNotWithFalseAddresses) {
  must_call("CreateNetwork", network());
  start_container('b', "ns1", "10.9.0.7/24");
  start_container('c', "ns2", "10.9.0.8/24");
  EXPECT_TRUE(reaches("ns1", "10.9.0.8"));
  must("ip -n ns1 address add 10.9.0.99/24 dev eth0");
  EXPECT_NE(shell("ip netns exec ns1 ping -c 1 -W 1 -I 10.9.0.99 10.9.0.8").code, 0);
}

TEST_F(DockerDriver, RepeatedCallsSucceedAndChangeNothing) {
  must_call("CreateNetwork", network());
  must_call("CreateNetwork", network());
  must_call("CreateEndpoint", endpoint('b', "10.9.0.7/24"));
  must_call("ProgramExternalConnectivity", with_port('b', 8080));
  const auto before = everything();
  must_call("CreateEndpoint", endpoint('b', "10.9.0.7/24"));
  must_call("ProgramExternalConnectivity", with_port('b', 8080));
  EXPECT_EQ(difference(everything(), before), "");
  for (int count = 0; count < 2; ++count) {
    must_call("RevokeExternalConnectivity", endpoint('b'));
    must_call("DeleteEndpoint", endpoint('b'));
  }
  for (int count = 0; count < 2; ++count) must_call("DeleteNetwork", endpoint('b'));
}

TEST_F(DockerDriver, ShowsWhyACallIsRefused) {
  EXPECT_EQ(plugin_->call("NetworkDriver.Unknown").status, 404);
  const auto lost = call("CreateEndpoint", endpoint('b', "10.9.0.7/24"));
  EXPECT_EQ(lost.status, 500);
  EXPECT_THAT(lost.error(), HasSubstr("docker network rm"));
  EXPECT_EQ(call("CreateNetwork").status, 400);
  must_call("CreateNetwork", network());
  must_call("CreateEndpoint", endpoint('b', "10.9.0.7/24"));
  const auto taken = call("CreateEndpoint", endpoint('c', "10.9.0.7/24"));
  EXPECT_EQ(taken.status, 500);
  EXPECT_THAT(taken.error(), HasSubstr("10.9.0.7"));
  must_call("ProgramExternalConnectivity", with_port('b', 8080));
  must_call("CreateEndpoint", endpoint('c', "10.9.0.8/24"));
  EXPECT_THAT(call("ProgramExternalConnectivity", with_port('c', 8080)).error(), HasSubstr("8080"));
  const auto used = call("DeleteNetwork", endpoint('b'));
  EXPECT_EQ(used.status, 500);
  EXPECT_THAT(used.error(), HasSubstr("in use"));
}

TEST_F(DockerDriver, RefusesNetworksWhoseLinksCannotBeMoved) {
  const Json options{{"com.docker.network.generic", {{"mydocker.driver", "none"}}}};
  auto request = network(options);
  request["IPv4Data"] = Json::array();
  must_call("CreateNetwork", request);
  EXPECT_THAT(call("CreateEndpoint", endpoint('b')).error(), HasSubstr("veth"));
  EXPECT_EQ(containers(kNetwork).size(), 0U);
}

TEST_F(DockerDriver, UsesAnExistingNetwork) {
  done("network create web --subnet 10.9.0.0/24");
  done("network connect web ns2");
  auto request = network({{"com.docker.network.generic", {{"mydocker.network", "web"}}}});
  request["IPv4Data"].items()[0]["AddressSpace"] = "mydocker";
  must_call("CreateNetwork", request);
  must_call("CreateNetwork", request);
  start_container('b', "ns1", "10.9.0.7/24");
  EXPECT_TRUE(containers("web").contains(endpoint_id('b')));
  EXPECT_TRUE(reaches("ns1", "10.9.0.2")) << "the container of mydocker";
  stop_container('b');
  must_call("DeleteNetwork", endpoint('b'));
  EXPECT_EQ(containers("web").size(), 1U) << "the network stays";
  EXPECT_EQ(mydocker_.line("network inspect web --format {{.Labels}}").out, "map[]\n");
}

TEST_F(DockerDriver, RefusesAnExistingNetworkThatDiffers) {
  done("network create web --subnet 10.9.0.0/24 --gateway 10.9.0.9");
  const auto answer_to = [&](const std::string& name, const Json& more, const std::string& space) {
    Json options{{"mydocker.network", name}};
    options.update(more);
    auto request = network({{"com.docker.network.generic", options}});
    request["IPv4Data"].items()[0]["AddressSpace"] = space;
    return call("CreateNetwork", request).error();
  };
  EXPECT_THAT(answer_to("web", Json::object(), "LocalDefault"),
              HasSubstr("--ipam-driver mydocker"));
  EXPECT_THAT(answer_to("web", Json::object(), "mydocker"), HasSubstr("add --gateway 10.9.0.9"));
  EXPECT_THAT(answer_to("web", {{"mtu", "1400"}}, "mydocker"), HasSubstr("cannot be combined"));
  EXPECT_THAT(answer_to("missing", Json::object(), "mydocker"),
              HasSubstr("there is no network \"missing\""));
  done("network rm web");
  done("network create web --subnet 10.8.0.0/24");
  EXPECT_THAT(answer_to("web", Json::object(), "mydocker"), HasSubstr("no subnet 10.9.0.0/24"));
}

TEST_F(DockerDriver, AnswersWrongHttpAndGoesOn) {
  for (const std::string bytes :
       {"nonsense\r\n\r\n", "POST /Plugin.Activate HTTP/1.1\r\nContent-Length: 9999999\r\n\r\n"})
    EXPECT_EQ(DockerPlugin::parsed(plugin_->exchange(bytes)).status, 400) << bytes;
  EXPECT_EQ(plugin_->call("Plugin.Activate", Json::array()).status, 400);
  EXPECT_EQ(plugin_->call("Plugin.Activate").status, 200);
}

TEST_F(DockerDriver, PassesOptionsOfTheNetworkAndRefusesWrongOnes) {
  must_call("CreateNetwork", network({{"com.docker.network.internal", true},
                                      {"com.docker.network.generic", {{"mtu", "1400"}}}}));
  must_call("CreateEndpoint", endpoint('b', "10.9.0.7/24"));
  EXPECT_FALSE(call("Join", endpoint('b')).json.contains("Gateway"));
  const auto shown = json_from(mydocker_.line("network inspect " + kNetwork).out)[0];
  EXPECT_EQ(shown["Internal"], true);
  EXPECT_EQ(shown["Options"]["mtu"], "1400");
  must_call("DeleteEndpoint", endpoint('b'));
  must_call("DeleteNetwork", endpoint('b'));
  const auto wrong =
      call("CreateNetwork", network({{"com.docker.network.generic", {{"mtv", "1"}}}}));
  EXPECT_THAT(wrong.error(), HasSubstr("did you mean"));
}

TEST_F(DockerDriver, AKilledAdapterCanBeCalledAgainAtEachStep) {
  must_call("CreateNetwork", network());
  const auto before = snapshot_here();
  constexpr int kSteps = 8;
  for (int step = 0; step < kSteps; ++step) {
    const Environment kill{{"MYDOCKER_FAULT", "kill:" + std::to_string(step)}};
    (void)call("CreateEndpoint", endpoint('b', "10.9.0.7/24"), kill);
    must_call("CreateEndpoint", endpoint('b', "10.9.0.7/24"));
    (void)call("ProgramExternalConnectivity", with_port('b', 8080), kill);
    must_call("ProgramExternalConnectivity", with_port('b', 8080));
    EXPECT_EQ(mydocker_.line("network verify " + kNetwork).code, 0) << step;
    (void)call("DeleteEndpoint", endpoint('b'), kill);
    must_call("DeleteEndpoint", endpoint('b'));
    EXPECT_EQ(containers(kNetwork).size(), 0U) << step;
    EXPECT_EQ(difference(snapshot_here(), before), "") << step;
  }
}

TEST_F(DockerDriver, AnEndpointIsRemovedAfterItsContainerHasDied) {
  must_call("CreateNetwork", network());
  start_container('b', "ns1", "10.9.0.7/24");
  EXPECT_NE(mydocker_.line("network rm " + kNetwork).code, 0) << "in use";
  EXPECT_EQ(mydocker_.line("network prune --force").code, 0);
  EXPECT_EQ(containers(kNetwork).size(), 1U);
  must("ip netns delete ns1");
  stop_container('b');
  EXPECT_EQ(containers(kNetwork).size(), 0U);
  must_call("DeleteNetwork", endpoint('b'));
}

TEST_F(DockerDriver, ReloadRepairsTheHostsHalf) {
  must_call("CreateNetwork", network());
  start_container('b', "ns1", "10.9.0.7/24");
  start_container('c', "ns2", "10.9.0.8/24");
  const std::string link = containers(kNetwork)[endpoint_id('b')]["HostInterfaceName"].string();
  must("ip link set " + link + " nomaster && nft delete table inet mydocker");
  EXPECT_EQ(mydocker_.line("network verify " + kNetwork).code, 3);
  done("network reload " + kNetwork);
  EXPECT_EQ(mydocker_.line("network verify " + kNetwork).code, 0);
  EXPECT_TRUE(reaches("ns1", "10.9.0.8"));
}

TEST_F(DockerDriver, ServesManyCallsAtOnce) {
  must_call("CreateNetwork", network());
  constexpr int kMany = 20;
  std::vector<PluginAnswer> answers(kMany);
  std::vector<std::thread> threads;
  for (int n = 0; n < kMany; ++n)
    threads.emplace_back([&, n] {
      answers.at(static_cast<std::size_t>(n)) =
          call("CreateEndpoint",
               endpoint(static_cast<char>('b' + n), "10.9.0." + std::to_string(n + 10) + "/24"));
    });
  for (auto& thread : threads) thread.join();
  for (const auto& answer : answers) EXPECT_EQ(answer.status, 200) << answer.text;
  EXPECT_EQ(containers(kNetwork).size(), 20U);
}

// One process, as systemd starts it for several calls.
class DockerIpam : public DockerDriver {
 protected:
  PluginAnswer ipam(const std::string& name, const Json& request) const {
    return plugin_->call("IpamDriver." + name, request);
  }
  static Json own_network(const std::string& pool) {
    auto request = network(Json::object(), pool);
    request["IPv4Data"].items()[0]["AddressSpace"] = "mydocker";
    return request;
  }
};

TEST_F(DockerIpam, ChoosesASubnetThatNoNetworkHas) {
  EXPECT_EQ(ipam("GetDefaultAddressSpaces", Json::object()).json["LocalDefaultAddressSpace"],
            "mydocker");
  const auto pool = ipam("RequestPool", {{"AddressSpace", "mydocker"}, {"Pool", ""}});
  ASSERT_EQ(pool.status, 200) << pool.text;
  const std::string subnet = pool.json["Pool"].string();
  done("network create first --subnet " + subnet);
  const auto next = ipam("RequestPool", {{"AddressSpace", "mydocker"}, {"Pool", ""}});
  EXPECT_NE(next.json["Pool"], subnet);
  EXPECT_THAT(ipam("RequestPool", {{"V6", true}}).json["Pool"].string(), HasSubstr("::/64"));
}

TEST_F(DockerIpam, ChoosesAddressesBesideThoseOfMydocker) {
  const auto pool = ipam("RequestPool", {{"Pool", "10.9.0.0/24"}}).json["PoolID"];
  const auto gateway =
      ipam("RequestAddress",
           {{"PoolID", pool}, {"Options", {{"RequestAddressType", "com.docker.network.gateway"}}}});
  EXPECT_EQ(gateway.json["Address"], "10.9.0.1/24");
  must_call("CreateNetwork", own_network("10.9.0.0/24"));
  done("network connect " + kNetwork + " ns1");
  const auto address = ipam("RequestAddress", {{"PoolID", pool}, {"Address", ""}});
  EXPECT_EQ(address.json["Address"], "10.9.0.3/24");
  const auto named = ipam("RequestAddress", {{"PoolID", pool}, {"Address", "10.9.0.77"}});
  EXPECT_EQ(named.json["Address"], "10.9.0.77/24");
  EXPECT_EQ(ipam("ReleaseAddress", {{"PoolID", pool}, {"Address", "10.9.0.77"}}).status, 200);
}

TEST_F(DockerIpam, ARangeLimitsTheAddresses) {
  const auto pool =
      ipam("RequestPool", {{"Pool", "10.9.0.0/24"}, {"SubPool", "10.9.0.64/31"}}).json["PoolID"];
  must_call("CreateNetwork", own_network("10.9.0.0/24"));
  for (const char digit : {'b', 'c'}) {
    const auto address = ipam("RequestAddress", {{"PoolID", pool}}).json["Address"];
    must_call("CreateEndpoint", endpoint(digit, address.string()));
  }
  const auto full = ipam("RequestAddress", {{"PoolID", pool}});
  EXPECT_EQ(full.status, 500);
  EXPECT_THAT(full.error(), HasSubstr("10.9.0.64"));
}

TEST_F(DockerIpam, RefusesWrongPools) {
  EXPECT_EQ(ipam("RequestPool", {{"Pool", "10.9"}}).status, 400);
  EXPECT_EQ(ipam("RequestPool", {{"SubPool", "10.9.0.0/25"}}).status, 400);
  EXPECT_EQ(ipam("RequestAddress", {{"PoolID", "x"}}).status, 400);
  EXPECT_THAT(ipam("RequestAddress", {{"PoolID", "10.9.0.0/24"}}).error(), HasSubstr("no network"));
}

}  // namespace docker_driver_test
}  // namespace mydocker::testing

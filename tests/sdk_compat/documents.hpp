// The values of all documents in tests/sdk_compat/1.0. Like the files, they never change. Fields of
// later versions have their own tests.
#pragma once

#include <map>
#include <string>

#include "mydocker/documents.hpp"

namespace mydocker::compat {

// A manifest with an option of every type. The recorded note of 1.0 contains it.
inline constexpr mydocker::Capability kCapabilities[] = {
    mydocker::Capability::addresses, mydocker::Capability::ipv6, mydocker::Capability::ports,
    mydocker::Capability::ipam};
inline constexpr Need kNeeds[] = {Need::labels, Need::endpoints, Need::addresses, Need::routes,
                                  Need::kernel};
inline constexpr std::string_view kResources[] = {
    "bridge",     "veth",         "address",       "route",     "sysctl",  "loopback",
    "masquerade", "isolation",    "forward-allow", "port",      "hairpin", "antispoofing",
    "macvlan",    "rule",         "neighbour",     "fdb",       "link",    "bridge-port",
    "service",    "service-file", "queue",         "nft-rules", "custom"};
inline constexpr std::string_view kChoices[] = {"loose", "strict"};
inline constexpr OptionSpec kOptions[] = {
    {.key = "mode",
     .type = OptionType::text,
     .help = "how strict it is",
     .default_value = "loose",
     .choices = kChoices,
     .alias = "com.example.mode",
     .other_alias = "mode_of_example"},
    {.key = "server",
     .scope = OptionScope::ipam,
     .type = OptionType::address,
     .help = "a server of addresses"},
    {.key = "quiet", .type = OptionType::flag, .help = "whether it is"},
    {.key = "mtu", .type = OptionType::number, .help = "in bytes", .min = 68, .max = 65535},
    {.key = "address", .type = OptionType::address, .help = "an address"},
    {.key = "prefix", .type = OptionType::prefix, .help = "a prefix"},
    {.key = "mac", .type = OptionType::mac, .help = "a MAC"},
    {.key = "parent", .type = OptionType::link, .role = OptionRole::parent, .help = "a link"},
    {.key = "rate", .type = OptionType::rate, .help = "a rate"},
    {.key = "size", .type = OptionType::size, .help = "a size"},
    {.key = "speed",
     .scope = OptionScope::endpoint,
     .type = OptionType::number,
     .help = "\"fast\""}};
inline constexpr std::string_view kTraits[] = {"no-gateway"};
inline constexpr DriverInfo kInfo{
    .name = "frozen",
    .version = "1.2.3",
    .summary = "as drivers were built with SDK 1.0",
    .license = "Apache-2.0",
    .capabilities = kCapabilities,
    .resources = kResources,
    .options = kOptions,
    .traits = kTraits,
    .needs = kNeeds,
};

inline IpPrefix prefix(const char* text) { return IpPrefix::parse(text).value(); }
inline IpAddress address(const char* text) { return IpAddress::parse(text).value(); }
inline MacAddress mac(const char* text) { return MacAddress::parse(text).value(); }

inline void ensure_links_and_routes(Plan& plan) {
  plan.ensure(Bridge{"frozen0", mac("02:4d:00:00:00:01"), 1450, Ownership::own}, "a bridge");
  plan.ensure(Bridge{"br0", {}, 0, Ownership::adopt}, "the bridge of another program");
  Veth veth{"veth-frozen", mac("02:4d:00:00:00:02"),
            "eth0",        mac("02:4d:00:00:00:03"),
            "frozen0",     1450,
            true,          true};
  veth.up = true;
  plan.ensure(veth, "a veth pair");
  plan.ensure(Address{Place::container, "eth0", prefix("192.168.77.2/24")}, "an address");
  plan.ensure(Route{Place::container, "eth0", prefix("0.0.0.0/0"), address("192.168.77.1"), 100},
              "a route");
  plan.ensure(Route{Place::host, "", prefix("2001:db8::/64"), {}, 0, RouteType::unreachable},
              "a route that ends");
  plan.ensure(Sysctl{Place::host, "net/ipv4/ip_forward", "1"}, "a setting");
  plan.ensure(Loopback{Place::container}, "loopback", Lifetime::host);
}

inline void ensure_firewall(Plan& plan) {
  plan.ensure(Masquerade{prefix("192.168.77.0/24")}, "masquerade");
  plan.ensure(Masquerade{prefix("192.168.78.0/24"), address("198.51.100.1")}, "a fixed address");
  Isolation isolation{"frozen0", true, true};
  isolation.peer_prefixes = {prefix("192.168.77.0/24")};
  isolation.no_outbound = true;
  isolation.masquerade_ports = true;
  plan.ensure(isolation, "isolation");
  plan.ensure(ForwardAllow{.to = "frozen0", .family = Family::v6, .ping = true}, "ping");
  plan.ensure(ForwardAllow{"uplink", "frozen0"}, "forward-allow");
  plan.ensure(PublishedPort{Protocol::sctp, address("198.51.100.1"), 8080, address("192.168.77.2"),
                            80, 10, PortMode::nat},
              "a published port");
  plan.ensure(PublishedPort{Protocol::udp, std::nullopt, 53, address("2001:db8::2"), 53, 1,
                            PortMode::routed},
              "a routed port");
  plan.ensure(Hairpin{"veth-frozen"}, "hairpin");
  plan.ensure(AntiSpoofing{"veth-frozen",
                           mac("02:4d:00:00:00:03"),
                           {address("192.168.77.2"), address("2001:db8::2")},
                           true},
              "anti-spoofing");
  plan.ensure(AntiSpoofing{.link = "veth-other",
                           .mac = mac("02:4d:00:00:00:07"),
                           .any_address = true,
                           .filter = true},
              "anti-spoofing with a filter");
}

inline void ensure_rules_and_tables(Plan& plan) {
  plan.ensure(Macvlan{Place::container, "eth1", "uplink", mac("02:4d:00:00:00:04"),
                      MacvlanMode::private_one, 1400},
              "a macvlan");
  plan.ensure(
      RoutingRule{28003, prefix("192.168.77.2/32"), prefix("198.51.100.0/24"), 0x4d000001, true},
      "a rule of an endpoint");
  plan.ensure(RoutingRule{28004, std::nullopt, std::nullopt, 1000, false, Place::host, "frozen0",
                          Family::v6, 1, 255},
              "a rule of the host");
  Route detailed{Place::host, "frozen0", prefix("203.0.113.0/24"), address("198.51.100.1")};
  detailed.table = 0x4d000001;
  detailed.source = address("192.168.77.1");
  detailed.onlink = true;
  detailed.mtu = 1400;
  detailed.scope = RouteScope::global;
  plan.ensure(detailed, "a route of a table");
  Route several{Place::container, "", prefix("198.51.100.0/24")};
  several.next_hops = {{"eth0", address("192.168.77.1"), 2, true}, {"eth1"}};
  plan.ensure(several, "a route with next hops");
  plan.ensure(
      Neighbour{Place::container, "eth0", address("192.168.77.9"), mac("02:4d:00:00:00:05")},
      "a neighbour");
  plan.ensure(Neighbour{Place::host, "uplink", address("2001:db8::7"), {}, true}, "a proxy");
  plan.ensure(Fdb{Place::host, "vx0", mac("02:4d:00:00:00:05"), address("198.51.100.9")},
              "a remote MAC");
  plan.ensure(Fdb{Place::container, "port0", mac("02:4d:00:00:00:05"), {}, 7, true},
              "a MAC of a control plane");
}

inline void ensure_others(Plan& plan) {
  plan.ensure(Link{Place::container,
                   "vx0",
                   "vxlan",
                   "uplink",
                   "port0",
                   1450,
                   mac("02:4d:00:00:00:06"),
                   {{"id", "7"}, {"port", "4789"}}},
              "a link of another kind");
  plan.ensure(BridgePort{Place::host, "vx0", false, true, true, true, 7}, "options of a port");
  plan.ensure(Service{"dns-aaaaaaaaaaaa",
                      {"/usr/sbin/dnsmasq", "--conf-file={directory}/conf"},
                      {{"conf", "domain=lan\n"}},
                      "dnsmasq",
                      "pid"},
              "a service");
  plan.ensure(ServiceFile{"dns-aaaaaaaaaaaa", "hosts/c1", "192.168.77.2 c1\n"}, "its file");
  plan.ensure(Queue{Place::host, "frozen0", QueueKind::tbf, 1'000'000, 32768, 65536, "port0"},
              "a queue");
  plan.ensure(NftRules{"frozen0",
                       NftHook::forward,
                       {{NftRule::Direction::to,
                         Family::v4,
                         prefix("192.168.77.0/24"),
                         prefix("198.51.100.0/24"),
                         Protocol::udp,
                         53,
                         2,
                         {},
                         NftVerdict::accept}}},
              "rules of its own");
  plan.ensure(NftRules{.link = "frozen0",
                       .hook = NftHook::bridge,
                       .rules = {{.neighbour = address("192.168.77.1")}}},
              "rules for questions about a neighbour");
  plan.ensure(
      Custom{Place::container, "tap", "t0", {{"user", "me"}}, {"tap add"}, {"tap delete"}, {"t0"}},
      "a thing of its own");
}

// All resources that a driver of 1.0 can plan, with a value in each field.
inline Plan every_resource() {
  Plan plan;
  ensure_links_and_routes(plan);
  ensure_firewall(plan);
  ensure_rules_and_tables(plan);
  ensure_others(plan);
  return plan;
}

// --- requests to a driver

inline NetworkView network() {
  return {.id = std::string(64, 'a'),
          .name = "web",
          .link_name = "br-web",
          .subnets = {{prefix("192.168.77.0/24"), address("192.168.77.1"), address("192.168.77.8")},
                      {prefix("2001:db8::/64"), std::nullopt}},
          .internal = true,
          .routes = {{prefix("10.0.0.0/8"), address("192.168.77.9"), 5, RouteType::unicast},
                     {prefix("10.1.0.0/16"), std::nullopt, 0, RouteType::prohibit}},
          .options = Options({{"mtu", "1450"}, {"parent", "uplink"}}),
          .labels = {{"team", "blue"}}};
}

inline EndpointView endpoint() {
  return {.id = std::string(64, 'b'),
          .container = "c1",
          .link_name = "eth0",
          .mac = mac("02:4d:00:00:00:03"),
          .addresses = {prefix("192.168.77.2/24"), prefix("2001:db8::2/64")},
          .default_route = true,
          .metric = 100,
          .ports = {{Protocol::tcp, address("198.51.100.1"), 8080, 80, 10},
                    {Protocol::udp, std::nullopt, 53, 53, 1}},
          .extra_addresses = {prefix("169.254.3.4/16")},
          .options = Options(std::map<std::string, std::string>{{"speed", "9"}}),
          .others = {{std::string(64, 'c'), {prefix("10.5.0.2/24")}}}};
}

inline HostFacts host() {
  return {
      .default_route = LinkFact{"uplink", "", 1500, true},
      .links =
          {{"uplink", "veth", 1500, true, Medium::wireless, "bond0", {prefix("198.51.100.1/24")}},
           {"br0", "bridge", 9000, false}},
      .ipv6 = true,
      .advertised_link = "uplink",
      .routes = {{address("198.51.100.9"), {"uplink", "veth", 1500, true}}},
      .endpoints =
          {{std::string(64, 'd'), "c2", mac("02:4d:00:00:00:08"), {prefix("192.168.77.3/24")}}},
      .kernel_features = {"link-vxlan", "queue-fq"}};
}

inline documents::Request request(documents::Call call) {
  documents::Request request;
  request.call = call;
  const bool plans =
      call == documents::Call::plan_network || call == documents::Call::plan_endpoint;
  if (plans) {
    request.network = network();
    request.host = host();
  }
  if (call == documents::Call::plan_endpoint) request.endpoint = endpoint();
  if (!plans) {
    request.resource = *every_resource().entries().back().resource.get_if<Custom>();
    request.context = {5, 6, "/run/mydocker/network/handlers/a"};
  }
  return request;
}

// --- the plans of a working network, which the replaying driver returns for every request

inline Plan working_network() {
  Plan plan;
  plan.ensure(Bridge{"frozen0", mac("02:4d:00:00:00:01"), 1450, Ownership::own}, "a bridge");
  plan.ensure(Address{Place::host, "frozen0", prefix("192.168.77.1/24")}, "the gateway");
  plan.ensure(Isolation{"frozen0", false, false}, "no client outside reaches a container");
  plan.ensure(ForwardAllow{"uplink", "frozen0"}, "but by the uplink");
  plan.ensure(Masquerade{prefix("192.168.77.0/24")}, "a way out");
  plan.ensure(Sysctl{Place::host, "net/ipv4/ip_forward", "1"}, "as a router does");
  return plan;
}

inline Plan working_endpoint() {
  Plan plan;
  plan.ensure(Loopback{Place::container}, "for itself", Lifetime::host);
  plan.ensure(Veth{"veth-frozen", mac("02:4d:00:00:00:02"), "eth0", mac("02:4d:00:00:00:03"),
                   "frozen0", 1450, false, false},
              "a veth pair");
  plan.ensure(AntiSpoofing{"veth-frozen", mac("02:4d:00:00:00:03"), {address("192.168.77.2")}},
              "in its own name");
  plan.ensure(Address{Place::container, "eth0", prefix("192.168.77.2/24")}, "an address");
  plan.ensure(Route{Place::container, "eth0", prefix("0.0.0.0/0"), address("192.168.77.1"), 0},
              "to everybody else");
  plan.ensure(Hairpin{"veth-frozen"}, "it may ask itself");
  plan.ensure(PublishedPort{Protocol::tcp, std::nullopt, 8080, address("192.168.77.2"), 80},
              "a published port");
  return plan;
}

// A request to a driver that wraps another one.
inline documents::Request wrapping_request() {
  auto wrapping = request(documents::Call::plan_network);
  wrapping.wrapped = working_network().entries();
  return wrapping;
}

inline Lease lease() {
  return {.endpoint = std::string(64, 'b'),
          .network = std::string(64, 'a'),
          .container = "c1",
          .mac = mac("02:4d:00:00:00:03"),
          .addresses = {prefix("192.168.77.2/24")},
          .subnets = {prefix("192.168.77.0/24"), prefix("2001:db8::/64")},
          .excluded = {address("192.168.77.1")},
          .options = Options(std::map<std::string, std::string>{{"server", "198.51.100.7"}})};
}

inline documents::Request lease_request() {
  auto asked = request(documents::Call::create);
  asked.resource = custom_of(lease());
  return asked;
}

inline Allocation allocation() {
  return {.addresses = {prefix("192.168.77.2/24"), prefix("2001:db8::2/64")},
          .gateways = {address("192.168.77.254")},
          .routes = {{prefix("10.0.0.0/8"), address("192.168.77.9"), 5, RouteType::unicast},
                     {prefix("10.1.0.0/16"), std::nullopt, 0, RouteType::blackhole}}};
}

inline Plan plan_with_messages() {
  Plan plan;
  plan.ensure(Loopback{Place::container}, "loopback", Lifetime::host);
  plan.warn("the MTU is small");
  plan.report("vni", "4711");
  return plan;
}

// The files of 1.0 without the note, with their content.
inline std::map<std::string, std::string> recorded_documents() {
  using documents::Call;
  using documents::encode_reply;
  return {{"every_resource.json", documents::encode(every_resource())},
          {"working_network.json", encode_reply(Result<Plan>(working_network()))},
          {"working_endpoint.json", encode_reply(Result<Plan>(working_endpoint()))},
          {"request_plan_network.json", documents::encode(request(Call::plan_network))},
          {"request_plan_endpoint.json", documents::encode(request(Call::plan_endpoint))},
          {"request_amend_network.json", documents::encode(wrapping_request())},
          {"request_observe.json", documents::encode(request(Call::observe))},
          {"request_create.json", documents::encode(request(Call::create))},
          {"request_destroy.json", documents::encode(request(Call::destroy))},
          {"request_update.json", documents::encode(request(Call::update))},
          {"reply_state.json", encode_reply(Result<CustomState>(CustomState::differs), {"a line"})},
          {"request_allocate.json", documents::encode(lease_request())},
          {"reply_allocation.json", encode_reply(Result<Allocation>(allocation()))},
          {"reply_messages.json", encode_reply(Result<Plan>(plan_with_messages()))},
          {"reply_done.json", encode_reply(Result<void>())},
          {"reply_error.json",
           encode_reply(Result<void>(
               Error(ErrorKind::unsupported, "cannot").hint("do this").hint("or that")))}};
}

}  // namespace mydocker::compat

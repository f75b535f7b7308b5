// Networks over several hosts: a bridge with a VXLAN link (RFC 7348).
//
//   container            host                                  another host
//   eth0 ------ veth-1a2b... - bridge - vxlan ==== UDP ==== vxlan - bridge - ...
//
// The VXLAN link sends a copy of each broadcast to every peer. Forwarding entries list the peers.
#include <mydocker/sdk.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace {

using mydocker::IpAddress;
using mydocker::Place;
using mydocker::Plan;
using mydocker::Result;
namespace blocks = mydocker::blocks;

// 1. The manifest.
constexpr mydocker::Capability kCapabilities[] = {mydocker::Capability::addresses};
constexpr std::string_view kResources[] = {"bridge",    "link",       "fdb",     "veth",
                                           "address",   "route",      "sysctl",  "antispoofing",
                                           "isolation", "masquerade", "loopback"};
constexpr mydocker::OptionSpec kOptions[] = {
    {.key = "vni",
     .type = mydocker::OptionType::number,
     .help = "number of the network, the same on all hosts",
     .min = 1,
     .max = 0xffffff},
    {.key = "peers", .help = "addresses of the other hosts, separated by commas"},
    {.key = "local",
     .type = mydocker::OptionType::address,
     .help = "address of this host that the packets are sent from"},
    {.key = "port",
     .type = mydocker::OptionType::number,
     .help = "UDP port, the same on all hosts",
     .default_value = "4789",
     .min = 1,
     .max = 65535},
    {.key = "mtu",
     .type = mydocker::OptionType::number,
     .help = "largest packet of the containers in bytes",
     .default_value = "1450",
     .min = 576,
     .max = 65485}};
constexpr mydocker::DriverInfo kInfo{
    .name = "overlay",
    .version = "1.0.0",
    .summary = "a network over several hosts (VXLAN)",
    .license = "Apache-2.0",
    .capabilities = kCapabilities,
    .resources = kResources,
    .options = kOptions,
};

Result<std::uint32_t> mtu_of(const mydocker::NetworkView& network) {
  return network.options.number<std::uint32_t>("mtu");
}

std::string vni_of(const mydocker::NetworkView& network) {
  constexpr std::uint32_t kBits = 0xffffff;
  if (network.options.has("vni")) return network.options.text("vni");
  return std::to_string(mydocker::derived_table(network.id) & kBits);
}

Result<std::vector<IpAddress>> peers_of(const mydocker::NetworkView& network) {
  std::vector<IpAddress> peers;
  const std::string text = network.options.text("peers");
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(',', at), text.size());
    MYDOCKER_TRY(const auto peer,
                 IpAddress::parse(std::string_view(text).substr(at, end - at)).within("peers"));
    if (!peers.empty() && peer.family() != peers.front().family())
      return mydocker::Error(mydocker::ErrorKind::invalid_argument,
                             "peers: the addresses are of two address families");
    peers.push_back(peer);
    at = end + 1;
  }
  return peers;
}

// 2. The parts of a network's plan.
std::string tunnel_of(const mydocker::NetworkView& network) {
  return mydocker::derived_link_name("vx-", network.id);
}

void add_tunnel(Plan& plan, const mydocker::NetworkView& network, std::uint32_t mtu) {
  mydocker::Link tunnel{
      .place = Place::host,
      .name = tunnel_of(network),
      .kind = "vxlan",
      .master = network.link_name,
      .mtu = mtu,
      .mac = mydocker::derived_mac(network.id, "vxlan"),
      .attributes = {{"id", vni_of(network)}, {"port", network.options.text("port")}}};
  if (network.options.has("local")) tunnel.attributes["local"] = network.options.text("local");
  plan.ensure(tunnel, "frames to the other hosts are sent through this tunnel");
}

void add_peers(Plan& plan, const mydocker::NetworkView& network,
               const std::vector<IpAddress>& peers) {
  for (const auto& peer : peers)
    plan.ensure(mydocker::Fdb{.link = tunnel_of(network), .remote = peer},
                "the host " + peer.text() + " gets broadcasts and frames for unknown MACs");
}

// 3. The driver.
class OverlayDriver final : public mydocker::NetworkDriver {
 public:
  [[nodiscard]] Result<Plan> plan_network(const mydocker::NetworkView& network,
                                          const mydocker::HostFacts& /*host*/) const override {
    MYDOCKER_TRY(const auto peers, peers_of(network));
    MYDOCKER_TRY(const auto mtu, mtu_of(network));
    Plan plan;
    plan.ensure(mydocker::Bridge{.name = network.link_name,
                                 .mac = mydocker::derived_mac(network.id, "bridge"),
                                 .mtu = mtu},
                "the switch of network \"" + network.name + "\" on this host");
    blocks::isolate(plan, network, network.link_name);
    blocks::add_gateway_addresses(plan, network, network.link_name);
    add_tunnel(plan, network, mtu);
    add_peers(plan, network, peers);
    if (network.internal) return plan;
    blocks::masquerade(plan, network);
    blocks::forward_ipv4(plan);
    return plan;
  }

  [[nodiscard]] Result<Plan> plan_endpoint(const mydocker::NetworkView& network,
                                           const mydocker::EndpointView& endpoint,
                                           const mydocker::HostFacts& host) const override {
    MYDOCKER_TRY(const auto mtu, mtu_of(network));
    Plan plan;
    blocks::bring_up_loopback(plan);
    blocks::add_antispoofing(plan, endpoint, blocks::host_link_of(endpoint));
    blocks::connect_with_veth(plan, endpoint, {.master = network.link_name, .mtu = mtu});
    blocks::configure_ipv6(plan, network, endpoint, host);
    blocks::add_addresses(plan, endpoint);
    blocks::add_default_routes(plan, network, endpoint);
    blocks::add_routes(plan, network, endpoint);
    return plan;
  }
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(OverlayDriver, kInfo)

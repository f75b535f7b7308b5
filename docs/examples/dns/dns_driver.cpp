// Networks whose containers find each other by name: a bridge with a DNS server (dnsmasq(8)).
//
//   container            host
//   eth0 ------ veth-1a2b... - bridge (gateway address) <- dnsmasq, port 53
//
// The server is a Service of the network. The name of each container is a ServiceFile.
#include <mydocker/sdk.hpp>

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

using mydocker::Plan;
using mydocker::Result;
namespace blocks = mydocker::blocks;

// 1. The manifest.
constexpr mydocker::Capability kCapabilities[] = {mydocker::Capability::addresses};
constexpr std::string_view kResources[] = {"bridge",       "veth",      "address",     "route",
                                           "sysctl",       "isolation", "masquerade",  "loopback",
                                           "antispoofing", "service",   "service-file"};
constexpr mydocker::OptionSpec kOptions[] = {
    {.key = "domain", .help = "last part of the names of containers", .default_value = "internal"},
    {.key = "aliases",
     .scope = mydocker::OptionScope::endpoint,
     .role = mydocker::OptionRole::aliases,
     .help = "more names of the container, separated by commas"},
    {.key = "upstream",
     .type = mydocker::OptionType::address,
     .help = "DNS server for all other names; without it, they are unknown"}};
constexpr mydocker::DriverInfo kInfo{
    .name = "dns",
    .version = "1.0.0",
    .summary = "a bridge with a DNS server for the names of its containers",
    .license = "Apache-2.0",
    .capabilities = kCapabilities,
    .resources = kResources,
    .options = kOptions,
};

// 2. The parts of the plans.

// Labels of letters, digits and hyphens, separated by dots (RFC 1123 2.1). Other names of
// containers have no name in DNS.
bool is_host_name(std::string_view name) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
  constexpr std::size_t kLongestLabel = 63;
  return !name.empty() && name.size() <= kLongestLabel && name.front() != '-' &&
         name.front() != '.' && name.back() != '-' && name.back() != '.' &&
         name.find("..") == std::string_view::npos &&
         name.find_first_not_of(kAllowed) == std::string_view::npos;
}

std::string server_of(const mydocker::NetworkView& network) {
  return mydocker::derived_service_name("dns-", network.id);
}

// The configuration of dnsmasq(8). It reads new and changed files of `hostsdir` at once.
std::string configuration(const mydocker::NetworkView& network) {
  const std::string domain = network.options.text("domain");
  std::string text =
      "bind-interfaces\nexcept-interface=lo\nno-resolv\nno-hosts\nno-poll\nexpand-hosts\n"
      "domain=" +
      domain + "\nlocal=/" + domain +
      "/\n"
      "hostsdir={directory}/hosts\npid-file={directory}/pid\n";
  if (network.options.has("upstream")) text += "server=" + network.options.text("upstream") + "\n";
  for (const auto& subnet : network.subnets)
    text += "listen-address=" + subnet.gateway->text() + "\n";
  return text;
}

std::string host_lines(const std::vector<mydocker::IpAddress>& addresses, const std::string& name) {
  std::string lines;
  for (const auto& address : addresses) lines += address.text() + " " + name + "\n";
  return lines;
}

void add_server(Plan& plan, const mydocker::NetworkView& network) {
  std::vector<mydocker::IpAddress> gateways;
  for (const auto& subnet : network.subnets) gateways.push_back(*subnet.gateway);
  plan.ensure(mydocker::Service{.name = server_of(network),
                                .argv = {"/usr/sbin/dnsmasq", "--keep-in-foreground",
                                         "--conf-file={directory}/dnsmasq.conf"},
                                .files = {{"dnsmasq.conf", configuration(network)},
                                          {"hosts/gateway", host_lines(gateways, "gateway")}},
                                .user = "dnsmasq",
                                .ready_file = "pid"},
              "it answers questions for the names of the containers");
}

std::vector<std::string> aliases_of(const mydocker::EndpointView& endpoint) {
  std::vector<std::string> aliases;
  if (!endpoint.options.has("aliases")) return aliases;
  std::istringstream text(endpoint.options.text("aliases"));
  for (std::string alias; std::getline(text, alias, ',');) aliases.push_back(alias);
  return aliases;
}

// The name of the container and its aliases, separated by spaces.
std::string names_of(const mydocker::EndpointView& endpoint) {
  std::string names = is_host_name(endpoint.container) ? endpoint.container : "";
  for (const auto& alias : aliases_of(endpoint)) names += (names.empty() ? "" : " ") + alias;
  return names;
}

void add_names(Plan& plan, const mydocker::NetworkView& network,
               const mydocker::EndpointView& endpoint) {
  const std::string names = names_of(endpoint);
  if (names.empty()) return;
  std::vector<mydocker::IpAddress> addresses;
  for (const auto& prefix : endpoint.addresses) addresses.push_back(prefix.address);
  plan.ensure(mydocker::ServiceFile{.service = server_of(network),
                                    .name = mydocker::derived_service_name("hosts/", endpoint.id),
                                    .content = host_lines(addresses, names)},
              "the other containers find this one by its names");
}

Result<void> check(const mydocker::EndpointView& endpoint) {
  for (const auto& alias : aliases_of(endpoint))
    if (!is_host_name(alias))
      return mydocker::Error(mydocker::ErrorKind::invalid_argument,
                             "aliases: \"" + alias + "\" is no host name");
  return {};
}

Result<void> check(const mydocker::NetworkView& network) {
  const auto refused = [](std::string why) {
    return mydocker::Error(mydocker::ErrorKind::invalid_argument, std::move(why));
  };
  if (!is_host_name(network.options.text("domain"))) return refused("domain: it is no host name");
  const auto has_gateway = [](const mydocker::SubnetView& subnet) {
    return subnet.gateway.has_value();
  };
  if (std::all_of(network.subnets.begin(), network.subnets.end(), has_gateway)) return {};
  return refused("each subnet needs a gateway, because the DNS server has its address");
}

// 3. The driver.
class DnsDriver final : public mydocker::NetworkDriver {
 public:
  [[nodiscard]] Result<Plan> plan_network(const mydocker::NetworkView& network,
                                          const mydocker::HostFacts& /*host*/) const override {
    MYDOCKER_CHECK(check(network));
    Plan plan;
    plan.ensure(mydocker::Bridge{.name = network.link_name,
                                 .mac = mydocker::derived_mac(network.id, "bridge")},
                "the switch of network \"" + network.name + "\"");
    blocks::isolate(plan, network, network.link_name);
    blocks::add_gateway_addresses(plan, network, network.link_name);
    add_server(plan, network);
    if (network.internal) return plan;
    blocks::masquerade(plan, network);
    blocks::forward_ipv4(plan);
    return plan;
  }

  [[nodiscard]] Result<Plan> plan_endpoint(const mydocker::NetworkView& network,
                                           const mydocker::EndpointView& endpoint,
                                           const mydocker::HostFacts& host) const override {
    MYDOCKER_CHECK(check(endpoint));
    Plan plan;
    blocks::bring_up_loopback(plan);
    blocks::add_antispoofing(plan, endpoint, blocks::host_link_of(endpoint));
    blocks::connect_with_veth(plan, endpoint, {.master = network.link_name});
    blocks::configure_ipv6(plan, network, endpoint, host);
    blocks::add_addresses(plan, endpoint);
    blocks::add_default_routes(plan, network, endpoint);
    blocks::add_routes(plan, network, endpoint);
    add_names(plan, network, endpoint);
    return plan;
  }
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(DnsDriver, kInfo)

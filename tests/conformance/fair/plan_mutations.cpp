#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "mutant_driver.hpp"
#include "mutation.hpp"

namespace fair {
namespace {

using namespace mydocker;

using Network = const NetworkView&;
using Endpoint = const EndpointView&;
using Host = const HostFacts&;

// Changes the entries of a plan: adds or removes one.
void edit(Plan& plan, void (*change)(std::vector<PlanEntry>&)) {
  auto entries = plan.entries();
  change(entries);
  plan = Plan(std::move(entries));
}

Custom tag(std::string name) {
  return {Place::host, "tag", std::move(name), {}, {"true"}, {"true"}};
}

const pid_t at_load = ::getpid();
std::string last_network;  // or another stored text

constexpr PlanMutation kPlanMutations[] = {
    {.name = "P01",
     .network = [](Plan& plan, Network,
                   Host) { edit(plan, [](auto& entries) { entries.push_back(entries.back()); }); }},
    {.name = "P02",
     .network =
         [](Plan& plan, Network network, Host) {
           plan.ensure(ForwardAllow{"", network.link_name}, "all may come in");
         }},
    {.name = "P02-life",
     .network =
         [](Plan& plan, Network network, Host) {
           plan.ensure(ForwardAllow{"", network.link_name}, "all may come in");
         }},
    {.name = "P03",
     .network = [](Plan& plan, Network,
                   Host) { edit(plan, [](auto& entries) { entries.front().why += "."; }); }},
    {.name = "P04",
     .endpoint =
         [](Plan& plan, Network, Endpoint) {
           plan.ensure(Hairpin{"far-too-long-for-a-link"}, "it may return");
         }},
    {.name = "P05",
     .network =
         [](Plan& plan, Network, Host) {
           plan.ensure(Sysctl{Place::host, "net/ipv4/tcp_syncookies", "1"}, "it seems wise");
         }},
    {.name = "P06",
     .network =
         [](Plan& plan, Network network, Host) {
           if (!last_network.empty() && last_network != network.id)
             edit(plan, [](auto& entries) { entries.front().why += " once more"; });
           last_network = network.id;
         }},
    {.name = "P07",
     .network =
         [](Plan& plan, Network, Host) {
           edit(plan, [](auto& entries) {
             entries.front().why += " of process " + std::to_string(at_load);
           });
         }},
    {.name = "P08",
     .network = [](Plan&, Network, Host) { ::close(::open("/etc/hostname", O_RDONLY)); }},
    {.name = "P09",
     .network = [](Plan& plan, Network network,
                   Host) { plan.ensure(tag("n" + network.id.substr(0, 7)), "a mark"); }},
    {.name = "P10",
     .endpoint =
         [](Plan& plan, Network, Endpoint endpoint) {
           plan.ensure(tag("e" + endpoint.id.substr(0, 7)), "a mark");
         }},
    {.name = "P11",
     .endpoint =
         [](Plan& plan, Network, Endpoint endpoint) {
           plan.ensure(tag(endpoint.id), endpoint.container + " and again " + endpoint.container);
         }},
    {.name = "P12",
     .endpoint =
         [](Plan& plan, Network, Endpoint endpoint) {
           if (endpoint.addresses.empty()) return;
           auto more = endpoint.addresses.front();
           more.address = more.address.plus(1);
           plan.ensure(Address{Place::container, endpoint.link_name, more}, "one more");
         }},
    {.name = "P13",
     .network =
         [](Plan& plan, Network network, Host) {
           for (const auto& subnet : network.subnets)
             if (subnet.prefix.length <= 30)
               plan.ensure(Address{Place::host,
                                   network.link_name,
                                   {subnet.prefix.address.plus(3), subnet.prefix.length}},
                           "one more");
         }},
    {.name = "P13-none",
     .network =
         [](Plan& plan, Network, Host) {
           edit(plan, [](auto& entries) {
             std::erase_if(entries,
                           [](const PlanEntry& entry) { return entry.resource.is<Address>(); });
           });
         }},
    {.name = "P14",
     .input = [](NetworkView& network, EndpointView*, Host) -> Result<void> {
       auto values = network.options.values();
       values.erase("mtu");
       network.options = Options(values);
       return {};
     }},
    {.name = "P15",
     .input = [](NetworkView&, EndpointView* endpoint, Host) -> Result<void> {
       if (endpoint != nullptr) endpoint->link_name = "eth0";
       return {};
     }},
    {.name = "P16",
     .input = [](NetworkView&, EndpointView* endpoint, Host) -> Result<void> {
       if (endpoint != nullptr) endpoint->mac = derived_mac(endpoint->id, "container");
       return {};
     }},
    {.name = "P17",
     .input = [](NetworkView& network, EndpointView*, Host) -> Result<void> {
       if (network.options.text("mtu") != "9000") return {};
       return Error(ErrorKind::invalid_argument, "that will not do");
     }},
    {.name = "P18",
     .input = [](NetworkView& network, EndpointView*, Host) -> Result<void> {
       if (network.options.text("mode") == "fancy" && network.options.text("icc") == "false")
         std::abort();
       return {};
     }},
    {.name = "P19",
     .input = [](NetworkView& network, EndpointView*, Host) -> Result<void> {
       if (network.options.has("mtu") && !parse_number(network.options.text("mtu"))) std::abort();
       return {};
     }},
    {.name = "P20",
     .input = [](NetworkView&, EndpointView* endpoint, Host) -> Result<void> {
       if (endpoint == nullptr) return {};
       std::erase_if(endpoint->addresses, [](const IpPrefix& own) { return !own.address.is_v4(); });
       return {};
     }},
    {.name = "P21",
     .input = [](NetworkView& network, EndpointView*, Host) -> Result<void> {
       if (network.subnets.empty()) std::abort();
       return {};
     }},
    {.name = "P22",
     .input = [](NetworkView& network, EndpointView*, Host) -> Result<void> {
       network.internal = false;
       return {};
     }},
    {.name = "P23",
     .network =
         [](Plan& plan, Network, Host) {
           edit(plan, [](auto& entries) { entries.front().lifetime = Lifetime::host; });
         }},
    {.name = "P24",
     .network =
         [](Plan& plan, Network, Host) {
           edit(plan, [](auto& entries) {
             std::rotate(entries.begin(), entries.begin() + 1, entries.end());
           });
         }},
    {.name = "P25",
     .network =
         [](Plan& plan, Network, Host host) {
           if (host.links.size() > 1)
             plan.ensure(tag("first"), "the first is " + host.links.front().name);
         }},
    {.name = "P26",
     .network =
         [](Plan& plan, Network network, Host) {
           for (int i = 0; i < 300; ++i)
             plan.ensure(
                 Sysctl{Place::host,
                        "net/ipv4/conf/" + network.link_name + "/s" + std::to_string(i), "1"},
                 "one more");
         }},
    {.name = "P27",
     .input = [](NetworkView&, EndpointView* endpoint, Host host) -> Result<void> {
       if (endpoint == nullptr) (void)host.default_route.value();
       return {};
     }},
    {.name = "P28",
     .input = [](NetworkView& network, EndpointView*, Host) -> Result<void> {
       for (const auto& subnet : network.subnets) (void)subnet.gateway.value();
       return {};
     }},
    {.name = "P29",
     .input = [](NetworkView&, EndpointView* endpoint, Host) -> Result<void> {
       if (endpoint != nullptr) endpoint->default_route = true;
       return {};
     }},
    {.name = "P30",
     .input = [](NetworkView&, EndpointView* endpoint, Host) -> Result<void> {
       if (endpoint != nullptr) endpoint->metric = 0;
       return {};
     }},
    {.name = "P31",
     .input = [](NetworkView&, EndpointView* endpoint, Host) -> Result<void> {
       if (endpoint != nullptr)
         std::erase_if(endpoint->ports,
                       [](const PortView& port) { return port.protocol == Protocol::udp; });
       return {};
     }},
    {.name = "P32",
     .network =
         [](Plan& plan, Network network, Host) {
           plan.ensure(Custom{Place::host, "tag", network.id, {}, {}, {}}, "a mark");
         }},
    {.name = "P33",
     .network =
         [](Plan& plan, Network, Host) {
           const char* zone = std::getenv("TZ");
           last_network = zone == nullptr ? "" : zone;
           edit(plan, [](auto& entries) { entries.front().why += " in " + last_network; });
         }},
    {.name = "P34",
     .input = [](NetworkView&, EndpointView* endpoint, Host) -> Result<void> {
       if (endpoint != nullptr && endpoint->ports.size() > 100)
         return Error(ErrorKind::exhausted, "too many ports");
       return {};
     }},
    {.name = "P35",
     .input = [](NetworkView& network, EndpointView*, Host) -> Result<void> {
       auto values = network.options.values();
       values.erase("color");
       network.options = Options(values);
       return {};
     }},
    {.name = "L01-endpoint",
     .input = [](NetworkView&, EndpointView* endpoint, Host) -> Result<void> {
       if (endpoint != nullptr) std::abort();
       return {};
     }},
};

}  // namespace

const PlanMutation* plan_mutation() {
  for (const auto& one : kPlanMutations)
    if (mutated(one.name)) return &one;
  return nullptr;
}

}  // namespace fair

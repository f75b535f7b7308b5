// Mutants that treat one field of a request wrongly, or use something else than the request.
#include <time.h>

#include <algorithm>
#include <cstdlib>
#include <functional>

#include "mutant_driver.hpp"
#include "mutation.hpp"

namespace fair {
namespace {

using namespace mydocker;

using Network = const NetworkView&;
using Endpoint = const EndpointView&;
using Host = const HostFacts&;

template <class Kind>
void drop(Plan& plan, bool (*is_wrong)(const Kind& resource)) {
  auto entries = plan.entries();
  std::erase_if(entries, [&](const PlanEntry& entry) {
    const auto* resource = entry.resource.get_if<Kind>();
    return resource != nullptr && is_wrong(*resource);
  });
  plan = Plan(std::move(entries));
}

template <class Kind>
void change(Plan& plan, const std::function<void(Kind&)>& edit) {
  auto entries = plan.entries();
  for (auto& entry : entries)
    if (auto* resource = entry.resource.get_if<Kind>()) edit(*resource);
  plan = Plan(std::move(entries));
}

// Uses at least 30 ms of processor time, in the first calls of a process. A measurement of P41
// plans the network twice.
void burn() {
  static int calls = 0;
  constexpr int kCalls = 6;
  constexpr int kRounds = 150'000'000;
  if (++calls > kCalls) return;
  for (int round = 0; round < kRounds; ++round) asm volatile("");
}

std::vector<IpAddress> gateways_of(Network network) {
  std::vector<IpAddress> gateways;
  for (const auto& subnet : network.subnets)
    if (subnet.gateway) gateways.push_back(*subnet.gateway);
  return gateways;
}

// The AntiSpoofing of the container allows the gateway's addresses too.
void allow_gateway(Plan& plan, Network network, Endpoint) {
  change<AntiSpoofing>(plan, [&](AntiSpoofing& antispoofing) {
    for (const auto& gateway : gateways_of(network)) antispoofing.addresses.push_back(gateway);
  });
}

constexpr PlanMutation kFieldMutations[] = {
    {.name = "P01-route",
     .network =
         [](Plan& plan, Network network, Host) {
           plan.ensure(Route{Place::host, network.link_name, *IpPrefix::parse("198.18.0.0/15")},
                       "a test network");
         }},
    {.name = "P12-none",
     .endpoint =
         [](Plan& plan, Network, Endpoint) {
           drop<Address>(plan, [](const Address& own) {
             return own.place == Place::container && !is_link_local(own.address.address);
           });
         }},
    {.name = "P39-host",
     .input = [](NetworkView& network, EndpointView*, Host) -> Result<void> {
       for (auto& subnet : network.subnets)
         if (subnet.gateway) subnet.gateway = subnet.prefix.address.plus(1);
       return {};
     }},
    // Two options together take the protection away.
    {.name = "P46",
     .endpoint =
         [](Plan& plan, Network network, Endpoint) {
           const auto& options = network.options;
           if (options.text("mode") == "fancy" && options.text("color") == "word")
             drop<AntiSpoofing>(plan, [](const AntiSpoofing&) { return true; });
         }},
    {.name = "P46-address",
     .endpoint =
         [](Plan& plan, Network network, Endpoint endpoint) {
           if (network.options.text("icc") == "false" && endpoint.options.text("speed") == "9")
             drop<Address>(plan, [](const Address& own) {
               return own.place == Place::container && own.address.length == 16;
             });
         }},
    // An option has no effect on a container that is on two networks.
    {.name = "P47",
     .input = [](NetworkView&, EndpointView* endpoint, Host) -> Result<void> {
       if (endpoint != nullptr && !endpoint->others.empty()) endpoint->options = Options();
       return {};
     }},
    {.name = "P47-field",
     .input = [](NetworkView&, EndpointView* endpoint, Host) -> Result<void> {
       if (endpoint != nullptr && endpoint->container == "c2") endpoint->metric = 0;
       return {};
     }},
    {.name = "P48",
     .endpoint =
         [](Plan& plan, Network network, Endpoint) {
           if (network.subnets.empty() || network.subnets.front().prefix.address.is_v4()) return;
           drop<Route>(plan, [](const Route& route) {
             return route.destination.length == 0 && route.destination.address.is_v4();
           });
         }},
    {.name = "P12-second",
     .endpoint =
         [](Plan& plan, Network, Endpoint endpoint) {
           const auto& all = endpoint.addresses;
           for (std::size_t n = 1; n < all.size(); ++n) {
             if (all[n].network() != all[n - 1].network()) continue;
             auto entries = plan.entries();
             std::erase_if(entries, [&](const PlanEntry& entry) {
               const auto* own = entry.resource.get_if<Address>();
               return own != nullptr && own->address == all[n];
             });
             plan = Plan(std::move(entries));
           }
         }},
    {.name = "P01-warning",
     .network = [](Plan& plan, Network, Host) { plan.warn("one line\nand another one"); }},
    {.name = "P31-address",
     .input = [](NetworkView&, EndpointView* endpoint, Host) -> Result<void> {
       if (endpoint == nullptr) return {};
       for (auto& port : endpoint->ports) port.host_address.reset();
       return {};
     }},
    {.name = "P31-protocol",
     .input = [](NetworkView&, EndpointView* endpoint, Host) -> Result<void> {
       if (endpoint == nullptr) return {};
       for (auto& port : endpoint->ports) port.protocol = Protocol::tcp;
       return {};
     }},
    {.name = "P31-count",
     .input = [](NetworkView&, EndpointView* endpoint, Host) -> Result<void> {
       if (endpoint == nullptr) return {};
       for (auto& port : endpoint->ports) port.count = 1;
       return {};
     }},
    {.name = "P33-variable",
     .network =
         [](Plan& plan, Network, Host) {
           const char* mtu = std::getenv("LAN_MTU");
           if (mtu == nullptr) return;
           change<Bridge>(plan, [&](Bridge& bridge) {
             bridge.mtu = static_cast<std::uint32_t>(std::atoi(mtu));
           });
         }},
    {.name = "P35-reason",
     .network =
         [](Plan& plan, Network network, Host) {
           auto entries = plan.entries();
           std::erase_if(entries, [](const PlanEntry& entry) {
             const auto* sysctl = entry.resource.get_if<Sysctl>();
             return sysctl != nullptr && sysctl->name.ends_with("/log_martians");
           });
           entries.front().why += ", " + network.options.text("color");
           plan = Plan(std::move(entries));
         }},
    {.name = "P36",
     .network =
         [](Plan& plan, Network, Host) {
           const time_t now = ::time(nullptr);
           constexpr time_t kWeek = 7 * 86400;
           if (now % kWeek < 1) change<Bridge>(plan, [](Bridge& bridge) { bridge.mtu = 1496; });
         }},
    {.name = "P37",
     .input = [](NetworkView& network, EndpointView*, Host) -> Result<void> {
       network.routes.clear();
       return {};
     }},
    {.name = "P38",
     .network =
         [](Plan& plan, Network network, Host) {
           for (const auto& subnet : network.subnets)
             for (unsigned i = 2; subnet.prefix.length > 16 && subnet.prefix.length < 24 &&
                                  i < (1U << (32 - subnet.prefix.length));
                  ++i)
               plan.ensure(
                   Address{Place::host, network.link_name, {subnet.prefix.address.plus(i), 32}},
                   "an address of the network");
         }},
    {.name = "P39",
     .input = [](NetworkView& network, EndpointView* endpoint, Host) -> Result<void> {
       for (auto& subnet : network.subnets)
         if (subnet.gateway && endpoint != nullptr) subnet.gateway = subnet.prefix.address.plus(1);
       return {};
     }},
    {.name = "P40",
     .endpoint =
         [](Plan& plan, Network, Endpoint endpoint) {
           if (endpoint.container.size() > 40)
             change<Veth>(plan, [](Veth& veth) { veth.isolated = true; });
         }},
    {.name = "P41", .network = [](Plan&, Network, Host) { burn(); }},
    {.name = "P42",
     .endpoint =
         [](Plan& plan, Network, Endpoint) {
           plan.ensure(Sysctl{Place::container, "net/ipv4/ip_unprivileged_port_start", "0"},
                       "servers need no privilege");
         }},
    {.name = "P43",
     .network =
         [](Plan& plan, Network, Host) {
           auto entries = plan.entries();
           std::stable_partition(entries.begin(), entries.end(), [](const PlanEntry& entry) {
             return !entry.resource.is<Isolation>();
           });
           plan = Plan(std::move(entries));
         }},
    {.name = "P44", .endpoint = allow_gateway},
    {.name = "P45",
     .endpoint =
         [](Plan& plan, Network, Endpoint) {
           drop<Route>(plan, [](const Route& route) {
             return route.via && route.via->bytes()[3] % 2 == 0 && route.destination.length == 0;
           });
         }},
};

}  // namespace

const PlanMutation* field_mutation() {
  for (const auto& one : kFieldMutations)
    if (mutated(one.name)) return &one;
  return nullptr;
}

}  // namespace fair

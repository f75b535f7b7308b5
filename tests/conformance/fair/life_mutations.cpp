#include <cstdint>
#include <string>
#include <vector>

#include "fair_handler.hpp"
#include "mutant_driver.hpp"
#include "mutation.hpp"

namespace fair {
namespace {

using namespace mydocker;

using Network = const NetworkView&;
using Endpoint = const EndpointView&;
using Host = const HostFacts&;

template <class Kind, class Change>
void each(Plan& plan, Change change) {
  auto entries = plan.entries();
  for (auto& entry : entries)
    if (auto* resource = entry.resource.get_if<Kind>()) change(*resource, entry);
  plan = Plan(std::move(entries));
}

bool is_forwarding(const Sysctl& setting) { return setting.name == "net/ipv4/ip_forward"; }

// Adds a mark, a resource that is not in the kernel. A file says that it exists.
void mark(Plan& plan, const std::string& name, std::map<std::string, std::string> fields = {}) {
  plan.ensure(Custom{Place::host, "mark", name, std::move(fields), {"true"}, {"true"}},
              "a thing of the driver's own");
}

// Adds a mark whose value is an option of the user.
void mark_speed(Plan& plan, Network, Endpoint endpoint) {
  mark(plan, endpoint.id, {{"speed", endpoint.options.text("speed")}});
}

// Adds a setting of a link's queue length. No other code sets it.
void queue(Plan& plan, const std::string& id, const std::string& link, bool said = true) {
  const std::string line = "ip link set dev " + link + " txqueuelen ";
  plan.ensure(Custom{Place::host,
                     "queue",
                     id,
                     {{"link", link}},
                     {said ? line + "777" : "true"},
                     {said ? line + "1000" : "true"}},
              "the queue of the driver's liking");
}

// Adds a mark before and after all entries of a plan.
void between_marks(Plan& plan, const std::string& id) {
  Plan whole;
  mark(whole, "first-" + id, {{"last", "last-" + id}});
  for (const auto& entry : plan.entries()) whole.ensure(entry.resource, entry.why, entry.lifetime);
  mark(whole, "last-" + id);
  plan = whole;
}

void erase(Plan& plan, bool (*is_wrong)(const PlanEntry& entry)) {
  auto entries = plan.entries();
  std::erase_if(entries, is_wrong);
  plan = Plan(std::move(entries));
}

// Every client outside reaches the containers, unless the network is internal.
void open_network(Plan& plan, Network network, Host) {
  if (!network.internal)
    erase(plan, [](const PlanEntry& entry) { return entry.resource.is<Isolation>(); });
}

constexpr PlanMutation kLifeMutations[] = {
    {.name = "C01",
     .endpoint = [](Plan& plan, Network,
                    Endpoint endpoint) { queue(plan, endpoint.id, "no-such-link"); }},
    {.name = "C01-files",
     .network = [](Plan& plan, Network network, Host) { mark(plan, network.id); }},
    {.name = "C03",
     .network =
         [](Plan& plan, Network, Host) {
           each<Sysctl>(plan, [](const Sysctl& setting, PlanEntry& entry) {
             if (is_forwarding(setting)) entry.lifetime = Lifetime::host;
           });
         }},
    {.name = "C08",
     .input = [](NetworkView&, EndpointView* endpoint, Host) -> Result<void> {
       if (endpoint != nullptr && endpoint->link_name == "asked0")
         endpoint->mac = derived_mac(endpoint->id, "container");
       return {};
     }},
    {.name = "C12",
     .input = [](NetworkView& network, EndpointView*, Host) -> Result<void> {
       if (network.subnets.size() != 1) return {};
       auto values = network.options.values();
       values["icc"] = "false";
       network.options = Options(values);
       return {};
     }},
    {.name = "C13",
     .network =
         [](Plan& plan, Network network, Host) {
           if (network.subnets.size() != 1) return;
           each<Isolation>(plan, [](Isolation& wall, PlanEntry&) { wall.internal = false; });
         }},
    {.name = "C14",
     .endpoint =
         [](Plan& plan, Network, Endpoint) {
           each<AntiSpoofing>(plan, [](AntiSpoofing& antispoofing, PlanEntry&) {
             std::erase_if(antispoofing.addresses,
                           [](const IpAddress& own) { return !own.is_v4(); });
           });
         }},
    {.name = "C17",
     .endpoint =
         [](Plan& plan, Network, Endpoint endpoint) {
           mark(plan, endpoint.id, {{"netns", "/run/netns/" + endpoint.container}});
         }},
    {.name = "C19", .network = [](Plan& plan, Network network, Host) { mark(plan, network.id); }},
    {.name = "C20",
     .network = [](Plan& plan, Network network,
                   Host) { queue(plan, network.id, network.link_name); }},
    {.name = "C24", .network = [](Plan& plan, Network network, Host) { mark(plan, network.id); }},
    {.name = "C30",
     .endpoint =
         [](Plan& plan, Network, Endpoint) {
           each<PublishedPort>(plan, [](PublishedPort& port, PlanEntry&) {
             if (port.container_address.is_v4()) port.mode = PortMode::routed;
           });
         }},
    {.name = "C30-routed",
     .endpoint =
         [](Plan& plan, Network, Endpoint) {
           each<PublishedPort>(
               plan, [](PublishedPort& port, PlanEntry&) { port.mode = PortMode::routed; });
         }},
    {.name = "C31",
     .network = [](Plan& plan, Network network,
                   Host) { queue(plan, network.id, network.link_name); }},
    {.name = "C32",
     .network =
         [](Plan& plan, Network, Host) {
           each<Masquerade>(plan, [](Masquerade& out, PlanEntry&) {
             if (out.source.length == 24)  // the other entries are unchanged
               out.source = {out.source.address.plus(128), out.source.length + 1};
           });
         }},
    {.name = "C33",
     .network = [](Plan& plan, Network network,
                   Host) { queue(plan, network.id, network.link_name, false); }},
    {.name = "C34",
     .endpoint =
         [](Plan& plan, Network, Endpoint endpoint) {
           const std::string line = "ip -n " + endpoint.container + " link set dev lo txqueuelen ";
           plan.ensure(Custom{Place::host,
                              "queue",
                              endpoint.id,
                              {{"link", "lo"}, {"netns", "/run/netns/" + endpoint.container}},
                              {line + "777"},
                              {line + "1000"}},
                       "the queue of the driver's liking");
         }},
    {.name = "C35",
     .network = [](Plan& plan, Network network,
                   Host) { queue(plan, network.id, network.link_name); }},
    // The address differs in each process that loads the driver.
    {.name = "C36",
     .network =
         [](Plan& plan, Network, Host) {
           mark(plan, "at-" + std::to_string(reinterpret_cast<std::uintptr_t>(&mark)));
         }},
    {.name = "C37", .network = [](Plan& plan, Network network, Host) { mark(plan, network.id); }},
    {.name = "C38", .network = open_network},
    {.name = "F09", .network = open_network},
    {.name = "C39",
     .endpoint =
         [](Plan& plan, Network, Endpoint) {
           erase(plan, [](const PlanEntry& entry) { return entry.resource.is<AntiSpoofing>(); });
         }},
    {.name = "C40",
     .endpoint =
         [](Plan& plan, Network network, Endpoint) {
           each<AntiSpoofing>(plan, [&](AntiSpoofing& antispoofing, PlanEntry&) {
             for (const auto& subnet : network.subnets)
               if (subnet.gateway) antispoofing.addresses.push_back(*subnet.gateway);
           });
         }},
    {.name = "C41",
     .network =
         [](Plan& plan, Network, Host) {
           erase(plan, [](const PlanEntry& entry) {
             const auto* out = entry.resource.get_if<Masquerade>();
             return out != nullptr && !out->source.address.is_v4();
           });
         }},
    {.name = "C41-forward",
     .network =
         [](Plan& plan, Network, Host) {
           erase(plan, [](const PlanEntry& entry) {
             const auto* setting = entry.resource.get_if<Sysctl>();
             return setting != nullptr && setting->name == "net/ipv6/conf/all/forwarding";
           });
         }},
    {.name = "C42",
     .endpoint =
         [](Plan& plan, Network, Endpoint) {
           each<PublishedPort>(plan, [](PublishedPort& port, PlanEntry&) {
             if (!port.container_address.is_v4()) port.mode = PortMode::routed;
           });
         }},
    {.name = "C43",
     .network =
         [](Plan& plan, Network network, Host) {
           if (network.subnets.size() == 2)
             each<Isolation>(plan, [](Isolation& wall, PlanEntry&) { wall.internal = false; });
         }},
    {.name = "C44",
     .endpoint = [](Plan& plan, Network, Endpoint endpoint) { mark(plan, endpoint.id); }},
    {.name = "C45", .network = [](Plan& plan, Network network, Host) { mark(plan, network.id); }},
    {.name = "C37-update", .endpoint = mark_speed},
    {.name = "C45-update", .endpoint = mark_speed},
    {.name = "C57", .network = [](Plan& plan, Network network, Host) { mark(plan, network.id); }},
    {.name = "C19-memory",
     .network = [](Plan& plan, Network network, Host) { mark(plan, network.id); }},
    {.name = "C58",
     .network =
         [](Plan& plan, Network network, Host) {
           const std::string path = "/proc/sys/net/ipv4/conf/lo/log_martians";
           plan.ensure(Custom{Place::host,
                              "lines",
                              network.id,
                              {{"path", path}},
                              {"echo 1 > " + path},
                              {"true"}},
                       "a setting of the driver's own");
         }},
    {.name = "C46", .endpoint = mark_speed},
    {.name = "C54", .endpoint = mark_speed},
    {.name = "C55", .endpoint = mark_speed},
    // The host has no route to the subnet, and the container sends to its gateway.
    {.name = "C56",
     .network =
         [](Plan& plan, Network, Host) {
           each<Address>(plan, [](Address& gateway, PlanEntry&) {
             if (gateway.address.address.is_v4()) gateway.address.length = 32;
           });
         },
     .endpoint =
         [](Plan& plan, Network network, Endpoint endpoint) {
           const auto& subnet = network.subnets.front();
           plan.ensure(Route{.place = Place::container,
                             .link = endpoint.link_name,
                             .destination = {subnet.prefix.address.plus(200), 32},
                             .via = subnet.gateway},
                       "a way to an unused address");
         }},
    {.name = "F08", .network = [](Plan& plan, Network network, Host) { mark(plan, network.id); }},
    {.name = "R03",
     .endpoint =
         [](Plan& plan, Network, Endpoint endpoint) {
           const auto at = endpoint.container.find_last_not_of("0123456789") + 1;
           const auto number = parse_number(endpoint.container.substr(at));
           mark(plan, "slot-" + std::to_string(number ? *number % 128 : 0));
         }},
    {.name = "F01",
     .network = [](Plan& plan, Network network, Host) { between_marks(plan, network.id); }},
    {.name = "F02",
     .endpoint = [](Plan& plan, Network, Endpoint endpoint) { between_marks(plan, endpoint.id); }},
    {.name = "F03",
     .network = [](Plan& plan, Network network, Host) { between_marks(plan, network.id); }},
    {.name = "F04",
     .endpoint = [](Plan& plan, Network, Endpoint endpoint) { between_marks(plan, endpoint.id); }},
    {.name = "F05",
     .network = [](Plan& plan, Network network,
                   Host) { queue(plan, network.id, network.link_name); }},
    {.name = "F06", .network = [](Plan& plan, Network network, Host) { mark(plan, network.id); }},
    {.name = "F07",
     .input = [](NetworkView&, EndpointView*, Host) -> Result<void> {
       // Only one page is used. The limit counts reserved memory. Using all 25,600 pages takes half
       // a second per plan on a slow machine.
       std::vector<char> much;
       much.reserve(std::size_t{100} << 20);
       much.push_back('x');
       return much.back() == 'x' ? Result<void>() : Error(ErrorKind::internal, "no memory");
     }},
};

}  // namespace

const PlanMutation* kernel_mutation() {
  for (const auto& one : kLifeMutations)
    if (mutated(one.name)) return &one;
  return nullptr;
}

}  // namespace fair

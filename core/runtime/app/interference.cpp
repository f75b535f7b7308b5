#include "runtime/app/interference.hpp"

#include <algorithm>
#include <set>

#include "runtime/app/driver_plans.hpp"
#include "runtime/app/interference_text.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/model/host_port.hpp"

namespace mydocker::app {
namespace {

// Checks one network. Nothing is owned.
class InterferenceCheck {
 public:
  InterferenceCheck(Session& session, const model::Network& network, const Manifest& driver)
      : session_(session), network_(network), driver_(driver) {}

  void check_forwarding() const {
    if (has_family(Family::v6) && !forwards(Family::v6, "all"))
      tell("IPv6 forwarding is off for " + link() + kCutOff +
           "; repair: sysctl -w net.ipv6.conf.all.forwarding=1");
    if (!has_family(Family::v4)) return;
    if (!forwards(Family::v4, network_.link_name)) tell_forwarding(network_.link_name, kCutOff);
  }

  void check_uplinks() const {
    if (!has_family(Family::v4) || !forwards(Family::v4, network_.link_name)) return;
    for (const auto& uplink : uplinks())
      if (!forwards(Family::v4, uplink))
        tell_forwarding(uplink, ": containers get no reply through it");
  }

  void check_rules(kernel::Kernel& kernel, const std::vector<model::Endpoint>& endpoints) const {
    const auto rules = kernel.foreign_rules(
        {network_.link_name, uplink_name(), prefixes(), host_ports_of(endpoints)});
    if (!rules.ok()) return;
    // Commands that notes have named already. Several chains of a program can need the same
    // command.
    std::set<std::string> told;
    for (const auto& chain : rules->dropping) {
      const auto allow = allow_line(chain, network_.link_name, prefixes());
      if (allow.empty() || told.insert(allow).second)
        tell(note_about(chain, network_.link_name, prefixes()));
    }
    for (const auto& translation : rules->translations) tell(note_about(translation));
  }

  // Returns whether the host reaches containers through the network's link. If not, a note names
  // the cause.
  [[nodiscard]] bool has_way_to_containers() const {
    const auto own = host_link(network_.link_name);
    if (!own || !own->up) {
      tell("the interface " + link() + (own ? " is down" : " does not exist") + repair());
      return false;
    }
    const auto missing = missing_gateway();
    if (missing)
      tell("the gateway address " + missing->text() + " is missing on " + link() + repair());
    return !missing;
  }

  void check_routes(const std::vector<IpPrefix>& addresses) const {
    for (const auto& address : addresses) {
      if (has_gateway_mode(network_, driver_, address.address.family(), kIsolatedMode)) continue;
      if (is_own(link_from_gateway(address.address))) continue;
      if (tell_refusing_rules()) return;
      const auto through = link_towards(address.address);
      if (is_own(through)) continue;
      if (!has_way_to_containers()) return;
      const auto where = through.empty() ? "nowhere" : "through " + base::quoted(through);
      tell("another route hides the network: the host sends packets to " + address.address.text() +
           " " + where + ", not through " + link() + "; " + way_out_of(through, address.address));
    }
  }

  // Returns whether routing rules refuse packets of the network. A note names each of them.
  bool tell_refusing_rules() const {
    auto host = session_.host_view();
    if (!host.ok()) return false;
    const auto rules = (*host)->refusing_rules(network_.link_name, prefixes());
    if (!rules.ok()) return false;
    for (const auto& rule : *rules) tell(note_about(rule, network_.link_name));
    return !rules->empty();
  }

  void check_mtu() const {
    const auto uplink = session_.default_route();
    if (!uplink.ok() || !*uplink) return;
    const auto bridge = host_link(network_.link_name);
    if (!bridge || bridge->mtu <= (*uplink)->mtu) return;
    tell("the mtu of " + base::quoted((*uplink)->name) + " is " + std::to_string((*uplink)->mtu) +
         ", smaller than that of " + link() + " (" + std::to_string(bridge->mtu) +
         "): large packets to the outside may be lost");
  }

  void check_parent() const {
    const auto parent = option_of(network_, driver_, OptionRole::parent);
    if (parent.empty()) return;
    const auto found = host_link(parent);
    if (found && found->up) return check_carrier(parent);
    const std::string words =
        found ? " is down: the containers reach nothing; repair: ip link set up dev "
              : " does not exist: the containers reach nothing; see: ip link show ";
    tell("the parent " + base::quoted(parent) + words + parent);
  }

  // Checks the default route. Only `verify` calls this, because a host without other networks needs
  // no default route.
  void check_default_route() const {
    if (!has_family(Family::v4) || !uplink_name().empty()) return;
    auto host = session_.host_view();
    const auto routes = host.ok() ? (*host)->default_routes(Family::v4) : host.error();
    // A default route can also consist of two routes, each for half of the addresses. Or it can be
    // in another routing table. So the kernel is asked for the route to an address outside.
    constexpr std::uint32_t kElsewhere = 0xc0000201;  // an address for documentation (RFC 5737)
    if (!routes.ok() || !routes->empty() || !link_towards(IpAddress::v4(kElsewhere)).empty())
      return;
    tell(
        "the host has no IPv4 default route: the containers reach only networks of the host; add "
        "one: ip route add default via ROUTER");
  }

 private:
  void check_carrier(const std::string& parent) const {
    auto host = session_.host_view();
    const auto carrier = host.ok() ? (*host)->has_carrier(parent) : Result<bool>(true);
    if (carrier.ok() && !*carrier)
      tell("the parent " + base::quoted(parent) +
           " has no carrier: the containers reach nothing outside; check its other end: "
           "ip -d link show dev " +
           parent);
  }

  static constexpr const char* kCutOff = ": containers reach nothing outside their network";

  // The note names the setting of the link at which packets arrive, because the kernel reads this
  // setting. The setting is written with slashes, because the name of a link can contain dots.
  void tell_forwarding(const std::string& name, const char* effect) const {
    const auto setting = forwards(Family::v4, "all") ? "net/ipv4/conf/" + name + "/forwarding"
                                                     : std::string("net.ipv4.ip_forward");
    tell("IPv4 forwarding is off for " + base::quoted(name) + effect + "; repair: sysctl -w " +
         setting + "=1");
  }

  [[nodiscard]] std::string repair() const {
    return ": the host does not reach the containers; repair: mydocker network reload " +
           network_.name;
  }
  [[nodiscard]] bool forwards(Family family, const std::string& name) const {
    auto host = session_.host_view();
    return !host.ok() || (*host)->forwards(family, name);
  }
  // A packet to a container may leave through the network's link. If the host itself has the
  // container's address, the packet leaves through "lo".
  [[nodiscard]] bool is_own(const std::string& through) const {
    return through == network_.link_name || through == "lo";
  }
  // Asks the kernel through which link a packet from the gateway to the address leaves. So a
  // routing rule for the source or for the destination changes the answer.
  [[nodiscard]] std::string link_from_gateway(const IpAddress& address) const {
    auto host = session_.host_view();
    if (!host.ok()) return {};
    for (const auto& subnet : network_.subnets)
      if (subnet.gateway && subnet.prefix.contains(address))
        return (*host)->link_between(*subnet.gateway, address);
    return (*host)->link_towards(address);
  }
  [[nodiscard]] std::string link_towards(const IpAddress& address) const {
    auto host = session_.host_view();
    return host.ok() ? (*host)->link_towards(address) : std::string();
  }

  // Returns what the user can do about a route that hides the network. The route may belong to an
  // interface of mydocker that no network uses, for example a renamed bridge.
  [[nodiscard]] std::string way_out_of(const std::string& through, const IpAddress& address) const {
    auto host = session_.host_view();
    const auto managed = host.ok() ? (*host)->is_managed(through) : Result<bool>(false);
    if (managed.ok() && *managed)
      return "if " + base::quoted(through) +
             " belongs to no network, remove it: mydocker network gc --force";
    return "find that route: ip route get fibmatch " + address.text() +
           "; remove it, or recreate the network with another --subnet";
  }

  void tell(const std::string& line) const { session_.log.notice(line); }
  [[nodiscard]] std::string link() const { return base::quoted(network_.link_name); }

  // Returns the published ports that are open on the host.
  [[nodiscard]] static std::vector<PortView> host_ports_of(
      const std::vector<model::Endpoint>& endpoints) {
    std::vector<PortView> ports;
    for (const auto& endpoint : endpoints)
      for (const auto& published : endpoint.ports)
        if (!model::host_ports(published.port, endpoint).empty()) ports.push_back(published.port);
    return ports;
  }

  // Returns a gateway address that is not on the network's link.
  [[nodiscard]] std::optional<IpAddress> missing_gateway() const {
    auto host = session_.host_view();
    if (!host.ok()) return std::nullopt;
    const auto held = (*host)->host_prefixes_overlapping(prefixes());
    if (!held.ok()) return std::nullopt;
    for (const auto& subnet : network_.subnets) {
      if (!subnet.gateway) continue;
      const auto is_held = [&](const kernel::HostPrefix& one) {
        return one.address && one.address->address == *subnet.gateway;
      };
      if (std::ranges::none_of(*held, is_held)) return subnet.gateway;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::vector<IpPrefix> prefixes() const {
    std::vector<IpPrefix> found;
    for (const auto& subnet : network_.subnets) found.push_back(subnet.prefix);
    return found;
  }

  // Returns the link of the default route. Empty: there is none.
  [[nodiscard]] std::string uplink_name() const {
    const auto uplink = session_.default_route();
    return uplink.ok() && *uplink ? (*uplink)->name : std::string();
  }

  [[nodiscard]] bool has_family(Family family) const {
    return std::ranges::any_of(network_.subnets, [&](const model::Subnet& subnet) {
      return subnet.prefix.address.family() == family;
    });
  }

  // Returns the links of the host's IPv4 default routes.
  [[nodiscard]] std::set<std::string> uplinks() const {
    std::set<std::string> links;
    auto host = session_.host_view();
    if (!host.ok()) return links;
    const auto routes = (*host)->default_routes(Family::v4);
    if (!routes.ok()) return links;
    for (const auto& route : *routes) links.insert(route.link);
    return links;
  }

  [[nodiscard]] std::optional<LinkFact> host_link(const std::string& name) const {
    auto host = session_.host_view();
    if (!host.ok()) return std::nullopt;
    auto found = (*host)->link(name);
    return found.ok() ? *found : std::nullopt;
  }

  Session& session_;
  const model::Network& network_;
  const Manifest& driver_;
};

}  // namespace

void report_interference(Session& session, kernel::Kernel& kernel,
                         const store::ActiveNetwork& known,
                         const std::vector<model::Endpoint>& endpoints) {
  const auto& network = known.network;
  const auto driver = session.manifest_of(network.driver);
  if (!driver.ok() || !(*driver)->can(Capability::addresses)) return;
  const InterferenceCheck check(session, network, **driver);
  if ((*driver)->can(Capability::lan)) return check.check_parent();
  if ((*driver)->can(Capability::ports) && !network.internal) check.check_mtu();
  // If the plan has no firewall tables, the link belongs to another program (an unmanaged bridge).
  if (!known.firewall || !known.host_links.contains(network.link_name)) return;
  if (!endpoints.empty()) check.check_routes(endpoints.front().addresses);
  if (network.internal) return;
  check.check_forwarding();
  check.check_rules(kernel, endpoints);
}

void report_uplinks(Session& session, const store::ActiveNetwork& known) {
  const auto driver = session.manifest_of(known.network.driver);
  if (!driver.ok() || !known.firewall || known.network.internal) return;
  const InterferenceCheck check(session, known.network, **driver);
  check.check_uplinks();
  (void)check.tell_refusing_rules();
}

void report_no_default_route(Session& session, const store::ActiveNetwork& known) {
  const auto driver = session.manifest_of(known.network.driver);
  if (!driver.ok() || !known.firewall || known.network.internal) return;
  InterferenceCheck(session, known.network, **driver).check_default_route();
}

}  // namespace mydocker::app

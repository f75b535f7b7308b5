#include "runtime/app/interference.hpp"

#include <algorithm>
#include <set>

#include "runtime/app/driver_plans.hpp"
#include "runtime/base/forwarding.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/model/host_port.hpp"
#include "runtime/model/port_spec.hpp"

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

  void check_rules(const std::vector<model::Endpoint>& endpoints) const {
    const auto kernel = session_.current_kernel();
    if (!kernel.ok()) return;
    const auto rules =
        (*kernel)->foreign_rules({network_.link_name, families(), host_ports_of(endpoints)});
    if (!rules.ok()) return;
    for (const auto& chain : rules->dropping)
      tell("chain \"" + chain.name + "\" of another program drops packets of " + link() +
           "; allow them: " + allow_line(chain));
    for (const auto& translation : rules->translations) tell_redirect(translation);
  }

  // Returns whether the host reaches containers through the network's link. If not, the cause is
  // named.
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
      const auto through = link_towards(address.address);
      if (through == network_.link_name || through == "lo") continue;
      if (!has_way_to_containers()) return;
      const auto where = through.empty() ? "nowhere" : "through " + base::quoted(through);
      tell("another route hides the network: the host sends packets to " + address.address.text() +
           " " + where + ", not through " + link() + "; " + way_out_of(through, address.address));
    }
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

  // Only `verify` checks this, because a host without other networks needs no default route.
  void check_default_route() const {
    if (!has_family(Family::v4) || !uplinks().empty()) return;
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

  // The kernel reads the setting of the incoming link. With slashes, its name can contain dots. The
  // command of the note works, whichever program has switched forwarding on before.
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
  [[nodiscard]] std::string link_towards(const IpAddress& address) const {
    auto host = session_.host_view();
    return host.ok() ? (*host)->link_towards(address) : std::string();
  }

  void tell_redirect(const kernel::PortTranslation& translation) const {
    tell("chain \"" + translation.chain + "\" of another program redirects the published port " +
         model::word_of(translation.port) + "; remove that rule: " + translation.remove);
  }

  // The route may belong to an interface of mydocker without a network, for example a bridge that
  // was renamed.
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
    std::vector<IpPrefix> gateways;
    for (const auto& subnet : network_.subnets)
      if (subnet.gateway) gateways.emplace_back(*subnet.gateway, subnet.gateway->bits());
    const auto held = (*host)->host_prefixes_overlapping(gateways);
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

  [[nodiscard]] std::vector<Family> families() const {
    std::vector<Family> found;
    for (const auto family : {Family::v4, Family::v6})
      if (has_family(family)) found.push_back(family);
    return found;
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

  [[nodiscard]] std::string allow_line(const kernel::DroppingChain& chain) const {
    if (!chain.legacy_tool.empty())
      return chain.legacy_tool + " -I FORWARD -i " + network_.link_name + " -j ACCEPT && " +
             chain.legacy_tool + " -I FORWARD -o " + network_.link_name + " -j ACCEPT";
    if (chain.name.starts_with("inet firewalld "))
      return "firewall-cmd --zone=trusted --add-interface=" + network_.link_name;
    // Without quotes, nft takes a name such as "007" for a number.
    const auto rule = [&](const char* match) {
      return "nft 'insert rule " + chain.name + " " + match + " " + link() + " accept'";
    };
    return rule("iifname") + " && " + rule("oifname");
  }

  Session& session_;
  const model::Network& network_;
  const Manifest& driver_;
};

// Returns whether the record of the switch blocks traffic between several links of other programs.
// One of them may have appeared later.
bool has_blocked_links(Session& session, const Sysctl& record) {
  if (!base::was_off(record.value)) return false;
  if (base::blocks_several_links(record.value)) return true;
  const auto kernel = session.current_kernel();
  const auto now = kernel.ok() ? (*kernel)->observe(record) : kernel.error();
  return now.ok() && now->state == base::State::foreign;
}

// Errors of the state are ignored: the change itself is done.
bool blocks_transit(Session& session, OpenState& open_state, const model::Network& network,
                    const char* name) {
  auto& state = open_state.state;
  Sysctl record{Place::host, name, "1"};
  const auto owners = state.owners(identity_of(record));
  if (!owners.ok() || owners->empty() || owners->front().owner != network.id) return false;
  const auto shared = state.shared(identity_of(record), 0);
  if (!shared.ok()) return false;
  record.value = shared->prior;
  return has_blocked_links(session, record);
}

}  // namespace

void report_interference(Session& session, const store::ActiveNetwork& known,
                         const std::vector<model::Endpoint>& endpoints) {
  const auto& network = known.network;
  const auto driver = session.manifest_of(network.driver);
  if (!driver.ok() || !(*driver)->can(Capability::addresses)) return;
  const InterferenceCheck check(session, network, **driver);
  if ((*driver)->can(Capability::lan)) return check.check_parent();
  if ((*driver)->can(Capability::ports) && !network.internal) check.check_mtu();
  // Without the tables, the link belongs to another program (an unmanaged bridge).
  if (!known.firewall || !known.host_links.contains(network.link_name)) return;
  if (!endpoints.empty()) check.check_routes(endpoints.front().addresses);
  if (network.internal) return;
  check.check_forwarding();
  check.check_rules(endpoints);
}

void report_uplinks(Session& session, const store::ActiveNetwork& known) {
  const auto driver = session.manifest_of(known.network.driver);
  if (!driver.ok() || !known.firewall || known.network.internal) return;
  InterferenceCheck(session, known.network, **driver).check_uplinks();
}

void report_no_default_route(Session& session, const store::ActiveNetwork& known) {
  const auto driver = session.manifest_of(known.network.driver);
  if (!driver.ok() || !known.firewall || known.network.internal) return;
  InterferenceCheck(session, known.network, **driver).check_default_route();
}

void report_blocked_transit(Session& session, OpenState& open_state,
                            const model::Network& network) {
  for (const char* name : {"net/ipv4/ip_forward", "net/ipv6/conf/all/forwarding"})
    if (blocks_transit(session, open_state, network, name))
      session.log.notice(base::blocked_transit_note(name));
}

}  // namespace mydocker::app

#include "runtime/plan/shell_lines.hpp"

#include <algorithm>
#include <string_view>

#include "mydocker/detail/visit.hpp"
#include "runtime/base/forwarding.hpp"
#include "runtime/base/text.hpp"
#include "runtime/firewall/driver_table.hpp"
#include "runtime/firewall/text.hpp"
#include "runtime/plan/resource_lines.hpp"

namespace mydocker::plan {
namespace {

// Returns the line that sets a sysctl. sysctl(8) accepts a name with dots or with slashes. If a
// link name contains dots, the slashes must stay.
std::string setting_line(const Sysctl& sysctl, const std::string& value,
                         const ShellContext& context) {
  auto name = sysctl.name;
  if (name.find('.') == std::string::npos) std::ranges::replace(name, '/', '.');
  const bool plain = value.find_first_not_of("0123456789") == std::string::npos;
  return enter(sysctl.place, context) + "sysctl -q -w " + name + "=" +
         (plain ? value : shell_quoted(value));
}

// Returns the line that sets a sysctl. If it is a forwarding switch, `value` can be a forwarding
// record (base/forwarding.hpp). Then the line also restores the settings of the links that were on.
std::string sysctl_line(const Sysctl& sysctl, const std::string& value,
                        const ShellContext& context) {
  auto line = setting_line(sysctl, base::switch_value(value), context);
  const auto record = base::ForwardingRecord::parse(sysctl.name, value);
  for (const auto& [link, own] : record.links) {
    const Sysctl one{sysctl.place, base::forwarding_folder(sysctl.name) + link + "/forwarding",
                     own};
    if (own == "1") line += " && " + setting_line(one, own, context);
  }
  return line;
}

// Returns the shell lines of a Custom resource as one line. The driver writes its lines without a
// namespace. `enter` is the prefix that runs a command in the namespace of the resource. If the
// driver gives no lines, the result is a line that changes nothing.
std::string joined(const std::vector<std::string>& lines, const std::string& enter) {
  std::string all;
  for (const auto& line : lines) all.append(all.empty() ? "" : " && ").append(enter).append(line);
  return all.empty() ? ": only the driver can do this, not a script" : all;
}

// Returns the words of ip-neighbour(8) for a neighbour. `verb` is "replace" or "delete".
std::string neighbour_words(const Neighbour& neighbour, const std::string& verb) {
  const std::string key = neighbour.address.text() + " dev " + neighbour.link;
  if (neighbour.proxy) {
    const bool made = verb != "delete";
    return "neighbour " + (made ? "add" : verb) + " proxy " + key +
           (made ? " protocol static" : "");
  }
  if (verb == "delete") return "neighbour delete " + key;
  return "neighbour " + verb + " " + neighbour.address.text() + " lladdr " + neighbour.mac.text() +
         " dev " + neighbour.link + " nud permanent protocol static";
}

std::string fdb_words(const Fdb& fdb, const std::string& verb) {
  std::string words = "fdb " + verb + " " + fdb.mac.text() + " dev " + fdb.link;
  if (fdb.remote)
    words += " dst " + fdb.remote->text() + " self permanent";
  else
    words += " master static";
  if (fdb.vlan != 0) words += " vlan " + std::to_string(fdb.vlan);
  return fdb.extern_learn ? words + " extern_learn" : words;
}

// Returns the verb of bridge(8) that creates an FDB entry: "append" or "replace". For the zero MAC,
// a VXLAN link can have several entries, so a new entry is appended.
std::string fdb_create_verb(const Fdb& fdb) {
  return fdb.remote && fdb.mac.is_zero() ? "append" : "replace";
}

// Returns the line that changes an FDB entry. On a VXLAN link, an entry for the zero MAC cannot be
// replaced. So it is deleted and added again.
std::string update_fdb_line(const Fdb& fdb, const ShellContext& context) {
  auto line = bridge(fdb.place, context) + fdb_words(fdb, fdb_create_verb(fdb));
  if (!fdb.remote || !fdb.mac.is_zero()) return line;
  return bridge(fdb.place, context) + fdb_words(fdb, "delete") + " && " + line;
}

// Returns the line that restores the connected route of an address. The kernel creates this route
// together with the address.
std::string route_line(const Address& address, const ShellContext& context) {
  const auto& prefix = address.address;
  return ip(address.place, context) + "route replace " + prefix.network().text() + " dev " +
         address.link + " proto kernel " +
         (prefix.address.is_v4() ? "scope link src " + prefix.address.text() : "metric 256");
}

std::string address_line(const char* verb, const Address& address, const ShellContext& context) {
  return ip(address.place, context) + "address " + verb + " " + address_words(address.address) +
         " dev " + address.link;
}

}  // namespace

std::string restore_line(const Step& step, const ShellContext& context) {
  const auto* address = step.entry.resource.get_if<Address>();
  return address == nullptr ? create_line(step, context)
                            : address_line("replace", *address, context);
}

std::string create_line(const Resource& resource, const ShellContext& context) {
  return detail::visit(
      detail::Overload{
          [](const Bridge& bridge) { return create_link_line(bridge); },
          [&](const Veth& veth) { return create_link_line(veth, context); },
          [&](const Address& address) { return address_line("add", address, context); },
          [&](const Route& route) {
            return ip(route.place, context) + "route add " + route_words(route);
          },
          [&](const Sysctl& sysctl) { return sysctl_line(sysctl, sysctl.value, context); },
          [&](const Loopback& loopback) {
            return ip(loopback.place, context) + "link set dev lo up";
          },
          [](const Firewall&) { return nft_line(tables_text()); },
          [](const Isolation& isolation) { return isolation_line(isolation); },
          [](const AntiSpoofing& guard) { return antispoofing_line(guard); },
          [](const firewall::HasElements auto& rules) {
            return nft_line(firewall::add_command(firewall::elements_of(rules)));
          },
          [](const Hairpin& hairpin) { return hairpin_line(hairpin, "on"); },
          [&](const Macvlan& macvlan) { return create_link_line(macvlan, context); },
          [&](const Link& link) { return create_link_line(link, context); },
          [&](const Custom& custom) {
            return joined(custom.create_lines, enter(custom.place, context));
          },
          [&](const RoutingRule& rule) {
            return ip(rule.place, context) + rule_words(rule, "add");
          },
          [&](const Neighbour& neighbour) {
            return ip(neighbour.place, context) + neighbour_words(neighbour, "replace");
          },
          [&](const Fdb& fdb) {
            return bridge(fdb.place, context) + fdb_words(fdb, fdb_create_verb(fdb));
          },
          [&](const Service& service) { return create_service_line(service, context); },
          [&](const ServiceFile& file) { return create_service_line(file, context); },
          [&](const Queue& queue) { return create_queue_line(queue, context); },
          [&](const BridgePort& port) { return bridge_port_line(port, context); },
          [](const NftRules& rules) {
            return nft_line(firewall::create_command(firewall::driver_table(rules)));
          }},
      resource);
}

std::string create_line(const Step& step, const ShellContext& context) {
  auto line = create_line(step.entry.resource, context);
  const auto* sysctl = step.entry.resource.get_if<Sysctl>();
  if (sysctl == nullptr || !base::is_forwarding_switch(sysctl->name)) return line;
  const auto blocked =
      firewall::transit_elements(base::ForwardingRecord::parse(sysctl->name, step.prior));
  return blocked.empty() ? line : nft_line(firewall::add_command(blocked)) + " && " + line;
}

std::string update_line(const Resource& resource, const std::string& found,
                        const ShellContext& context) {
  return detail::visit(
      detail::Overload{
          [](const Bridge& bridge) { return update_link_line(bridge); },
          [&](const Veth& veth) { return update_link_line(veth, context); },
          [&](const Macvlan& macvlan) { return update_link_line(macvlan, context); },
          [&](const Link& link) { return update_link_line(link, context); },
          [&](const Address& address) {
            if (found == address.address.text()) return route_line(address, context);
            return create_line(address, context) + " && " + ip(address.place, context) +
                   "address delete " + found + " dev " + address.link;
          },
          [&](const Route& route) {
            return ip(route.place, context) + "route replace " + route_words(route);
          },
          [](const Isolation& isolation) { return isolation_line(isolation); },
          [](const AntiSpoofing& guard) { return protect_line(guard.link); },
          [&](const Neighbour& neighbour) { return create_line(neighbour, context); },
          [&](const Fdb& fdb) { return update_fdb_line(fdb, context); },
          [&](const Service& service) {
            return stop_service_line(service, context) + " && " + create_line(service, context);
          },
          [&](const ServiceFile& file) { return create_line(file, context); },
          [&](const Queue& queue) { return update_queue_line(queue, context); },
          [&](const Custom& custom) {
            auto lines = custom.destroy_lines;
            lines.insert(lines.end(), custom.create_lines.begin(), custom.create_lines.end());
            return joined(lines, enter(custom.place, context));
          },
          [](const NftRules& rules) {
            return nft_line(firewall::replace_command(firewall::driver_table(rules)));
          },
          [](const auto& /*other*/) { return std::string(); }},
      resource);
}

// Returns the line that adds BPF filters to the links of a Custom resource. The handler of the
// driver has created these links without the filters.
std::string protect_links_line(const Custom& custom) {
  return custom.place == Place::container ? std::string()
                                          : base::joined(custom.links, " && ", protect_line);
}

std::string bring_up_line(const Resource& resource, const ShellContext& context) {
  const auto announce = [&context](const std::string& link, const MacAddress& mac) {
    return enter(Place::container, context) + "sysctl -e -q -w net/ipv4/conf/" + link +
           "/arp_notify=1 net/ipv6/conf/" + link + "/ndisc_notify=1 && " +
           ip(Place::container, context) + "link set dev " + link + " address " + mac.text();
  };
  if (const auto* veth = resource.get_if<Veth>(); veth != nullptr && !veth->up) {
    auto link_up = "ip link set dev " + veth->host_link + " up";
    if (veth->master.empty()) link_up = protect_line(veth->host_link) + " && " + link_up;
    if (veth->container_mac.is_zero()) return link_up;
    return link_up + " && " + announce(veth->container_link, veth->container_mac);
  }
  const auto* neighbour = resource.get_if<Neighbour>();
  if (neighbour != nullptr && neighbour->place == Place::container && !neighbour->proxy)
    return create_line(*neighbour, context);
  if (const auto* custom = resource.get_if<Custom>()) return protect_links_line(*custom);
  const auto* link = resource.get_if<Link>();
  if (link != nullptr && link->place == Place::container && !link->mac.is_zero())
    return announce(link->name, link->mac);
  const auto* macvlan = resource.get_if<Macvlan>();
  if (macvlan == nullptr || macvlan->place == Place::host || macvlan->mac.is_zero()) return {};
  return announce(macvlan->link, macvlan->mac);
}

std::string allow_transit_line(const base::ForwardingRecord& record) {
  const auto blocked = firewall::transit_elements(record);
  return blocked.empty() ? std::string() : nft_line(firewall::delete_command(blocked));
}

// Returns the line that restores a setting. If this turns forwarding off again, the line also
// deletes the set elements that block traffic between other links.
std::string restore_line(const Sysctl& sysctl, const std::string& prior,
                         const ShellContext& context) {
  auto line = sysctl_line(sysctl, prior, context);
  if (!base::is_forwarding_switch(sysctl.name)) return line;
  const auto allow = allow_transit_line(base::ForwardingRecord::parse(sysctl.name, prior));
  return allow.empty() ? line : line + " && " + allow;
}

std::string destroy_line(const Resource& resource, const std::string& prior,
                         const ShellContext& context) {
  return detail::visit(
      detail::Overload{
          [](const Bridge& bridge) { return "ip link delete dev " + bridge.name; },
          [](const Veth& veth) { return "ip link delete dev " + veth.host_link; },
          [&](const Address& address) {
            return ip(address.place, context) + "address delete " + address.address.text() +
                   " dev " + address.link;
          },
          [&](const Route& route) {
            return ip(route.place, context) + "route delete " + route_words(route);
          },
          [&](const Sysctl& sysctl) { return restore_line(sysctl, prior, context); },
          [&](const Loopback& loopback) {
            return ip(loopback.place, context) + "link set dev lo down";
          },
          [](const Firewall&) {
            return nft_line("delete table inet mydocker; delete table bridge mydocker");
          },
          [](const Isolation& isolation) { return no_isolation_line(isolation); },
          [](const firewall::HasElements auto& rules) {
            return nft_line(firewall::delete_command(firewall::elements_of(rules)));
          },
          [](const Hairpin& hairpin) { return hairpin_line(hairpin, "off"); },
          [&](const Macvlan& macvlan) {
            return ip(macvlan.place, context) + "link delete dev " + macvlan.link;
          },
          [&](const Link& link) {
            return ip(link.place, context) + "link delete dev " + link.name;
          },
          [&](const Custom& custom) {
            return joined(custom.destroy_lines, enter(custom.place, context));
          },
          [&](const RoutingRule& rule) {
            return ip(rule.place, context) + rule_words(rule, "delete");
          },
          [&](const Neighbour& neighbour) {
            return ip(neighbour.place, context) + neighbour_words(neighbour, "delete");
          },
          [&](const Fdb& fdb) { return bridge(fdb.place, context) + fdb_words(fdb, "delete"); },
          [&](const Service& service) { return destroy_service_line(service, context); },
          [&](const ServiceFile& file) { return destroy_service_line(file, context); },
          [&](const Queue& queue) { return destroy_queue_line(queue, context); },
          [&](const BridgePort& port) { return usual_bridge_port_line(port, context); },
          [](const NftRules& rules) {
            return nft_line(firewall::delete_command(firewall::driver_table(rules)));
          }},
      resource);
}

}  // namespace mydocker::plan

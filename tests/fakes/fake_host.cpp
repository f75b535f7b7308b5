#include "fakes/fake_host.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

namespace mydocker::testing {
namespace {

std::vector<std::string> parts_of(const std::string& name) {
  std::vector<std::string> parts{""};
  for (const char c : name) {
    if (c == '/')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

// The link in "net/ipv4/conf/eth0/forwarding". Empty if the sysctl does not belong to one link.
std::string link_of(const std::string& name) {
  const auto parts = parts_of(name);
  const bool per_link = parts.size() == 5 && (parts[2] == "conf" || parts[2] == "neigh");
  return per_link ? parts[3] : "";
}

bool exists(const FakeSpace& space, const std::string& name) {
  static const std::set<std::string> kGlobal{"net/ipv4/ip_forward", "net/ipv4/conf/all/forwarding",
                                             "net/ipv6/conf/all/forwarding"};
  const std::string link = link_of(name);
  return kGlobal.contains(name) || link == "all" || link == "default" || space.links.contains(link);
}

std::string text_of(const std::string& name, const FakeLink& link) {
  std::string text = "  link " + name + " kind=" + link.kind + " mac=" + link.mac.text() +
                     " mtu=" + std::to_string(link.mtu) + " group=" + std::to_string(link.group);
  if (!link.master.empty()) text += " master=" + link.master;
  if (link.isolated) text += " isolated";
  if (!link.peer.empty()) text += " peer=" + link.peer_space + ":" + link.peer;
  for (const auto& [key, value] : link.attributes) text += " " + key + "=" + value;
  if (!link.parent.empty()) text += " on=" + link.parent + " " + std::string(name_of(link.mode));
  return text + (link.up ? " up\n" : " down\n");
}

std::string text_of(const FakeSpace& space) {
  std::string text;
  for (const auto& [name, link] : space.links) text += text_of(name, link);
  for (const auto& [link, address] : space.addresses)
    text += "  address " + address.text() + " on " + link + "\n";
  for (const auto& route : space.routes)
    text += "  " + describe(route) + " metric " + std::to_string(route.metric) + "\n";
  for (const auto& rule : space.rules)
    text += "  " + describe(rule) + " priority " + std::to_string(rule.priority) + "\n";
  for (const auto& neighbour : space.neighbours)
    text += "  " + describe(neighbour) + " at " + neighbour.mac.text() + "\n";
  for (const auto& fdb : space.forwarding) text += "  " + describe(fdb) + "\n";
  for (const auto& [name, value] : space.settings) text += "  " + name + " = " + value + "\n";
  return text;
}

}  // namespace

void FakeHost::add_foreign_link(const std::string& space, const std::string& name,
                                const std::string& kind) {
  FakeLink link;
  link.kind = kind;
  link.mac = {{0x52, 0x54, 0, 0, 0, 1}};
  spaces[space].links[name] = link;
}

void FakeHost::remove_link(const std::string& space, const std::string& name) {
  const auto found = spaces.find(space);
  if (found == spaces.end()) return;
  FakeSpace& here = found->second;
  const auto link = here.links.find(name);
  if (link == here.links.end()) return;
  const FakeLink gone = link->second;
  here.links.erase(link);
  std::erase_if(here.addresses, [&](const auto& address) { return address.first == name; });
  std::erase_if(here.routes, [&](const Route& route) { return route.link == name; });
  std::erase_if(here.neighbours, [&](const Neighbour& held) { return held.link == name; });
  std::erase_if(here.forwarding, [&](const Fdb& held) { return held.link == name; });
  std::erase_if(here.settings, [&](const auto& setting) { return link_of(setting.first) == name; });
  for (auto& other : here.links)
    if (other.second.master == name) other.second.master.clear();
  if (!gone.peer.empty()) remove_link(gone.peer_space, gone.peer);
  if (space.empty()) remove_macvlans_on(name);
}

void FakeHost::remove_macvlans_on(const std::string& parent) {
  for (const auto& [space, here] : spaces) {
    std::vector<std::string> names;
    for (const auto& [name, link] : here.links)
      if (link.parent == parent) names.push_back(name);
    for (const auto& name : names) remove_link(space, name);
  }
}

void FakeHost::remove_space(const std::string& space) {
  const auto found = spaces.find(space);
  if (found == spaces.end()) return;
  std::vector<std::string> names;
  for (const auto& link : found->second.links) names.push_back(link.first);
  for (const auto& name : names) remove_link(space, name);
  spaces.erase(space);
}

const std::string* FakeHost::setting(const std::string& space, const std::string& name) const {
  static const std::string kUntouched = "0";
  const auto here = spaces.find(space);
  if (here == spaces.end() || !exists(here->second, name)) return nullptr;
  const auto written = here->second.settings.find(name);
  if (written != here->second.settings.end()) return &written->second;
  // The switch of the host writes the settings of all links.
  const bool is_of_link = name.starts_with("net/ipv4/conf/") && name.ends_with("/forwarding");
  return is_of_link ? setting(space, "net/ipv4/ip_forward") : &kUntouched;
}

std::string FakeHost::snapshot() const {
  std::string text;
  for (const auto& [name, space] : spaces)
    text += "namespace " + (name.empty() ? "of the host" : name) + "\n" + text_of(space);
  text += firewall ? "table inet mydocker\n" : "";
  for (const auto& line : sets.lines()) text += "  " + line + "\n";
  return text;
}

}  // namespace mydocker::testing

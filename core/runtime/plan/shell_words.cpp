#include <string_view>

#include "runtime/base/link_kinds.hpp"
#include "runtime/plan/resource_lines.hpp"

namespace mydocker::plan {
namespace {

constexpr std::string_view kNamedNamespaces = "/run/netns/";

// Returns the name of the namespace for ip-netns(8). Empty: the caller must use the path instead.
// The reason is that the path is not below /run/netns, or the name needs quotes or looks like an
// option.
std::string netns_name(const std::string& path) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
  if (!path.starts_with(kNamedNamespaces)) return {};
  auto name = path.substr(kNamedNamespaces.size());
  const bool plain = name.find_first_not_of(kPlain) == std::string::npos && !name.starts_with('-');
  return plain ? name : std::string();
}

// Returns the start of a command of iproute2, such as "ip" or "bridge", for the namespace of
// `place`.
std::string iproute2(const std::string& command, Place place, const ShellContext& context) {
  if (place == Place::host) return command + " ";
  const auto name = netns_name(context.netns_path);
  return name.empty() ? "nsenter --net=" + shell_quoted(context.netns_path) + " " + command + " "
                      : command + " -n " + name + " ";
}

std::string attribute_words(const base::LinkAttribute& attribute, const std::string& value) {
  const std::string word(attribute.word.empty() ? attribute.name : attribute.word);
  if (attribute.form == base::ValueForm::flag) return (value == "true" ? "" : "no") + word;
  if (attribute.form == base::ValueForm::on_off) return word + (value == "true" ? " 1" : " 0");
  return word + " " + value;
}

}  // namespace

std::string shell_quoted(const std::string& word) {
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string ip(Place place, const ShellContext& context) { return iproute2("ip", place, context); }

std::string bridge(Place place, const ShellContext& context) {
  return iproute2("bridge", place, context);
}

std::string enter(Place place, const ShellContext& context) {
  if (place == Place::host) return "";
  const auto name = netns_name(context.netns_path);
  return name.empty() ? "nsenter --net=" + shell_quoted(context.netns_path) + " "
                      : "ip netns exec " + name + " ";
}

std::string netns_word(const ShellContext& context) {
  auto name = netns_name(context.netns_path);
  return name.empty() ? shell_quoted(context.netns_path) : name;
}

namespace {

// Returns the destination of a route as a word of ip-route(8). The word "default" without a gateway
// means a route of IPv4. So an IPv6 route without a gateway is written as "::/0".
std::string destination_word(const Route& route) {
  const bool is_told = route.destination.address.is_v4() || route.via;
  return route.destination.length == 0 && is_told ? "default" : route.destination.text();
}

std::string hop_words(const NextHop& hop) {
  return " nexthop" + (hop.via ? " via " + hop.via->text() : "") + " dev " + hop.link + " weight " +
         std::to_string(hop.weight) + (hop.onlink ? " onlink" : "");
}

// Returns the words of ip-route(8) after the destination and its link.
std::string detail_words(const Route& route) {
  std::string words;
  if (route.onlink) words += " onlink";
  if (route.source) words += " src " + route.source->text();
  if (route.mtu != 0) words += " mtu " + std::to_string(route.mtu);
  if (route.scope) words += " scope " + std::string(name_of(*route.scope));
  for (const auto& hop : route.next_hops) words += hop_words(hop);
  return words;
}

}  // namespace

bool has_lower_link(const Link& link) {
  const auto* kind = base::find_link_kind(link.kind);
  return kind != nullptr && kind->parent_attribute == 0 && !link.parent.empty();
}

std::string type_words(const Link& link) {
  std::string words = "type " + link.kind;
  if (link.kind == "bridge") words += " no_linklocal_learn 1";
  const auto* kind = base::find_link_kind(link.kind);
  if (kind == nullptr) return words;
  for (const auto& attribute : kind->attributes) {
    const auto given = link.attributes.find(std::string(attribute.name));
    if (given != link.attributes.end()) words += " " + attribute_words(attribute, given->second);
  }
  const bool is_last = kind->parent_attribute != 0 && !link.parent.empty();
  return is_last ? words + " dev " + link.parent : words;
}

std::string address_words(const IpPrefix& address) {
  const bool broadcast = address.address.is_v4() && address.length < 31;
  const bool duplicates_checked = !address.address.is_v4();
  return address.text() + (broadcast ? " broadcast +" : "") + (duplicates_checked ? " nodad" : "");
}

std::string route_words(const Route& route) {
  const bool ends = route.type != RouteType::unicast;
  std::string words = ends ? std::string(name_of(route.type)) + " " : "";
  words += destination_word(route);
  if (route.via) words += " via " + route.via->text();
  if (!route.link.empty()) words += " dev " + route.link;
  words += " proto static";
  if (route.metric != 0) words += " metric " + std::to_string(route.metric);
  if (route.table != 0) words += " table " + std::to_string(route.table);
  return words + detail_words(route);
}

// Returns the words of ip-rule(8). A command without a family is for IPv4.
std::string rule_words(const RoutingRule& rule, const std::string& verb) {
  std::string words = family_of(rule) == Family::v6 ? "-6 rule " : "rule ";
  words += verb + " pref " + std::to_string(rule.priority);
  if (rule.from) words += " from " + rule.from->text();
  if (rule.to) words += " to " + rule.to->text();
  if (!rule.iif.empty()) words += " iif " + rule.iif;
  if (rule.fwmask != 0)
    words += " fwmark " + std::to_string(rule.fwmark) + "/" + std::to_string(rule.fwmask);
  words += " lookup " + (rule.table == 0 ? "main" : std::to_string(rule.table));
  if (rule.without_default) words += " suppress_prefixlength 0";
  return words + " protocol static";
}

}  // namespace mydocker::plan

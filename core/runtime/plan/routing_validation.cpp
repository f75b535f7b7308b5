#include <algorithm>

#include "runtime/base/quoted.hpp"
#include "runtime/base/service_paths.hpp"
#include "runtime/plan/resource_validation.hpp"

namespace mydocker::plan {
namespace {

constexpr std::uint32_t kReservedTables = 255;
// Priority of the routing rule that looks up the table main (ip-rule(8)).
constexpr std::uint32_t kMainPriority = 32766;
constexpr std::uint32_t kInternalPriority = 27000;  // priority of the rules of internal networks
// The largest weight of a next hop. The struct rtnexthop stores the weight minus 1 in 8 bits.
constexpr std::uint16_t kLargestWeight = 256;
constexpr std::size_t kMostHops = 64;

Result<void> check_table(std::uint32_t table) {
  if (table == 0 || table > kReservedTables) return {};
  return refused(
      "the tables 1 to 255 belong to the kernel and to other programs: use derived_table()");
}

Result<void> check_gateway(const IpPrefix& destination, const std::optional<IpAddress>& via) {
  if (!via || via->family() == destination.address.family()) return {};
  return refused("its gateway belongs to another address family");
}

Result<void> check_onlink(bool onlink, const std::optional<IpAddress>& via) {
  if (!onlink || via) return {};
  return refused("onlink needs a gateway");
}

Result<void> check_hop(const Route& route, const NextHop& hop, const PlanScope& scope) {
  MYDOCKER_CHECK(check_gateway(route.destination, hop.via));
  MYDOCKER_CHECK(check_onlink(hop.onlink, hop.via));
  if (!hop.via && !route.destination.address.is_v4())
    return refused("an IPv6 next hop needs a gateway");
  if (hop.weight == 0 || hop.weight > kLargestWeight)
    return refused("the weight of a next hop is not between 1 and 256");
  return scope.known(route.place, hop.link);
}

Result<void> check_hops(const Route& route, const PlanScope& scope) {
  if (!route.link.empty() || route.via || route.onlink)
    return refused("a route with several next hops cannot have its own link, gateway or onlink");
  if (route.next_hops.size() < 2 || route.next_hops.size() > kMostHops)
    return refused("the number of next hops is not between 2 and 64");
  for (const auto& hop : route.next_hops) MYDOCKER_CHECK(check_hop(route, hop, scope));
  return {};
}

Result<void> check_link_of(const Route& route, const PlanScope& scope) {
  if (!route.next_hops.empty()) return check_hops(route, scope);
  MYDOCKER_CHECK(check_gateway(route.destination, route.via));
  MYDOCKER_CHECK(check_onlink(route.onlink, route.via));
  return scope.known(route.place, route.link);
}

Result<void> check_scope(const Route& route) {
  if (!route.scope) return {};
  if (!route.destination.address.is_v4()) return refused("an IPv6 route cannot have a scope");
  if (route.via && *route.scope != RouteScope::global)
    return refused("a route with a gateway must have the scope global");
  return {};
}

Result<void> check_details(const Route& route) {
  MYDOCKER_CHECK(check_mtu(route.mtu));
  MYDOCKER_CHECK(check_scope(route));
  if (route.source && route.source->family() != route.destination.address.family())
    return refused("its source address belongs to another address family");
  return {};
}

bool is_plain(const Route& route) {
  return route.link.empty() && !route.via && !route.source && !route.onlink && route.mtu == 0 &&
         !route.scope && route.next_hops.empty();
}

Result<void> check_priority(const RoutingRule& rule) {
  const auto first = rule.place == Place::host ? kInternalPriority + 1 : 1;
  if (rule.priority >= first && rule.priority < kMainPriority) return {};
  return refused("its priority is not between " + std::to_string(first) + " and 32765");
}

Result<void> check_family(const RoutingRule& rule) {
  if (!rule.from && !rule.to) {
    if (rule.family) return {};
    return refused("a rule without prefixes needs a family");
  }
  if (rule.family) return refused("a rule with prefixes must not set a family");
  if (rule.from && rule.to && rule.from->address.family() != rule.to->address.family())
    return refused("its prefixes belong to two address families");
  return {};
}

Result<void> check_mark_of(const RoutingRule& rule) {
  if ((rule.fwmark & ~rule.fwmask) == 0) return {};
  return refused("its fwmark has bits outside of its fwmask");
}

// Checks which packets a routing rule matches. The packets must come from or go to containers of
// this network, or prefixes that the user named.
Result<void> check_matches(const RoutingRule& rule, const PlanScope& scope) {
  if (!rule.iif.empty()) return scope.known(rule.place, rule.iif);
  if (!rule.from && !rule.to) return refused("it matches every packet");
  const auto is_allowed = [&scope](const auto& prefix) {
    return prefix && scope.is_allowed(*prefix);
  };
  if (is_allowed(rule.from) || is_allowed(rule.to)) return {};
  return refused("no prefix of the rule is inside a subnet of this network");
}

}  // namespace

Result<void> check_route(const Route& route, const PlanScope& scope) {
  if (route.destination.has_host_bits()) return refused("its destination has host bits set");
  MYDOCKER_CHECK(check_table(route.table));
  if (route.place == Place::host) MYDOCKER_CHECK(scope.may_route(route.destination));
  if (route.type != RouteType::unicast) {
    if (is_plain(route)) return {};
    return refused("a route of this type cannot have a link or a gateway");
  }
  MYDOCKER_CHECK(check_link_of(route, scope));
  return check_details(route);
}

Result<void> check_rule(const RoutingRule& rule, const PlanScope& scope) {
  MYDOCKER_CHECK(check_priority(rule));
  for (const auto& prefix : {rule.from, rule.to})
    if (prefix && prefix->has_host_bits()) return refused("a prefix has host bits set");
  MYDOCKER_CHECK(check_matches(rule, scope));
  MYDOCKER_CHECK(check_family(rule));
  MYDOCKER_CHECK(check_mark_of(rule));
  return check_table(rule.table);
}

namespace {

constexpr std::size_t kLongestName = 64;
constexpr std::size_t kMostWords = 100;
constexpr std::size_t kMostFiles = 100;
constexpr std::size_t kLongestContent = std::size_t{64} * 1024;

Error wrong_service(std::string why) { return {ErrorKind::driver, std::move(why)}; }

// Returns whether the text can be the name of a file of a service. A shell must need no quotes for
// it, and the file must not be hidden.
bool is_file_word(std::string_view text) {
  return is_word(text, "_.-") && text.size() <= kLongestName && text.front() != '.' &&
         text.front() != '-';
}

Result<void> check_service_name(const std::string& name, const std::vector<std::string>& ids) {
  if (!is_file_word(name))
    return wrong_service("the name " + base::quoted(name) +
                         " is not 1 to 64 characters of [A-Za-z0-9_.-], the first one a letter or "
                         "a digit");
  const auto is_named_after = [&name](const std::string& id) {
    return name.ends_with(derived_service_name("", id));
  };
  if (std::ranges::any_of(ids, is_named_after)) return {};
  return wrong_service("the name " + base::quoted(name) +
                       " does not end with an id of this network: use derived_service_name()");
}

Result<void> check_file_name(const std::string& file) {
  const auto folder = base::folder_of(file);
  const auto name = folder.empty() ? file : file.substr(folder.size() + 1);
  if ((folder.empty() || is_file_word(folder)) && is_file_word(name)) return {};
  return wrong_service("the file name " + base::quoted(file) +
                       " is not NAME or FOLDER/NAME, each of 1 to 64 characters of "
                       "[A-Za-z0-9_.-], the first one a letter or a digit");
}

Result<void> check_file(const std::string& name, const std::string& content) {
  MYDOCKER_CHECK(check_file_name(name));
  if (content.size() > kLongestContent)
    return wrong_service("the file " + base::quoted(name) + " has more than 64 KiB");
  if (!content.empty() && content.back() != '\n')
    return wrong_service("the file " + base::quoted(name) + " does not end with a newline");
  const auto is_plain = [](char c) { return (c >= ' ' && c <= '~') || c == '\n' || c == '\t'; };
  if (std::ranges::all_of(content, is_plain)) return {};
  return wrong_service("the file " + base::quoted(name) +
                       " has characters other than printable ASCII, tabs and newlines");
}

Result<void> check_argv(const std::vector<std::string>& argv) {
  if (argv.empty() || !argv.front().starts_with('/'))
    return wrong_service("its program is not an absolute path");
  if (argv.size() > kMostWords)
    return wrong_service("it has more than " + std::to_string(kMostWords) + " arguments");
  for (const auto& word : argv) MYDOCKER_CHECK(check_line("an argument", word));
  return {};
}

}  // namespace

Result<void> check_service(const Service& service, const std::vector<std::string>& ids) {
  MYDOCKER_CHECK(check_service_name(service.name, ids));
  MYDOCKER_CHECK(check_argv(service.argv));
  if (!is_file_word(service.user))
    return wrong_service("its user " + base::quoted(service.user) + " is not a valid user name");
  if (service.files.size() > kMostFiles)
    return wrong_service("it has more than " + std::to_string(kMostFiles) + " files");
  for (const auto& [name, content] : service.files) MYDOCKER_CHECK(check_file(name, content));
  if (service.ready_file.empty()) return {};
  if (service.files.contains(service.ready_file))
    return wrong_service("its ready file exists before it starts");
  return check_file_name(service.ready_file);
}

Result<void> check_service_file(const ServiceFile& file, const std::vector<std::string>& ids) {
  MYDOCKER_CHECK(check_service_name(file.service, ids));
  return check_file(file.name, file.content);
}

}  // namespace mydocker::plan

#include "runtime/firewall/text.hpp"
#include "mydocker/detail/visit.hpp"

#include <algorithm>

#include "runtime/base/text.hpp"
namespace mydocker::firewall {
namespace {

std::string family_name(Table table) { return table == Table::inet ? "inet" : "bridge"; }

std::string table_name(Table table) { return "table " + family_name(table) + " " + kTableName; }

std::string comment() { return "comment \"" + std::string(kTableComment) + "\""; }

std::string type_word(Field field) {
  switch (field) {
    case Field::family:
      return "nf_proto";
    case Field::link_name:
      return "ifname";
    case Field::ipv4:
      return "ipv4_addr";
    case Field::ipv6:
      return "ipv6_addr";
    case Field::mac:
      return "ether_addr";
    case Field::protocol:
      return "inet_proto";
    case Field::port:
      return "inet_service";
    case Field::nd_target:
      return "@th,64,128";
  }
  return {};
}

std::string type_words(const FieldList& fields) { return base::joined(fields, " . ", type_word); }

// Returns the type of a set in the syntax of nft(8). nft(8) has no name for the type of the target
// in a neighbour advertisement. So an expression with this type replaces it.
std::string type_of(const Set& set) {
  if (std::ranges::count(set.key, Field::nd_target) != 0) return "typeof iifname . @th,64,128";
  const auto key = "type " + type_words(set.key);
  return set.is_map() ? key + " : " + type_words(set.value) : key;
}

std::string declaration(const Set& set) {
  return std::string(set.is_map() ? "  map " : "  set ") + set.name + " { " + type_of(set) + "; " +
         (set.intervals ? "flags interval; " : "") + "}\n";
}

std::string chain_text(const Chain& chain) {
  std::string text = std::string("  chain ") + chain.name + " {\n";
  if (chain.hook != nullptr) text += "    " + to_text(*chain.hook) + "\n";
  for (const Rule& rule : rules_of(chain)) text += "    " + to_text(rule, chain.table) + "\n";
  return text + "  }\n";
}

std::string value_text(const ElementValue& value, Field field) {
  return std::visit(
      detail::Overload{
          [](const LinkName& link) { return "\"" + link.name + "\""; },
          [field](const IpAddress& address) {
            return field == Field::nd_target ? as_number(address) : address.text();
          },
          [](const IpPrefix& prefix) { return prefix.text(); },
          [](const MacAddress& mac) { return mac.text(); },
          [](Protocol protocol) { return std::string(name_of(protocol)); },
          [](std::uint16_t port) { return std::to_string(port); },
          [](Family family) { return std::string(family == Family::v4 ? "ipv4" : "ipv6"); }},
      value);
}

std::string values_text(const std::vector<ElementValue>& values, const FieldList& fields) {
  std::vector<std::string> parts;
  for (std::size_t n = 0; n < values.size(); ++n) parts.push_back(value_text(values[n], fields[n]));
  return base::joined(parts, " . ");
}

std::string key_text(const Element& element) { return values_text(element.key, element.set->key); }

// Returns the commands that add or delete the elements. Adjacent elements of the same set share one
// command, such as the elements of a port range.
std::string command(const std::string& verb, std::span<const Element> elements,
                    std::string (*text)(const Element&)) {
  std::vector<std::string> commands;
  while (!elements.empty()) {
    const Set* set = elements.front().set;
    const auto other = std::ranges::find_if(
        elements, [set](const Element& element) { return element.set != set; });
    const auto count = static_cast<std::size_t>(other - elements.begin());
    std::vector<std::string> members;
    std::ranges::transform(elements.first(count), std::back_inserter(members), text);
    commands.push_back(verb + " element " + full_name(*set) + " { " + base::joined(members, ", ") +
                       " }");
    elements = elements.subspan(count);
  }
  return base::joined(commands, "; ");
}

}  // namespace

std::string to_text(const Hook& hook) {
  const auto point = [&hook]() -> std::string {
    switch (hook.point) {
      case HookPoint::prerouting:
        return "prerouting";
      case HookPoint::input:
        return "input";
      case HookPoint::forward:
        return "forward";
      case HookPoint::output:
        return "output";
      case HookPoint::postrouting:
        return "postrouting";
    }
    return {};
  };
  return std::string("type ") + (hook.type == ChainType::filter ? "filter" : "nat") + " hook " +
         point() + " priority " + std::string(hook.priority.text) + "; policy accept;";
}

std::string as_number(const IpAddress& address) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text = "0x";
  for (const auto byte : address.bytes()) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

std::string empty_command(Table table) {
  return "add " + table_name(table) + " { " + comment() + "; }; flush " + table_name(table);
}

std::string delete_command(Table table) { return "delete " + table_name(table); }

std::string to_text(Table table) {
  std::string text = table_name(table) + " {\n  " + comment() + "\n";
  for (const Set* set : all_sets())
    if (set->table == table) text += declaration(*set);
  for (const Chain* chain : all_chains())
    if (chain->table == table) text += chain_text(*chain);
  return text + "}";
}

std::string to_text(const Element& element) {
  if (element.value.empty()) return key_text(element);
  return key_text(element) + " : " + values_text(element.value, element.set->value);
}

std::string add_command(std::span<const Element> elements) {
  return command("add", elements, &to_text);
}

std::string delete_command(std::span<const Element> elements) {
  return command("delete", elements, &key_text);
}

std::string full_name(const Set& set) {
  return family_name(set.table) + " " + kTableName + " " + set.name;
}

}  // namespace mydocker::firewall

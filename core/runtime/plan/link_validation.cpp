// The checks of resources of the kind Link.
#include <algorithm>
#include <charconv>
#include <type_traits>

#include "runtime/base/link_kinds.hpp"
#include "runtime/base/text.hpp"
#include "runtime/plan/resource_validation.hpp"

namespace mydocker::plan {
namespace {

using base::LinkAttribute;
using base::LinkKind;
using base::Requirement;
using base::ValueForm;

std::string names_of(const auto& rows) {
  using Row = std::remove_cvref_t<decltype(rows.front())>;
  return rows.empty() ? "none" : base::joined(rows, ", ", &Row::name);
}

// Returns the kind with its article: "a vlan" or "an ipvlan".
std::string with_article(const std::string& kind) {
  return (kind.starts_with("i") ? "an " : "a ") + kind;
}

bool is_number(const LinkAttribute& attribute, const std::string& value) {
  std::uint32_t number = 0;
  const auto* end = value.data() + value.size();
  const auto [stop, status] = std::from_chars(value.data(), end, number);
  return status == std::errc{} && stop == end && number >= attribute.min && number <= attribute.max;
}

bool is_address(const std::string& value, bool only_v4) {
  const auto address = IpAddress::parse(value);
  return address.ok() && address->text() == value && (address->is_v4() || !only_v4);
}

bool is_valid(const LinkAttribute& attribute, const std::string& value) {
  switch (attribute.form) {
    case ValueForm::number:
      return is_number(attribute, value);
    case ValueForm::flag:
    case ValueForm::on_off:
      return value == "true" || value == "false";
    case ValueForm::choice:
      return std::ranges::find(attribute.choices, value, &base::AttributeChoice::name) !=
             attribute.choices.end();
    case ValueForm::address:
    case ValueForm::address_v4:
      break;
  }
  return is_address(value, attribute.form == ValueForm::address_v4);
}

std::string expected_value(const LinkAttribute& attribute) {
  switch (attribute.form) {
    case ValueForm::number:
      return "a number from " + std::to_string(attribute.min) + " to " +
             std::to_string(attribute.max);
    case ValueForm::flag:
    case ValueForm::on_off:
      return "true or false";
    case ValueForm::choice:
      return "one of " + names_of(attribute.choices);
    case ValueForm::address_v4:
      return "an IPv4 address";
    case ValueForm::address:
      break;
  }
  return "an address";
}

Result<void> check_attributes(const LinkKind& kind, const Link& link) {
  for (const auto& [name, value] : link.attributes) {
    const auto* attribute = kind.find_attribute(name);
    if (attribute == nullptr)
      return refused(with_article(link.kind) + " has no attribute \"" + name +
                     "\"; it has: " + names_of(kind.attributes));
    if (!is_valid(*attribute, value))
      return refused("its attribute \"" + name + "\" is not " + expected_value(*attribute));
  }
  for (const auto& attribute : kind.attributes)
    if (attribute.required && !link.attributes.contains(std::string(attribute.name)))
      return refused(with_article(link.kind) + " needs the attribute \"" +
                     std::string(attribute.name) + "\"");
  return {};
}

Result<void> check_group(const Link& link) {
  const auto local = link.attributes.find("local");
  const auto group = link.attributes.find("group");
  if (group == link.attributes.end()) return {};
  if (link.parent.empty()) return refused("a multicast group needs a parent");
  if (local == link.attributes.end() ||
      IpAddress::parse(local->second)->family() == IpAddress::parse(group->second)->family())
    return {};
  return refused("its addresses belong to two address families");
}

}  // namespace

Result<void> check_kind(const Link& link) {
  const LinkKind* kind = base::find_link_kind(link.kind);
  if (kind == nullptr)
    return refused("the kind of link \"" + link.kind +
                   "\" is not known; known are: " + names_of(base::link_kinds()));
  if (kind->parent == Requirement::required && link.parent.empty())
    return refused(with_article(link.kind) + " needs a parent");
  if (kind->parent == Requirement::none && !link.parent.empty())
    return refused(with_article(link.kind) + " has no parent");
  if (kind->mac == Requirement::required && link.mac.is_zero())
    return refused(with_article(link.kind) + " needs a MAC: use derived_mac()");
  if (kind->mac == Requirement::none && !link.mac.is_zero())
    return refused(with_article(link.kind) + " cannot have a MAC");
  MYDOCKER_CHECK(check_attributes(*kind, link));
  return check_group(link);
}

}  // namespace mydocker::plan

#include "fakes/fake_sets.hpp"

#include <algorithm>

#include "runtime/firewall/text.hpp"

namespace mydocker::testing {
namespace {

using firewall::Element;
using firewall::ElementValue;
using kernel::Observation;
using kernel::State;

bool meet(const ElementValue& one, const ElementValue& other) {
  const auto* prefix = std::get_if<IpPrefix>(&one);
  const auto* other_prefix = std::get_if<IpPrefix>(&other);
  if (prefix == nullptr || other_prefix == nullptr) return one == other;
  return prefix->overlaps(*other_prefix);
}

// Returns true if a set cannot contain both elements.
bool conflict(const Element& one, const Element& other) {
  return one.set == other.set && std::ranges::equal(one.key, other.key, meet);
}

}  // namespace

const Element* FakeSets::find_conflict(const Element& element) const {
  const auto found = std::ranges::find_if(
      elements_, [&](const Element& other) { return conflict(element, other); });
  return found == elements_.end() ? nullptr : &*found;
}

Observation FakeSets::observe(std::span<const Element> wanted) const {
  std::size_t found = 0;
  for (const Element& element : wanted) {
    const Element* there = find_conflict(element);
    if (there == nullptr) continue;
    const bool is_masquerade = element.set->intervals && element.key.size() == 1;
    if (there->key != element.key && !is_masquerade) continue;
    if (*there != element) return {State::foreign, "with another prefix or value", ""};
    ++found;
  }
  if (found == 0) return {};
  return {found == wanted.size() ? State::matches : State::differs, "", ""};
}

Result<void> FakeSets::add(std::span<const Element> elements) {
  for (const Element& element : elements)
    if (find_conflict(element) != nullptr) return Error(ErrorKind::already_exists, "File exists");
  elements_.insert(elements_.end(), elements.begin(), elements.end());
  return {};
}

void FakeSets::restore(std::span<const Element> elements) {
  std::vector<Element> missing;
  for (const Element& element : elements) {
    const Element* there = find_conflict(element);
    if (there != nullptr && *there != element) {
      elements_.assign(elements.begin(), elements.end());
      return;
    }
    if (there == nullptr) missing.push_back(element);
  }
  elements_.insert(elements_.end(), missing.begin(), missing.end());
}

void FakeSets::remove(std::span<const Element> elements) {
  for (const Element& element : elements) std::erase(elements_, element);
}

void FakeSets::remove_guard_of(const std::string& link) {
  const auto sets = firewall::sets_of_guards();
  std::erase_if(elements_, [&](const Element& element) {
    return std::ranges::find(sets, element.set) != sets.end() &&
           element.key.front() == ElementValue(firewall::LinkName{link});
  });
}

std::vector<std::string> FakeSets::lines() const {
  std::vector<std::string> lines;
  for (const Element& element : elements_)
    lines.push_back(firewall::full_name(*element.set) + ": " + firewall::to_text(element));
  std::ranges::sort(lines);
  return lines;
}

}  // namespace mydocker::testing

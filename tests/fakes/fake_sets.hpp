// The elements of the firewall's sets, in memory.
//
// Holds what firewall::elements_of() describes and decides as nf_tables does which elements may
// stand beside each other. Does not: know resources.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/firewall/elements.hpp"
#include "runtime/kernel/kernel.hpp"

namespace mydocker::testing {

class FakeSets {
 public:
  // As kernel::observe_elements() and, for intervals, observe(Masquerade).
  [[nodiscard]] kernel::Observation observe(std::span<const firewall::Element> wanted) const;
  // All or none. One with the same key, or with an overlapping interval, is already_exists.
  Result<void> add(std::span<const firewall::Element> elements);
  // Adds those that are missing. If one conflicts, these elements replace all others.
  void restore(std::span<const firewall::Element> elements);
  // Those that are there with the same value.
  void remove(std::span<const firewall::Element> elements);
  // Every element of a AntiSpoofing of that link.
  void remove_guard_of(const std::string& link);
  void clear() { elements_.clear(); }

  // As nft(8) lists them: `inet mydocker links: "testnet"`, sorted.
  [[nodiscard]] std::vector<std::string> lines() const;

 private:
  [[nodiscard]] const firewall::Element* find_conflict(const firewall::Element& element) const;

  std::vector<firewall::Element> elements_;
};

}  // namespace mydocker::testing

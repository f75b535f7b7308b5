// The elements of the firewall's sets, in memory.
//
// It stores the elements of firewall::elements_of(). Like nf_tables, it refuses elements with equal
// keys or overlapping intervals. It does not know resources.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/firewall/elements.hpp"
#include "runtime/kernel/kernel.hpp"

namespace mydocker::testing {

// The sets of both tables. It stores elements as they are, without encoding.
class FakeSets {
 public:
  // Like kernel::observe_elements(). For intervals, like observe() of a Masquerade.
  [[nodiscard]] kernel::Observation observe(std::span<const firewall::Element> wanted) const;
  // Adds all elements or none. An error of kind already_exists: a key exists, or an interval
  // overlaps.
  Result<void> add(std::span<const firewall::Element> elements);
  // Adds those that are missing. If one conflicts, these elements replace all others.
  void restore(std::span<const firewall::Element> elements);
  // Removes the elements that exist with the same value.
  void remove(std::span<const firewall::Element> elements);
  // Removes all elements of an AntiSpoofing of that link.
  void remove_guard_of(const std::string& link);
  void clear() { elements_.clear(); }

  // The elements in the format of nft(8), sorted: `inet mydocker links: "testnet"`.
  [[nodiscard]] std::vector<std::string> lines() const;

 private:
  [[nodiscard]] const firewall::Element* find_conflict(const firewall::Element& element) const;

  std::vector<firewall::Element> elements_;
};

}  // namespace mydocker::testing

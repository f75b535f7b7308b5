// A plan: an ordered list of resources that shall exist, each with a reason.
//
// Order matters: what is listed first is made first and destroyed last. A plan is a value; it can
// be printed, stored, compared and carried out later. It has at most 1000 entries, and no two with
// the same identity_of(). docs/plan_reference.md shows every resource as it is printed.
// Since SDK 1.0.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mydocker/resource.hpp"

namespace mydocker {

// plan: goes when the network or endpoint goes that it was planned for. host: ensured, and never
// taken away.
enum class Lifetime : std::uint8_t { plan, host };

struct PlanEntry {
  Resource resource;
  std::string why;  // one clause, no full stop: "the gateway of the containers"
  Lifetime lifetime = Lifetime::plan;
  auto operator<=>(const PlanEntry&) const = default;
};

class Plan {
 public:
  Plan() = default;
  explicit Plan(std::vector<PlanEntry> entries) : entries_(std::move(entries)) {}

  // Adds a resource at the end. `why` must not be empty: it is what people read, above the command
  // that it explains. At most 200 printable ASCII characters. Nothing is checked here: the core
  // checks the whole plan, and refuses it with the entry's number and the reason.
  Plan& ensure(Resource resource, std::string why, Lifetime lifetime = Lifetime::plan) {
    entries_.push_back({std::move(resource), std::move(why), lifetime});
    return *this;
  }

  [[nodiscard]] const std::vector<PlanEntry>& entries() const noexcept { return entries_; }
  [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }

  auto operator<=>(const Plan&) const = default;

 private:
  std::vector<PlanEntry> entries_;
};

}  // namespace mydocker

// A plan: an ordered list of resources, each with a reason.
//
// The core creates the resources in this order and removes them in reverse order. A plan is a
// value: it can be printed, stored, compared, and used later. It has at most 1000 entries. Two
// entries must not have the same identity_of(). docs/plan_reference.md shows the output for every
// resource. Since SDK 1.0.
//
//   Plan plan;
//   plan.ensure(Loopback{}, "the container reaches itself", Lifetime::host);
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "mydocker/resource.hpp"

namespace mydocker {

// plan: the core removes the resource with the network or endpoint. host: the core creates the
// resource and never removes it.
enum class Lifetime : std::uint8_t { plan, host };

// A resource and its reason.
struct PlanEntry {
  Resource resource;
  std::string why;  // one clause without a full stop: "the gateway of the containers"
  Lifetime lifetime = Lifetime::plan;
  auto operator<=>(const PlanEntry&) const = default;
};

// The list of entries. The core checks a whole plan before it uses the plan.
class Plan {
 public:
  Plan() = default;
  explicit Plan(std::vector<PlanEntry> entries) : entries_(std::move(entries)) {}

  // Adds a resource at the end and returns the plan. `why` explains the resource to users. A dry
  // run prints it above the commands. `why` has 1 to 200 printable ASCII characters. This function
  // checks nothing. The core checks the plan, and its error names the entry by its number.
  Plan& ensure(Resource resource, std::string why, Lifetime lifetime = Lifetime::plan) {
    entries_.push_back({std::move(resource), std::move(why), lifetime});
    return *this;
  }

  // Adds a warning. The command that creates the network or the endpoint shows the warning and
  // succeeds. A warning is one line of at most 200 printable ASCII characters. A plan has at most
  // 20 warnings.
  Plan& warn(std::string text) {
    warnings_.push_back(std::move(text));
    return *this;
  }
  // Adds a value that `network inspect` shows, for example a number that the driver has chosen.
  // `key`: [a-z][a-z0-9-]*. `value`: one line as in warn(). The value must not be a secret, because
  // every user can read it.
  Plan& report(std::string key, std::string value) {
    status_.insert_or_assign(std::move(key), std::move(value));
    return *this;
  }

  [[nodiscard]] const std::vector<PlanEntry>& entries() const noexcept { return entries_; }
  [[nodiscard]] const std::vector<std::string>& warnings() const noexcept { return warnings_; }
  [[nodiscard]] const std::map<std::string, std::string>& status() const noexcept {
    return status_;
  }
  [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }

  auto operator<=>(const Plan&) const = default;

 private:
  std::vector<PlanEntry> entries_;
  std::vector<std::string> warnings_{};
  std::map<std::string, std::string> status_{};
};

}  // namespace mydocker

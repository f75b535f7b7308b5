// The driver, loaded into this process and asked directly.
//
// Unlike drivers::DriverHandle it has no deadline and no fence: the check's own process is both.
#pragma once

#include <string>

#include "mydocker/documents.hpp"
#include "runtime/conformance/subject.hpp"
#include "runtime/conformance/wishes.hpp"
#include "runtime/drivers/entry_point.hpp"

namespace mydocker::conformance {

class Planner {
 public:
  static Result<Planner> load(const Subject& subject);
  static Result<Planner> load(const Subject& subject, const std::filesystem::path& file);

  // One request document, one reply document.
  [[nodiscard]] Result<std::string> ask(const std::string& request) const;

  [[nodiscard]] Result<Plan> network(const Wish& wish) const;
  // With what the network's plan has put on the host.
  [[nodiscard]] Result<Plan> endpoint(const Wish& wish) const;

 private:
  Planner(drivers::EntryPoint entry, std::string name) : entry_(entry), name_(std::move(name)) {}

  drivers::EntryPoint entry_;
  std::string name_;
};

// Both plans of a wish, which a driver has to have for most of them.
struct Plans {
  Plan network;
  Plan endpoint;
};
Result<Plans> plans_of(const Planner& planner, const Wish& wish);

// A wish, with what the driver, loaded for it, plans.
struct Planned {
  Wish wish;
  Plans plans;
};
Result<Planned> planned(const Subject& subject, Wish wish);

// Both as one text, to compare; a refusal as well.
std::string text_of(const Planner& planner, const Wish& wish);

}  // namespace mydocker::conformance

// Repairs what a network and its containers have lost in the kernel.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Returns all errors as one error, or success if there are none.
Result<void> joined(const std::vector<Error>& errors);

// Repairs one network. It does not own the references.
class Reloading {
 public:
  Reloading(Session& session, OpenState& open_state, const model::Network& network)
      : session_(session), open_state_(open_state), network_(network) {}

  // Repairs the resources of the network itself. Call it before reload_endpoint(). A conflict does
  // not stop the repair of the other resources. It is returned at the end. Does nothing if another
  // command has removed the network.
  Result<void> reload_network();
  // Does the same for one container of the network. Does nothing if the container no longer exists.
  Result<void> reload_endpoint(const std::string& endpoint_id);

  // Tells this object that this command has restored the firewall tables.
  void note_restored_firewall() { firewall_is_restored_ = true; }
  // Returns whether a resource was repaired, even if a later one could not be repaired.
  [[nodiscard]] bool has_changed() const noexcept { return has_changed_; }

 private:
  Result<void> repair(const store::JournalEntry& journal_entry, const kernel::Netns* container);
  Result<void> repair_drift(apply::Applier& applier, const store::JournalEntry& journal_entry,
                            apply::Drift& drift);
  Result<void> repair_in_order(apply::Applier& applier, const store::JournalEntry& journal_entry,
                               apply::Drift& drift);
  Result<void> settle(apply::Applier& applier, const store::JournalEntry& journal_entry,
                      apply::Drift& drift);
  void adjust(apply::Drift& drift, bool is_network);
  Result<void> announce_gateways(const store::JournalEntry& journal_entry, apply::Drift& drift);
  Result<void> repair_with_entry(apply::Applier& applier, const store::JournalEntry& journal_entry,
                                 const std::vector<plan::Step>& steps);
  // Does the steps. Resources that cannot be changed in place are added to `unrepaired_`.
  Result<void> repair_steps(apply::Applier& applier, const std::vector<plan::Step>& steps);
  Result<std::int64_t> begin_change(const store::JournalEntry& journal_entry, const Plan& links);

  Session& session_;
  OpenState& open_state_;
  const model::Network& network_;
  std::set<std::string> lost_;                 // names of the bridges that are recreated
  std::vector<apply::Unrepaired> unrepaired_;  // the failures of the current journal entry
  bool has_changed_ = false;
  bool firewall_is_restored_ = false;
  // Whether another program has replaced the network's own link, or deleted an adopted one.
  bool depends_on_foreign_ = false;
};

}  // namespace mydocker::app

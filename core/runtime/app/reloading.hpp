// What a network, and each of its containers, has lost in the kernel, put back or rehearsed.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "runtime/app/session.hpp"
#include "runtime/plan/script.hpp"

namespace mydocker::app {

// All of them as one; nothing if there are none.
Result<void> joined(const std::vector<Error>& errors);

// One network. `parts` and `network` are lent.
class Reloading {
 public:
  Reloading(Session& session, const model::Network& network, bool dry_run)
      : session_(session),
        network_(network),
        dry_run_(dry_run),
        script_("puts back what network \"" + network.name + "\" has lost") {}

  // What that row holds: the network's (`container` is null) before those of its containers. What
  // is in the way holds up nothing else and is told at the end.
  Result<void> reload(const store::JournalEntry& journal_entry, const kernel::Netns* container);

  // The firewall was restored as a whole. `line` did that, or would do it; the first network's
  // script contains it, that of the others (`line` is empty) does not.
  void firewall_is_restored(const std::string& line) {
    firewall_is_restored_ = true;
    if (!line.empty()) script_.add(apply::kRestoreFirewallReason, line);
  }

  [[nodiscard]] const std::string& script() const { return script_.text(); }

 private:
  Result<void> repair(const store::JournalEntry& journal_entry, const kernel::Netns* container);
  void adjust(apply::Drift& drift, const kernel::Netns* container);
  void simulate(const apply::Drift& drift, const plan::ShellContext& context);
  Result<void> create_missing(apply::Applier& applier, const store::JournalEntry& journal_entry,
                              const std::vector<plan::Step>& steps);
  Result<store::JournalEntry> begin_change(OpenState& open_state,
                                           const store::JournalEntry& journal_entry,
                                           const Plan& links);

  Session& session_;
  const model::Network& network_;
  bool dry_run_;
  plan::Script script_;
  std::set<std::string> lost_;  // the bridges that are made anew
  bool firewall_is_restored_ = false;
  bool depends_on_foreign_ = false;  // the network's own link is foreign now
};

}  // namespace mydocker::app

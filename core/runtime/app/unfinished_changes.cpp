#include "runtime/app/unfinished_changes.hpp"

#include <algorithm>

#include "runtime/app/unowned.hpp"

namespace mydocker::app {
namespace {

// Returns the unfinished journal entries of commands that have died. Those of running commands are
// left out.
Result<std::vector<store::JournalEntry>> dead_entries(OpenState& open_state) {
  if (open_state.unrecovered.empty()) return std::vector<store::JournalEntry>();
  MYDOCKER_TRY(auto entries, open_state.state.unfinished());
  std::erase_if(entries, [&](const store::JournalEntry& entry) {
    return !open_state.unrecovered.contains(entry.owner);
  });
  return entries;
}

Result<DriftReport> report_of(OpenState& open_state, const std::string& network,
                              const store::JournalEntry& entry) {
  MYDOCKER_TRY(const auto endpoint, open_state.state.endpoint_of(entry.id));
  MYDOCKER_TRY(const auto change, apply::describe_change(open_state.state, entry));
  const bool creating = entry.phase == store::Phase::creating;
  return DriftReport{
      network, endpoint ? endpoint->container : "", "unfinished change",
      change + (creating ? "; the next change rolls it back" : "; the next change completes it")};
}

}  // namespace

Result<std::vector<DriftReport>> unfinished_changes(OpenState& open_state,
                                                    const model::Network& network) {
  MYDOCKER_TRY(const auto entries, dead_entries(open_state));
  std::vector<DriftReport> reports;
  for (const auto& entry : entries) {
    if (entry.network_id != network.id) continue;
    MYDOCKER_TRY(auto report, report_of(open_state, network.name, entry));
    reports.push_back(std::move(report));
  }
  return reports;
}

Result<std::vector<DriftReport>> unfinished_changes_of_undefined(Session& session,
                                                                 OpenState& open_state) {
  MYDOCKER_TRY(const auto entries, dead_entries(open_state));
  std::vector<DriftReport> reports;
  for (const auto& entry : entries) {
    MYDOCKER_TRY(auto* definitions, session.definitions());
    MYDOCKER_TRY(const auto defined, definitions->find(entry.network_id));
    if (defined) continue;
    MYDOCKER_TRY(const auto network, open_state.state.definition_of(entry.id));
    const auto name = network ? network->name : entry.network_id.substr(0, kShownIdSize);
    MYDOCKER_TRY(auto report, report_of(open_state, name, entry));
    reports.push_back(std::move(report));
  }
  return reports;
}

Result<void> refuse_unfinished(const Session& session, OpenState& open_state,
                               const model::Network& network) {
  if (!session.is_dry_run()) return {};
  MYDOCKER_TRY(const auto entries, dead_entries(open_state));
  const auto left = std::ranges::find(entries, network.id, &store::JournalEntry::network_id);
  return left == entries.end() ? Result<void>() : open_state.why_locked(left->owner);
}

}  // namespace mydocker::app

// A connected endpoint that this command alone may change.
//
// A part that comes or goes has a row of its own in the journal, so that whoever finds it left
// behind undoes it or carries it on as any other, and the endpoint is as it was before, or as it
// shall be. Only at the end, or before the beginning, the part and the endpoint are one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

class LiveEndpoint {
 public:
  // not_found: it is not connected, or its namespace is gone; busy: another command changes it.
  static Result<LiveEndpoint> lock(Session& session, const std::string& network,
                                   const std::string& container);
  LiveEndpoint(LiveEndpoint&& other) noexcept;
  LiveEndpoint& operator=(LiveEndpoint&&) = delete;
  ~LiveEndpoint();

  [[nodiscard]] const model::Network& network() const noexcept { return known_.network; }
  [[nodiscard]] const model::Endpoint& endpoint() const noexcept { return endpoint_; }
  // Where its plans are carried out; stands on a kernel of `parts`, the last one that was opened.
  Result<apply::ExecutionContext> execution();

  // The same endpoint with these ports and no others.
  [[nodiscard]] model::Endpoint with(std::vector<model::PortMapping> ports) const;
  // What its plan has, with those ports, that it does not have now, and the other way round.
  Result<Plan> plan_added(const std::vector<model::PortMapping>& ports);
  Result<Plan> plan_removed(const std::vector<model::PortMapping>& ports);

  // Inside a transaction: a row for a part with these ports, in phase `creating`.
  Result<std::int64_t> begin_change(const std::vector<model::PortMapping>& ports);
  // The part, of which `held` is in the kernel, becomes the endpoint's; its row ends.
  Result<void> join(apply::Applier& applier, std::int64_t change_entry, const Plan& held);
  // Inside a transaction: the ports, and what of `plan` the endpoint's row holds, go into a row of
  // their own, in phase `removing`.
  Result<store::JournalEntry> split(apply::Applier& applier,
                                    const std::vector<model::PortMapping>& ports, const Plan& plan);
  // All as it was before split().
  Result<void> rejoin(apply::Applier& applier, const store::JournalEntry& change_entry);

 private:
  LiveEndpoint(Session& session, OpenState& open_state)
      : session_(&session), state_(&open_state.state) {}
  Result<Plan> plan_removed_by_driver(const std::vector<model::PortMapping>& ports);
  Result<void> look_up(const std::string& network, const std::string& container);

  Session* session_;
  store::RuntimeState* state_;  // null: moved from
  std::optional<kernel::Netns> container_;
  store::ActiveNetwork known_;
  model::Endpoint endpoint_;
  store::JournalEntry journal_entry_;
};

}  // namespace mydocker::app

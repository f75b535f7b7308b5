// A connected endpoint that is locked by this command.
//
// A change that publishes or releases ports has a journal entry of its own (kind `change`) while it
// runs. So recovery can roll it back or complete it like any other change. Before the change and
// after it, the endpoint has one journal entry only.
//
// Example:
//   MYDOCKER_TRY(auto live, LiveEndpoint::lock(session, open_state, "web", "c1"));
//   MYDOCKER_TRY(const auto plan, live.plan_added(ports));
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Ports that are being removed. Their resources belong to the journal entry `change_entry`.
struct RemovedPorts {
  std::int64_t change_entry = 0;
  Plan plan;
};

// Holds the lock of the endpoint's journal entry until destruction. It does not own `session` and
// `open_state`, which must outlive it.
class LiveEndpoint {
 public:
  // Locks the endpoint. not_found: it is not connected, or its namespace no longer exists. Error
  // busy: another command changes it now.
  static Result<LiveEndpoint> lock(Session& session, OpenState& open_state,
                                   const std::string& network, const std::string& container);

  [[nodiscard]] const store::ActiveNetwork& known() const noexcept { return found_.known; }
  [[nodiscard]] const model::Network& network() const noexcept { return found_.known.network; }
  [[nodiscard]] const model::Endpoint& endpoint() const noexcept { return found_.endpoint; }
  // Returns the context for the plans of the endpoint.
  Result<Execution> execution();

  // Returns a copy of the endpoint with exactly these ports.
  [[nodiscard]] model::Endpoint with(std::vector<model::PortMapping> ports) const;
  // These functions compute the endpoint's plan with these ports and compare it with its current
  // plan. They return the resources that the new plan adds, or does not need any more.
  Result<Plan> plan_added(const std::vector<model::PortMapping>& ports);
  Result<Plan> plan_removed(const std::vector<model::PortMapping>& ports);

  // Opens a journal entry for a change with these ports, in phase `creating`. Call it inside a
  // transaction.
  Result<std::int64_t> begin_change(const std::vector<model::PortMapping>& ports);
  // Moves the published ports from the journal entry of the change to that of the endpoint. The
  // journal entry of the change is deleted. `added` has the resources of the change, which exist in
  // the kernel.
  Result<void> join(apply::Applier& applier, std::int64_t change_entry, const Plan& added);
  // Moves ports and their resources from the journal entry of the endpoint to a new one in phase
  // `removing`. `plan` are the resources that the driver does not need any more. Call it inside a
  // transaction.
  Result<RemovedPorts> split(apply::Applier& applier, const std::vector<model::PortMapping>& ports,
                             const Plan& plan);
  // Reverses split().
  Result<void> rejoin(apply::Applier& applier, const RemovedPorts& removed);

 private:
  // The stored data of the endpoint, and its open namespace.
  struct Found {
    store::ActiveNetwork known;
    model::Endpoint endpoint;
    std::optional<kernel::Netns> container;
  };
  LiveEndpoint(Session& session, OpenState& open_state, Found found, LockedEntry locked)
      : session_(session),
        open_state_(open_state),
        found_(std::move(found)),
        locked_(std::move(locked)) {}
  Result<Plan> plan_removed_by_driver(const std::vector<model::PortMapping>& ports);

  Session& session_;
  OpenState& open_state_;
  Found found_;
  LockedEntry locked_;
};

}  // namespace mydocker::app

// Creates and removes the resources of a plan: observe, diff, write the journal, do the steps.
// After an error the finished steps are rolled back in reverse order.
//
// The resources of a plan are stored in its journal entry before the first change. So recovery can
// remove them without the driver, at any point where the process died. This class does not decide
// what is in a plan, print, or open databases.
//
// Example:
//   Applier applier(execution);
//   const auto complete = [&](const Plan& /*recorded*/) { return state.activate(entry_id); };
//   MYDOCKER_CHECK(applier.carry_out(entry_id, plan, complete));
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "mydocker/resource.hpp"
#include "mydocker/resource_handler.hpp"
#include "mydocker/result.hpp"
#include "runtime/apply/fault_hook.hpp"
#include "runtime/base/forwarding.hpp"
#include "runtime/base/step_log.hpp"
#include "runtime/kernel/kernel.hpp"
#include "runtime/kernel/netns.hpp"
#include "runtime/plan/diff.hpp"
#include "runtime/plan/shell_lines.hpp"
#include "runtime/store/runtime_state.hpp"

namespace mydocker::apply {

// Observes and changes the Custom resources of one network.
class CustomPort {
 public:
  virtual ~CustomPort() = default;
  // `container` is the namespace of the endpoint's container (not owned). Null: there is no
  // container.
  virtual Result<CustomState> observe(const Custom& resource, const kernel::Netns* container) = 0;
  virtual Result<void> create(const Custom& resource, const kernel::Netns* container) = 0;
  virtual Result<void> update(const Custom& resource, const kernel::Netns* container) = 0;
  virtual Result<void> destroy(const Custom& resource, const kernel::Netns* container) = 0;
  // Removes the files that the handler has left, when the network no longer exists.
  virtual void remove_files() {}
};

// The objects that a plan is applied with. It owns none of them.
struct ExecutionContext {
  kernel::Kernel& kernel;
  CustomPort& custom;
  store::RuntimeState& state;
  base::StepLog& log;
  FaultHook& faults;
  const kernel::Netns* container = nullptr;  // null: there is no container, or it no longer exists
  // Whether another plan already has the firewall tables and outlives this one. An endpoint's
  // network is such a plan.
  bool has_firewall = false;
  base::Forwarding forwarding = base::Forwarding::restore;
  std::string run_dir = base::kRunDirectory;  // folder that contains the directories of services
  // Whether a signal can stop the change (stop_signals.hpp); false for a rollback.
  bool stoppable = true;
  Plan created{};  // entries of the new plan that this change has already created

  [[nodiscard]] plan::ShellContext shell() const {
    return {container == nullptr ? std::string() : container->path(), run_dir};
  }
};

// rollback: undoes every change. removal: resources with Lifetime::host stay.
enum class Undo : std::uint8_t { rollback, removal };

// One resource that does not match its plan.
struct Difference {
  Resource resource;
  std::string problem;  // "missing", or what differs: "mtu 1300"
  bool operator==(const Difference&) const = default;
};

// The difference between the journal entry of an active network or endpoint and the kernel.
struct Drift {
  std::vector<plan::Step> steps;  // steps that create resources; firewall rules come first
  // A container's links that must be recreated; they are removed first.
  std::vector<Resource> changed{};
  // Conflicts that cannot be repaired (already_exists), and missing objects of other programs
  // (not_found).
  std::vector<Error> conflicts{};
  // Whether another program has replaced one of the links, or deleted an adopted one.
  bool foreign_link = false;
  std::vector<Difference> differences{};  // all differences, in the order of the plan
};

// A resource that the kernel did not let be repaired in place.
struct Unrepaired {
  Resource resource;
  Error error;
};

inline constexpr const char* kRestoreFirewallReason =
    "restore the firewall tables with the rules of all networks and containers";

// Applies plans in one context. The context's objects must outlive it. Errors name the failed step.
class Applier {
 public:
  explicit Applier(ExecutionContext execution) : execution_(std::move(execution)) {}

  // --- create: applier.cpp, steps.cpp; adopt(): repair.cpp

  // Stores the steps in the journal entry. Call it inside a transaction. The steps may be done
  // after the commit.
  Result<std::vector<plan::Step>> intend(std::int64_t entry_id, const Plan& desired);
  // Stores that the steps of the recorded plan are done, in one transaction.
  using Completion = std::function<Result<void>(const Plan& recorded)>;

  // Does the steps of intend() and then calls `complete`. After an error, including an error of
  // `steps`, all steps are rolled back and the entry is closed. The error names the step. Error
  // unfinished: the rollback failed, or the stored state is unknown. In this case the entry stays
  // for the next command.
  Result<void> carry_out(std::int64_t entry_id, const Result<std::vector<plan::Step>>& steps,
                         const Completion& complete);
  // Calls intend() in a separate transaction, and then carry_out(). If `desired` is an error, the
  // entry is closed, and the error is returned.
  Result<void> carry_out(std::int64_t entry_id, const Result<Plan>& desired,
                         const Completion& complete);
  // Stores the plan as if its steps were done, for resources that exist without a record. The
  // present value of a shared setting counts as the previous one. Returns the stored plan. Call it
  // inside a transaction.
  Result<Plan> adopt(std::int64_t entry_id, const Plan& desired);

  // --- remove: teardown.cpp, steps.cpp

  // Removes the resources of the plan in reverse order. The journal entry owns the shared
  // resources. The caller must close the entry. After a failed step the removed resources are
  // restored, and the error names the step. Error unfinished: the restore failed.
  Result<void> tear_down(std::int64_t entry_id, const Plan& plan);

  // Does the same for a failed change or a dead process. Continues after a failed step. Error
  // unfinished: the message names everything that could not be removed.
  Result<void> undo(std::int64_t entry_id, const Plan& plan, Undo undo);

  // Moves the shared resources of the plan to another journal entry. Call it inside a transaction.
  Result<void> transfer(const Plan& plan, std::int64_t from, std::int64_t to);

  // --- repair: drift.cpp and repair.cpp; keep_forwarding(): settings.cpp

  // Compares the plan of an active network or endpoint with the kernel. `lost` are the bridges that
  // are recreated, so no link is attached to them.
  Result<Drift> detect_drift(const Plan& plan, const std::set<std::string>& lost);
  // Removes links that differ from their plan.
  Result<void> remove(const std::vector<Resource>& links);
  // Restores the firewall tables with the elements of all active networks and endpoints, in one
  // transaction. Call it inside a transaction of the state, so that no other command begins or ends
  // meanwhile. Returns false if nothing was to do.
  Result<bool> restore_firewall();
  // Replaces the firewall tables by new ones with the elements of all active networks and
  // endpoints, in one transaction. So elements without an owner are removed. Call it inside a
  // transaction of the state.
  Result<void> replace_firewall();
  // Applies Forwarding::keep: forwarding that mydocker has turned on stays on, and blocked traffic
  // is allowed. Returns false if nothing was to do. Call it inside a transaction of the state.
  Result<bool> keep_forwarding();
  // Does the steps. Returns the resources that could not be changed in place. Stops at any other
  // error. The finished steps are not undone.
  Result<std::vector<Unrepaired>> repair(const std::vector<plan::Step>& steps);

 private:
  // Adds the resources that the core adds to each plan: the firewall tables.
  [[nodiscard]] Plan with_core_resources(const Plan& desired) const;
  Result<base::Observation> look_at(const Resource& resource);
  Result<base::Observation> look_at_custom(const Custom& custom);
  [[nodiscard]] bool has_created(const Resource& resource) const;
  // These functions return the error of a change after its rollback. given_up(): the plan of the
  // change was not stored.
  Error given_up(std::int64_t entry_id, Error error);
  Error rolled_back(std::int64_t entry_id, const Plan& plan, const Error& error);
  Result<std::vector<base::Observation>> look_at_unshared(const Plan& desired);
  Result<void> look_at_ports(const Plan& desired, std::vector<base::Observation>& observations);
  Result<void> look_at_shared(const Plan& desired, std::vector<base::Observation>& observations);
  Result<void> refuse_lost_firewall();
  Result<void> create_firewall();
  Result<void> complete_firewall(const std::vector<plan::Step>& steps);
  // Restores the tables if another program has changed their chains.
  Result<void> restore_changed_firewall();
  Result<void> check_restored(Error error);
  // Returns the firewall rules of all active entries. Call it inside a transaction.
  Result<std::vector<Resource>> active_rules();
  // Returns the elements that block traffic between links of other programs. Call it inside a
  // transaction.
  Result<std::vector<firewall::Element>> transit_rules();
  Result<void> acquire_shared(std::int64_t entry_id, std::vector<plan::Step>& steps);
  // This function is called before each step. A signal stops the change here, unless the change is
  // rolled back.
  Result<void> begin_step();
  // Returns the shell command of a step that creates its resource.
  using CreateLine = std::string (*)(const plan::Step& step, const plan::ShellContext& context);
  // Does the steps. If `failed` is not null, it gets the resources that cannot be changed in place.
  // They do not stop the next steps.
  Result<void> do_steps(const std::vector<plan::Step>& steps, CreateLine line = &plan::create_line,
                        std::vector<Unrepaired>* failed = nullptr);
  // Adds hints to the error of a setting that cannot be written. They name the settings that the
  // user must set outside the container.
  Error with_needed_settings(Error error, const std::vector<plan::Step>& steps);
  // Adds the Custom resources that still differ after their repair to `failed`. Error driver.
  Result<void> check_repaired(const std::vector<plan::Step>& steps,
                              std::vector<Unrepaired>& failed);
  Result<void> update_in_place(const plan::Step& step, std::vector<Unrepaired>* failed);
  Result<void> update(const plan::Step& step);
  Result<void> create_batch(std::span<const plan::Step> batch, CreateLine line);
  Result<void> complete_one_by_one(std::span<const Resource> resources);
  // Creates the resource. Succeeds if an equal resource exists already.
  Result<void> create_unless_equal(const Resource& resource);
  Result<void> do_step(const base::StepText& text, Result<void> (Applier::*verb)(const Resource&),
                       const Resource& resource);
  Result<void> create(const Resource& resource);
  Result<void> bring_up(const Resource& resource);
  Result<void> destroy(const Resource& resource);

  [[nodiscard]] std::vector<PlanEntry> entries_to_undo(const Plan& plan, Undo undo) const;
  Result<void> undo_batch(std::span<const PlanEntry> batch, std::int64_t entry_id);
  Result<void> undo_entry(const PlanEntry& entry, std::int64_t entry_id);
  Result<void> release_resource(const PlanEntry& entry, std::int64_t entry_id);
  [[nodiscard]] std::string prior_to_store(const plan::Step& step) const;
  Result<void> renew_prior(const Sysctl& setting, const plan::Step& step);
  void tell_blocked_transit(const std::vector<plan::Step>& steps);
  Result<void> create_switch(const Sysctl& forwarding_switch);
  Result<void> allow_transit(const Sysctl& forwarding_switch, const std::string& prior);
  // Returns the stored record of the switch.
  Result<base::ForwardingRecord> record_of(const Sysctl& forwarding_switch);
  Result<bool> other_directory_needs(const Sysctl& sysctl);
  Result<bool> others_need(const Sysctl& sysctl, const std::string& prior);
  // Returns the shell line that releases a shared resource. Empty if the resource does not change.
  Result<std::string> release_line(const Resource& resource, const store::Shared& shared);
  Result<void> reinstate_all(std::int64_t entry_id, const Plan& plan);
  // Returns the step that recreates the resource. Returns nothing if the resource exists, or if its
  // container no longer exists.
  Result<std::optional<plan::Step>> missing_step(const PlanEntry& entry);
  // The links of a plan during a comparison with the kernel.
  struct Links {
    const std::set<std::string>& lost;
    std::set<std::string> own;  // links that the plan creates
    std::set<std::string> recreated{};
    std::set<std::string> foreign{};
  };
  Result<void> add_missing(const PlanEntry& entry, Links& links, Drift& drift);
  Result<bool> has_links_of_others(const PlanEntry& entry, Links& links, Drift& drift);
  static void add_foreign(const PlanEntry& entry, Links& links, Drift& drift);
  // Does the same for a setting that is not a part of the plan.
  Result<void> add_changed(const PlanEntry& setting, Links& links, Drift& drift);
  Result<void> reacquire_shared(std::int64_t entry_id, const Plan& plan);

  [[nodiscard]] std::string shared_identity(const Resource& resource) const;

  ExecutionContext execution_;
};

}  // namespace mydocker::apply

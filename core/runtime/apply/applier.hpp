// Creates and removes the resources of a plan. It observes them, computes the steps, writes the
// journal and does the steps. After an error the finished steps are rolled back in reverse order.
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
  // Whether another plan that stays longer already contains the firewall tables. Example: the plan
  // of the network, while an endpoint of this network is created.
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

// rollback: undoes every change of the plan. removal: does the same, but resources with
// Lifetime::host stay, because the core never removes them.
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

  // Observes the resources of `desired`, computes the steps and stores them in the journal entry.
  // Call it inside a transaction. The steps may be done after the commit.
  Result<std::vector<plan::Step>> intend(std::int64_t entry_id, const Plan& desired);
  // A function of the caller. It stores in one transaction that all resources of the recorded plan
  // exist.
  using Completion = std::function<Result<void>(const Plan& recorded)>;

  // Does the steps and then calls `complete`. `steps` is the result of intend(). If `steps` is an
  // error, a step fails or `complete` fails, the finished steps are rolled back. Then the journal
  // entry is closed, and the error names the step. Error unfinished: the rollback failed, or it is
  // unknown what was stored. Only then the journal entry stays open, and the next command cleans
  // up.
  Result<void> carry_out(std::int64_t entry_id, const Result<std::vector<plan::Step>>& steps,
                         const Completion& complete);
  // Calls intend() in a separate transaction, and then the carry_out() above. If `desired` is an
  // error, the journal entry is closed, and this error is returned.
  Result<void> carry_out(std::int64_t entry_id, const Result<Plan>& desired,
                         const Completion& complete);
  // Stores the plan of a network that exists in the kernel, but whose journal entry was lost. No
  // step is done. The present value of a shared setting counts as the value from before mydocker.
  // Returns the stored plan. Call it inside a transaction.
  Result<Plan> adopt(std::int64_t entry_id, const Plan& desired);

  // --- remove: teardown.cpp, steps.cpp

  // Removes the resources of the plan in reverse order. `entry_id` is the journal entry that holds
  // the shared resources of the plan. The caller must close this journal entry. After a failed step
  // the removed resources are restored, and the error names the step. Error unfinished: the restore
  // failed.
  Result<void> tear_down(std::int64_t entry_id, const Plan& plan);

  // Removes the resources of a change that failed, or whose process died. Continues after a failed
  // step. Error unfinished: the message names everything that could not be removed.
  Result<void> undo(std::int64_t entry_id, const Plan& plan, Undo undo);

  // Moves the shared resources of the plan to another journal entry. Call it inside a transaction.
  Result<void> transfer(const Plan& plan, std::int64_t from, std::int64_t to);

  // --- repair: drift.cpp and repair.cpp; keep_forwarding(): settings.cpp

  // Compares the plan of an active network or endpoint with the kernel. `lost` has the bridges that
  // are recreated. No link of a container is attached to a new bridge yet.
  Result<Drift> detect_drift(const Plan& plan, const std::set<std::string>& lost);
  // Removes links that differ from their plan.
  Result<void> remove(const std::vector<Resource>& links);
  // Restores the firewall tables with the set elements of all active networks and endpoints, in one
  // nftables transaction. Call it inside a transaction of the state, so that no other command
  // begins or ends meanwhile. Returns false if the tables were complete, or no network needs them.
  Result<bool> restore_firewall();
  // Replaces the firewall tables by new ones, in one nftables transaction. The new tables have the
  // set elements of all active networks and endpoints. So elements that belong to no network or
  // endpoint disappear. Call it inside a transaction of the state.
  Result<void> replace_firewall();
  // Applies the setting `forwarding: keep` to a host on which mydocker has already turned
  // forwarding on. The removal of the last network will then leave forwarding on. Traffic between
  // links of other programs, which mydocker has blocked until now, is no longer blocked. Returns
  // false if nothing had to be changed. Call it inside a transaction of the state.
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
  // Both functions undo a failed change, and return its error. given_up() is for a change whose
  // plan was not stored.
  Error given_up(std::int64_t entry_id, Error error);
  Error rolled_back(std::int64_t entry_id, const Plan& plan, const Error& error);
  Result<std::vector<base::Observation>> look_at_unshared(const Plan& desired);
  Result<void> look_at_ports(const Plan& desired, std::vector<base::Observation>& observations);
  Result<void> look_at_shared(const Plan& desired, std::vector<base::Observation>& observations);
  Result<void> refuse_lost_firewall();
  Result<void> create_firewall();
  Result<void> complete_firewall(const std::vector<plan::Step>& steps);
  // Restores the firewall tables if another program has changed their chains.
  Result<void> restore_changed_firewall();
  Result<void> check_restored(Error error);
  // Returns the resources with firewall rules of all active networks and endpoints. Call it inside
  // a transaction.
  Result<std::vector<Resource>> active_rules();
  // Returns the set elements of the firewall that block traffic between links of other programs.
  // Call it inside a transaction.
  Result<std::vector<firewall::Element>> transit_rules();
  Result<void> acquire_shared(std::int64_t entry_id, std::vector<plan::Step>& steps);
  // Begins a step. If a signal has arrived, returns an error, and the change stops. A rollback
  // continues.
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
  // Returns the stored record of the forwarding switch (base::ForwardingRecord).
  Result<base::ForwardingRecord> record_of(const Sysctl& forwarding_switch);
  Result<bool> other_directory_needs(const Sysctl& sysctl);
  Result<bool> others_need(const Sysctl& sysctl, const std::string& prior);
  // Returns the shell line that removes the resource or restores its old value. Empty if the
  // resource stays as it is.
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
  // Does the same as add_missing(), but only if the value of the setting differs.
  Result<void> add_changed(const PlanEntry& setting, Links& links, Drift& drift);
  Result<void> reacquire_shared(std::int64_t entry_id, const Plan& plan);

  [[nodiscard]] std::string shared_identity(const Resource& resource) const;

  ExecutionContext execution_;
};

}  // namespace mydocker::apply

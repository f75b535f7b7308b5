// Carries a plan out, and takes it back: observe, diff, journal, do; on an error undo in reverse.
//
// What one plan holds in the kernel is written into its work row before the first change, so that
// whoever finds the row can take it away again, without the driver and without knowing how far the
// dead process came. Does not: decide what is in a plan, print, open databases.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "runtime/apply/custom_port.hpp"
#include "runtime/apply/fault_hook.hpp"
#include "runtime/base/step_log.hpp"
#include "runtime/kernel/kernel.hpp"
#include "runtime/kernel/netns.hpp"
#include "runtime/plan/diff.hpp"
#include "runtime/plan/shell_lines.hpp"
#include "runtime/store/runtime_state.hpp"

namespace mydocker::apply {

// Where a plan is carried out. Everything is lent.
struct ExecutionContext {
  kernel::Kernel& kernel;
  CustomPort& custom;
  store::RuntimeState& state;
  base::StepLog& log;
  FaultHook& faults;
  const kernel::Netns* container = nullptr;  // null: there is none, or it is gone
  // Whether the tables are held by a plan that outlives this one: an endpoint's network's.
  bool has_firewall = false;

  [[nodiscard]] plan::ShellContext shell() const {
    return {container == nullptr ? std::string() : container->path()};
  }
};

// rollback: everything that was changed goes back. removal: what is of Lifetime::host stays.
enum class Undo : std::uint8_t { rollback, removal };

// One step of taking back, for a dry run.
struct RemovalLine {
  std::string why;
  std::string command;
};

// What something active lacks in the kernel.
struct Drift {
  std::vector<plan::Step> steps;    // what has to be made, rules of the firewall first
  std::vector<Resource> changed{};  // links of containers that are not as they should be: they have
                                    // to go first, and are made anew
  std::vector<Error> conflicts{};   // already_exists: what is not as it should be and stays so
  bool foreign_link = false;        // one of them is a link that is somebody else's by now
};

inline constexpr const char* kRestoreFirewallReason =
    "restore the firewall tables with the rules of all networks and containers";

class Applier {
 public:
  explicit Applier(const ExecutionContext& execution) : execution_(execution) {}

  // --- up: applier.cpp

  // What would have to be done, in order. Changes nothing.
  Result<std::vector<plan::Step>> prepare(const Plan& desired);

  // Writes what has to be done into the work row `work`. Inside a transaction; when that is
  // committed the steps may be done.
  Result<std::vector<plan::Step>> intend(std::int64_t entry_id, const Plan& desired);
  // Stores that the steps are done, in one transaction.
  using Completion = std::function<Result<void>()>;
  // That the row is `active`.
  Completion activation(std::int64_t entry_id);

  // Does the steps of intend(), and then what completes them. If one of these fails, all steps are
  // undone and the row is ended; the error names the step. unfinished: something could not be
  // undone, or it is not known what is stored; the row stays for the next command.
  Result<void> carry_out(std::int64_t entry_id, const std::vector<plan::Step>& steps,
                         const Completion& complete);
  // Both, in a transaction of its own that is open for no longer than it must be. If the intent
  // cannot be written the row is ended.
  Result<void> carry_out(std::int64_t entry_id, const Plan& desired, const Completion& complete);

  // --- down: teardown.cpp

  // Takes away what the work row holds, in reverse. The row stays; the caller ends it. If a step
  // fails, what was taken away is put back, and the error names the step. unfinished: it could not
  // be put back.
  Result<void> tear_down(const store::JournalEntry& journal_entry);

  // The same for what a dead process or a failed command left: never stops at a failure.
  // unfinished: names everything that could not be taken away.
  Result<void> undo(const store::JournalEntry& journal_entry, Undo undo);

  // What of the plan is shared is needed by another row from now on. Inside a transaction.
  Result<void> transfer(const Plan& plan, std::int64_t from, std::int64_t to);

  // The shell lines of tear_down for what is still there, in order. Inside a transaction that is
  // given up.
  Result<std::vector<RemovalLine>> removal_lines(const store::JournalEntry& journal_entry);

  // --- up again: repair.cpp

  // What the row of something active holds and the kernel does not have. `lost`: bridges that are
  // made anew, so that no link is in them any more.
  Result<Drift> detect_drift(const store::JournalEntry& journal_entry,
                             const std::set<std::string>& lost);
  // Takes links away that are not as they should be.
  Result<void> remove(const std::vector<Resource>& links);
  // Restores the tables of the firewall with the elements of everything active, in one transaction.
  // Inside a transaction of the state, so that no other command begins or ends meanwhile. Nothing
  // to do: returns an empty line. `dry_run`: only returns the line that would do it.
  Result<std::string> restore_firewall(bool dry_run);
  // Makes it. Stops at the first failure; what was made stays.
  Result<void> create_missing(const std::vector<plan::Step>& steps);

 private:
  // With what the core adds.
  [[nodiscard]] Plan complete(const Plan& desired) const;
  Result<plan::Finding> look_at(const Resource& resource);
  Result<std::vector<plan::Finding>> look_at_unshared(const Plan& desired);
  Result<void> look_at_shared(const Plan& desired, std::vector<plan::Finding>& findings);
  Result<void> refuse_lost_firewall();
  Result<std::vector<plan::Step>> write_intent(std::int64_t entry_id, const Plan& desired,
                                               std::vector<plan::Finding> findings);
  Result<void> acquire_shared(std::int64_t entry_id, std::vector<plan::Step>& steps);
  Result<void> do_steps(const std::vector<plan::Step>& steps);
  Result<void> create_batch(std::span<const plan::Step> batch);
  Result<void> do_step(const std::string& why, const std::string& line,
                       Result<void> (Applier::*verb)(const Resource&), const Resource& resource);
  Result<void> create(const Resource& resource);
  Result<void> bring_up(const Resource& resource);
  Result<void> destroy(const Resource& resource);

  Result<std::vector<PlanEntry>> entries_to_undo(const store::JournalEntry& journal_entry,
                                                 Undo undo) const;
  Result<bool> is_there(const Resource& resource);
  Result<void> undo_batch(std::span<const PlanEntry> batch,
                          const store::JournalEntry& journal_entry);
  Result<void> undo_entry(const PlanEntry& entry, const store::JournalEntry& journal_entry);
  Result<void> release_resource(const PlanEntry& entry, const store::JournalEntry& journal_entry);
  // The line that gives a shared thing up; empty if it stays as it is.
  Result<std::string> release_line(const Resource& resource, const store::Shared& shared);
  Result<void> reinstate_all(const store::JournalEntry& journal_entry);
  // How to make the entry again; nothing if it is in place, or is of a container that is gone.
  Result<std::optional<plan::Step>> missing_step(const PlanEntry& entry);
  // The links of a plan that is held against the kernel.
  struct Links {
    const std::set<std::string>& lost;
    std::set<std::string> recreated{};
    std::set<std::string> foreign{};
  };
  Result<void> add_missing(const PlanEntry& entry, Links& links, Drift& drift);
  Result<void> reacquire_shared(const store::JournalEntry& journal_entry);

  [[nodiscard]] std::string shared_identity(const Resource& resource) const;
  [[nodiscard]] int netns_of(const Resource& resource) const;

  ExecutionContext execution_;
};

}  // namespace mydocker::apply

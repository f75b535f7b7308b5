// Carries a plan out, and takes it back: observe, diff, journal, do; on an error undo in reverse.
//
// What one plan holds in the kernel is written into its work row before the first change, so that
// whoever finds the row can take it away again, without the driver and without knowing how far the
// dead process came. Does not: decide what is in a plan, print, open databases.
#pragma once

#include <cstdint>
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
struct Site {
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
struct Lack {
  std::vector<plan::Step> steps;    // what has to be made, rules of the firewall first
  std::vector<Resource> changed{};  // links of containers that are not as they should be: they have
                                    // to go first, and are made anew
  std::vector<Error> in_the_way{};  // already_exists: what is not as it should be and stays so
  bool foreign_link = false;        // one of them is a link that is somebody else's by now
};

class Applier {
 public:
  explicit Applier(const Site& site) : site_(site) {}

  // --- up: applier.cpp

  // What would have to be done, in order. Changes nothing.
  Result<std::vector<plan::Step>> prepare(const Plan& wish);

  // Writes what has to be done into the work row `work`. Inside a transaction; when that is
  // committed the steps may be done.
  Result<std::vector<plan::Step>> intend(std::int64_t work, const Plan& wish);
  // Does the steps of intend(). If one fails, the done ones are undone and the row is ended; the
  // error names the step. unfinished: something could not be undone; the row stays for the next
  // command.
  Result<void> carry_out(std::int64_t work, const std::vector<plan::Step>& steps);
  // Both, in a transaction of its own that is open for no longer than it must be. If the intent
  // cannot be written the row is ended.
  Result<void> carry_out(std::int64_t work, const Plan& wish);

  // --- down: take_back.cpp

  // Takes away what the work row holds, in reverse. The row stays; the caller ends it. If a step
  // fails, what was taken away is put back, and the error names the step. unfinished: it could not
  // be put back.
  Result<void> take_back(const store::Work& work);

  // The same for what a dead process or a failed command left: never stops at a failure.
  // unfinished: names everything that could not be taken away.
  Result<void> clear(const store::Work& work, Undo undo);

  // What of the plan is shared is needed by another row from now on. Inside a transaction.
  Result<void> pass_on(const Plan& plan, std::int64_t from, std::int64_t to);

  // The shell lines of take_back for what is still there, in order. Inside a transaction that is
  // given up.
  Result<std::vector<RemovalLine>> removal_lines(const store::Work& work);

  // --- up again: put_back.cpp

  // What the row of something active holds and the kernel does not have. `lost`: bridges that are
  // made anew, so that no link is in them any more.
  Result<Lack> missing(const store::Work& work, const std::set<std::string>& lost);
  // Takes links away that are not as they should be.
  Result<void> remove(const std::vector<Resource>& links);
  // Makes it. Stops at the first failure; what was made stays.
  Result<void> restore(const std::vector<plan::Step>& steps);

 private:
  // With what the core adds.
  [[nodiscard]] Plan complete(const Plan& wish) const;
  Result<plan::Finding> look_at(const Resource& resource);
  Result<std::vector<plan::Finding>> look_at_unshared(const Plan& wish);
  Result<void> look_at_shared(const Plan& wish, std::vector<plan::Finding>& findings);
  Result<std::vector<plan::Step>> write_intent(std::int64_t work, const Plan& wish,
                                               std::vector<plan::Finding> findings);
  Result<void> hold_shared(std::int64_t work, std::vector<plan::Step>& steps);
  Result<void> do_steps(const std::vector<plan::Step>& steps);
  Result<void> create_row(std::span<const plan::Step> row);
  Result<void> do_step(const std::string& why, const std::string& line,
                       Result<void> (Applier::*verb)(const Resource&), const Resource& resource);
  Result<void> create(const Resource& resource);
  Result<void> raise(const Resource& resource);
  Result<void> destroy(const Resource& resource);

  Result<std::vector<PlanEntry>> entries_to_undo(const store::Work& work, Undo undo) const;
  Result<bool> is_there(const Resource& resource);
  Result<void> undo_row(std::span<const PlanEntry> row, const store::Work& work);
  Result<void> undo_entry(const PlanEntry& entry, const store::Work& work);
  Result<void> let_go(const PlanEntry& entry, const store::Work& work);
  // The line that gives a shared thing up; empty if it stays as it is.
  Result<std::string> let_go_line(const Resource& resource, const store::Shared& shared);
  Result<void> put_all_back(const store::Work& work);
  // How to make the entry again; nothing if it is in place, or is of a container that is gone.
  Result<std::optional<plan::Step>> missing_step(const PlanEntry& entry);
  // The links of a plan that is held against the kernel.
  struct Links {
    const std::set<std::string>& lost;
    std::set<std::string> made_anew{};
    std::set<std::string> foreign{};
  };
  Result<void> add_missing(const PlanEntry& entry, Links& links, Lack& lack);
  Result<void> hold_again(const store::Work& work);

  [[nodiscard]] std::string shared_identity(const Resource& resource) const;
  [[nodiscard]] int netns_of(const Resource& resource) const;

  Site site_;
};

}  // namespace mydocker::apply

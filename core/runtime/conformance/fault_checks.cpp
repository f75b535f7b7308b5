// F: a step fails, or the process dies, anywhere: the state is as before or as after.
#include <sys/resource.h>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/child.hpp"
#include "runtime/conformance/planner.hpp"
#include "runtime/conformance/process_state.hpp"
#include "runtime/conformance/words.hpp"
#include "runtime/conformance/world.hpp"

namespace mydocker::conformance {
namespace {

using Lines = std::vector<std::string>;
using Fault = apply::FaultAtStep::Fault;

constexpr int kMoreThanEnough = 200;  // no command of a usual network has that many steps

// A command that is made to fail, what undoes it, and what is looked at.
struct Trial {
  World& world;
  Result<void> (*command)(World& world, apply::FaultHook* faults);
  Result<void> (*undo)(World& world);
  Lines containers{};

  [[nodiscard]] Result<Lines> look() const { return world.snapshot(containers); }
};

Result<void> create(World& world, apply::FaultHook* faults) { return world.create({}, faults); }
Result<void> connect(World& world, apply::FaultHook* faults) { return world.connect("c1", faults); }
Result<void> disconnect(World& world, apply::FaultHook* faults) {
  return world.disconnect("c1", faults);
}
Result<void> remove(World& world, apply::FaultHook* faults) {
  return world.remove(kNetwork, faults);
}
Result<void> create_again(World& world) { return world.create(); }
Result<void> connect_again(World& world) { return world.connect("c1"); }
Result<void> disconnect_again(World& world) { return world.disconnect("c1"); }
Result<void> remove_again(World& world) { return world.remove(); }

std::string at_step(int step) { return "step " + std::to_string(step); }

// Every step fails once; nothing may have changed after each failure. Ends with the command done.
Result<Verdict> each_step_fails(const Trial& trial) {
  MYDOCKER_TRY(const auto before, trial.look());
  for (int step = 1; step < kMoreThanEnough; ++step) {
    apply::FaultAtStep fault(Fault::fail, step);
    const auto done = trial.command(trial.world, &fault);
    if (done.ok() && !fault.has_struck()) return pass(std::to_string(step - 1) + " steps");
    if (done.ok()) return fail("a failure of " + at_step(step) + " to be told", "success");
    if (done.error().kind() == ErrorKind::unfinished)
      return fail("all undone after a failure of " + at_step(step), done.error().message());
    if (done.error().message().find("injected fault") == std::string::npos)
      return fail("only the failure of " + at_step(step), done.error().message());
    MYDOCKER_TRY(const auto now, trial.look());
    if (const auto changes = differences(now, before); !changes.empty())
      return fail("all as before after a failure of " + at_step(step), some_of(changes));
  }
  return fail("an end of the steps", "more than 200");
}

// The command in a process that dies after that step; whether it did.
Result<bool> killed(const Subject& subject, const Trial& trial, int step) {
  const auto ended = in_child(subject.deadline, [&]() -> Result<std::string> {
    apply::FaultAtStep fault(Fault::kill, step);
    MYDOCKER_CHECK(trial.command(trial.world, &fault));
    return std::string("done");
  });
  if (ended.ok()) return false;
  if (ended.error().message() == "crashed: SIGKILL") return true;
  return ended.error();
}

// The next command repairs what was left, whatever it is; then a repeat succeeds. `carried_on`: a
// removal is finished, and not undone.
Result<Verdict> killed_after_each_step(const Subject& subject, const Trial& trial,
                                       bool carried_on) {
  MYDOCKER_TRY(auto before, trial.look());
  MYDOCKER_CHECK(trial.command(trial.world, nullptr));
  MYDOCKER_TRY(const auto after, trial.look());
  MYDOCKER_CHECK(trial.undo(trial.world));
  MYDOCKER_TRY(before, trial.look());
  for (int step = 0; step < kMoreThanEnough; ++step) {
    const std::string when = "after a kill at " + at_step(step);
    MYDOCKER_TRY(const bool died, killed(subject, trial, step));
    MYDOCKER_CHECK(trial.world.look().within("the next command " + when));
    MYDOCKER_TRY(const auto now, trial.look());
    if (!died) return pass(std::to_string(step) + " kills");
    const auto left = differences(now, carried_on ? after : before);
    const bool whole = left.empty() || differences(now, carried_on ? before : after).empty();
    if (!whole) return fail("the state before or after " + when, some_of(left));
    const bool done = carried_on == left.empty();
    if (!done) MYDOCKER_CHECK(trial.command(trial.world, nullptr).within("the repeat " + when));
    MYDOCKER_CHECK(trial.undo(trial.world));
    // A network that is made again has another id, and so other MACs.
    if (!carried_on) continue;
    MYDOCKER_TRY(before, trial.look());
  }
  return fail("an end of the steps", "more than 200");
}

// What stays for good (a loopback device, a setting of the host's lifetime) is there already.
Result<World> used_world(const Subject& subject) {
  MYDOCKER_TRY(auto world, World::make(subject));
  MYDOCKER_CHECK(world.create());
  MYDOCKER_CHECK(world.add_container("c1"));
  MYDOCKER_CHECK(world.connect("c1"));
  MYDOCKER_CHECK(world.disconnect("c1"));
  MYDOCKER_CHECK(world.remove());
  return world;
}

Result<Verdict> network_fails(const Subject& subject) {
  MYDOCKER_TRY(auto world, used_world(subject));
  return each_step_fails({world, create, remove_again});
}

Result<Verdict> endpoint_fails(const Subject& subject) {
  MYDOCKER_TRY(auto world, used_world(subject));
  MYDOCKER_CHECK(world.create());
  return each_step_fails({world, connect, disconnect_again, {"c1"}});
}

Result<Verdict> removal_fails(const Subject& subject) {
  MYDOCKER_TRY(auto world, used_world(subject));
  MYDOCKER_CHECK(world.create());
  MYDOCKER_CHECK(world.connect("c1"));
  MYDOCKER_TRY(auto verdict, each_step_fails({world, disconnect, connect_again, {"c1"}}));
  if (verdict.outcome != Outcome::pass) return verdict;
  return each_step_fails({world, remove, create_again});
}

Result<Verdict> network_killed(const Subject& subject) {
  MYDOCKER_TRY(auto world, used_world(subject));
  return killed_after_each_step(subject, {world, create, remove_again}, false);
}

Result<Verdict> endpoint_killed(const Subject& subject) {
  MYDOCKER_TRY(auto world, used_world(subject));
  MYDOCKER_CHECK(world.create());
  return killed_after_each_step(subject, {world, connect, disconnect_again, {"c1"}}, false);
}

Result<Verdict> removal_killed(const Subject& subject) {
  MYDOCKER_TRY(auto world, used_world(subject));
  MYDOCKER_CHECK(world.create());
  MYDOCKER_CHECK(world.connect("c1"));
  MYDOCKER_TRY(auto verdict,
               killed_after_each_step(subject, {world, disconnect, connect_again, {"c1"}}, true));
  if (verdict.outcome != Outcome::pass) return verdict;
  return killed_after_each_step(subject, {world, remove, create_again}, true);
}

void limit(__rlimit_resource_t resource, rlim_t most) {
  const rlimit wanted{most, most};
  (void)::setrlimit(resource, &wanted);
}

Result<Verdict> small_limits(const Subject& subject) {
  if (drivers::this_host().sanitizers != 0) return skip("this is a sanitizer's build");
  MYDOCKER_TRY(const auto wish, usual_wish(subject));
  MYDOCKER_TRY(const auto planner, Planner::load(subject));
  const auto usual = text_of(planner, wish);
  limit(RLIMIT_DATA, 64U << 20);
  limit(RLIMIT_NOFILE, 8);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CPU, 10);
  const auto limited = text_of(planner, wish);
  return limited == usual ? pass()
                          : fail("the same plan with 64 MiB of memory and no files",
                                 base::quoted(limited.substr(0, 80)));
}

constexpr const char* kFix = "in destroy(), take away what is there and be content if nothing is";

constexpr Check kChecks[] = {
    {"F01", Level::fault, "network-fails", "a network of which a step fails leaves nothing", kFix,
     network_fails},
    {"F02", Level::fault, "endpoint-fails", "a connection of which a step fails leaves nothing",
     kFix, endpoint_fails},
    {"F03", Level::fault, "network-killed",
     "after a kill at any step of create, the next command repairs and a repeat succeeds", kFix,
     network_killed},
    {"F04", Level::fault, "endpoint-killed",
     "after a kill at any step of connect, the next command repairs and a repeat succeeds", kFix,
     endpoint_killed},
    {"F05", Level::fault, "removal-fails",
     "a removal of which a step fails leaves everything as it was",
     "let create() make it again as it was, however often", removal_fails},
    {"F06", Level::fault, "removal-killed",
     "after a kill at any step of disconnect and rm, the next command carries on",
     "in destroy(), take what is gone for done", removal_killed},
    {"F07", Level::fault, "small-limits", "planning needs less than 64 MiB and no files",
     "plan with little", small_limits},
};

}  // namespace

const std::span<const Check> kFaultChecks = kChecks;

}  // namespace mydocker::conformance

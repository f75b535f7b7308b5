// C: the script of a dry run, and the record of what was planned, do the same as the command did.
#include <unistd.h>

#include <cstdlib>

#include "runtime/app/plan_record.hpp"
#include "runtime/conformance/check.hpp"
#include "runtime/conformance/child.hpp"
#include "runtime/conformance/planner.hpp"
#include "runtime/conformance/process_state.hpp"
#include "runtime/conformance/scratch.hpp"
#include "runtime/conformance/words.hpp"
#include "runtime/conformance/world.hpp"

namespace mydocker::conformance {
namespace {

using std::string_literals::operator""s;

using Lines = std::vector<std::string>;

// Whether the line of shell succeeds.
bool shell(const Subject& subject, const std::string& script) {
  const auto ended = in_child(subject.deadline, [&]() -> Result<std::string> {
    ::setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
    ::execl("/bin/sh", "sh", "-c", script.c_str(), nullptr);
    ::_exit(1);
  });
  return !ended && ended.error().message() == kEndedWell;
}

Result<World> next_world(const Subject& subject) {
  MYDOCKER_CHECK(enter_scratch());
  MYDOCKER_CHECK(put_driver(kDriverFolder, subject.driver().name, subject.bytes));
  return World::make(subject);
}

Result<Verdict> same_as(const Lines& now, const Lines& real, const char* command) {
  const auto changes = differences(now, real);
  if (changes.empty()) return pass();
  return fail(std::string("the state of a real ") + command + " from its script", some_of(changes));
}

Result<Verdict> dry_run(const Subject& subject) {
  if (!shell(subject, "command -v ip && command -v nft && command -v sysctl"))
    return skip("ip, nft and sysctl are not all installed");
  const NetworkWish wish{.subnets = dual_subnets(subject)};
  Lines created;
  Lines connected;
  {
    MYDOCKER_TRY(auto world, World::make(subject));
    MYDOCKER_CHECK(world.create(wish));
    MYDOCKER_TRY(created, world.snapshot());
    MYDOCKER_CHECK(world.add_container("c1"));
    MYDOCKER_CHECK(world.connect("c1"));
    MYDOCKER_TRY(connected, world.snapshot({"c1"}));
  }
  {
    MYDOCKER_TRY(auto world, next_world(subject));
    MYDOCKER_TRY(const auto script, world.create_script(wish));
    if (!shell(subject, script)) return fail("a script of create that runs", "that it fails");
    MYDOCKER_TRY(const auto now, world.snapshot());
    MYDOCKER_TRY(auto verdict, same_as(now, created, "create"));
    if (verdict.outcome != Outcome::pass) return verdict;
  }
  MYDOCKER_TRY(auto world, next_world(subject));
  MYDOCKER_CHECK(world.create(wish));
  MYDOCKER_CHECK(world.add_container("c1"));
  MYDOCKER_TRY(const auto script, world.connect_script("c1"));
  if (!shell(subject, script)) return fail("a script of connect that runs", "that it fails");
  MYDOCKER_TRY(const auto now, world.snapshot({"c1"}));
  return same_as(now, connected, "connect");
}

// Carries one plan out as it was recorded: nobody is asked what to do, and nothing is known of the
// network but this.
Result<void> carry_out(World& world, const Plan& plan, const kernel::Netns* container) {
  const auto parts = world.parts();
  MYDOCKER_TRY(auto* driver, parts->driver_of_old(world.driver()));
  MYDOCKER_TRY(const auto kernel, kernel::open_linux_kernel(world.host(), container));
  for (const auto& entry : plan.entries()) {
    const auto* custom = std::get_if<Custom>(&entry.resource);
    const bool inside = place_of(entry.resource) == Place::container && container != nullptr;
    MYDOCKER_CHECK((custom != nullptr ? driver->create(*custom, inside ? container->fd() : -1)
                                      : kernel->create(entry.resource))
                       .within(describe(entry.resource)));
  }
  for (const auto& entry : plan.entries())
    if (!std::holds_alternative<Custom>(entry.resource))
      MYDOCKER_CHECK(kernel->raise(entry.resource));
  return {};
}

Result<Verdict> replay(const Subject& subject) {
  Plan network;
  Plan endpoint;
  Lines connected;
  {
    MYDOCKER_TRY(auto world, world_with_container(subject));
    MYDOCKER_TRY(network, world.recorded());
    MYDOCKER_TRY(endpoint, world.recorded("c1"));
    MYDOCKER_TRY(connected, world.snapshot({"c1"}));
  }
  MYDOCKER_TRY(auto world, next_world(subject));
  MYDOCKER_CHECK(carry_out(world, network, nullptr));
  MYDOCKER_CHECK(world.add_container("c1"));
  MYDOCKER_TRY(const auto container, World::container("c1"));
  MYDOCKER_CHECK(carry_out(world, endpoint, &container));
  MYDOCKER_TRY(const auto now, world.snapshot({"c1"}));
  const auto changes = differences(now, connected);
  return changes.empty() ? pass() : fail("the same state from the record", some_of(changes));
}

// The plan of the network or, if one is named, of a container on it, made again.
Result<Verdict> planned_again(World& world, const Planner& planner, const std::string& name) {
  std::optional<kernel::Netns> container;
  if (!name.empty()) {
    MYDOCKER_TRY(container, World::container(name));
  }
  MYDOCKER_TRY(const auto question, world.question(name));
  MYDOCKER_TRY(const auto reply, planner.ask(documents::encode(question)));
  MYDOCKER_TRY(const auto plan, documents::decode_plan_reply(reply));
  MYDOCKER_TRY(const auto record, world.recorded(name));
  MYDOCKER_TRY(const auto kernel,
               kernel::open_linux_kernel(world.host(), container ? &*container : nullptr));
  MYDOCKER_TRY(const auto found, app::difference(plan, record, *kernel));
  Lines changes;
  for (const auto& entry : found.added.entries())
    changes.push_back("+ " + describe(entry.resource));
  for (const auto& entry : found.removed.entries())
    changes.push_back("- " + describe(entry.resource));
  if (changes.empty()) return pass();
  return fail("the plan that is recorded of " + (name.empty() ? "the network" : "a container"s),
              some_of(changes));
}

// Without a look at the host, and in another process than either was planned in.
Result<Verdict> record_suffices(const Subject& subject) {
  MYDOCKER_TRY(auto world, world_with_container(subject));
  MYDOCKER_TRY(const auto planner, Planner::load(subject));
  MYDOCKER_TRY(auto verdict, planned_again(world, planner, ""));
  if (verdict.outcome != Outcome::pass) return verdict;
  return planned_again(world, planner, "c1");
}

constexpr Check kReplayCheckTable[] = {
    {"C33", Level::life, "dry-run", "the script of a dry run gives the same state as the command",
     "let Custom::create_lines do what create() does", dry_run},
    {"C35", Level::life, "replay",
     "plans that are carried out from their record, on another host, give the same state",
     "let create() need nothing but the resource", replay},
    {"C36", Level::life, "record-suffices",
     "from what is recorded of a network and a container the same plans are made again",
     "let the plan follow from the arguments alone", record_suffices},
};

}  // namespace

const std::span<const Check> kReplayChecks = kReplayCheckTable;

}  // namespace mydocker::conformance

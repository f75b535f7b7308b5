// Removes marked objects that belong to no journal entry.
#include "runtime/app/unowned.hpp"
#include "runtime/apply/applier.hpp"
#include "runtime/plan/script.hpp"
#include "runtime/plan/step_text.hpp"

namespace mydocker::app {
namespace {

constexpr const char* kReason = "it has the marks of mydocker, but belongs to no network";

Result<void> remove(Session& session, const Resource& object) {
  MYDOCKER_TRY(auto* kernel, session.kernel(nullptr));
  const auto what = plan::remove_text(object, {});
  const auto line = plan::destroy_line(object, {}, {});
  session.log.step({.what = what, .why = kReason, .command = line});
  return kernel->destroy(object).within(what);
}

// Elements of removed objects, such as published ports, are removed with the old tables.
Result<void> remove_unowned_rules(Session& session) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(auto* kernel, session.kernel(nullptr));
  MYDOCKER_TRY(auto transaction, open_state->state.begin());
  MYDOCKER_TRY(const auto owners, open_state->state.owners(identity_of(Firewall{})));
  if (owners.empty()) return {};
  return apply::Applier(session.execution({}, *kernel, nullptr)).replace_firewall();
}

Result<GarbageReport> collect(Session& session, bool dry_run) {
  MYDOCKER_TRY(const auto objects, unowned_objects(session));
  GarbageReport report;
  plan::Script script("removes objects that belong to no network");
  for (const auto& object : objects) {
    script.add(kReason, plan::destroy_line(object, {}, {}));
    if (!dry_run) MYDOCKER_CHECK(remove(session, object));
    report.objects.push_back(describe(object));
  }
  if (dry_run) report.script = script.text();
  if (!dry_run && !objects.empty()) MYDOCKER_CHECK(remove_unowned_rules(session));
  return report;
}

}  // namespace

Result<GarbageReport> Runtime::collect_garbage(bool dry_run) {
  session_->begin(dry_run ? Access::preview : Access::change);
  return collect(*session_, dry_run).within("remove objects that belong to no network");
}

}  // namespace mydocker::app

#include "runtime/app/removal.hpp"

#include "runtime/base/quoted.hpp"
#include "runtime/plan/script.hpp"

namespace mydocker::app {

Result<store::Work> Removal::claimed(const std::string& owner) {
  MYDOCKER_TRY(const auto work, state_.work_of(owner));
  if (work && work->phase == store::Phase::active) {
    MYDOCKER_TRY(const bool free, state_.claim(work->id));
    if (free) return *work;
  }
  return world_.held(owner);
}

// Since somebody looked, a container may have connected; from here on none can.
Result<void> Removal::refuse_in_use(const store::Work& work) {
  if (work.kind != store::WorkKind::network) return {};
  MYDOCKER_TRY(const auto endpoints, state_.endpoints(work.network_id));
  if (endpoints.empty()) return {};
  state_.unclaim(work.id);
  return Error(ErrorKind::in_use,
               "it is in use by " + base::quoted(endpoints.front().container) + " by now")
      .hint("disconnect it first");
}

Result<store::Work> Removal::take_back(const std::string& owner) {
  MYDOCKER_TRY(auto transaction, state_.begin());
  MYDOCKER_TRY(const auto work, claimed(owner));
  MYDOCKER_CHECK(refuse_in_use(work));
  MYDOCKER_CHECK(state_.set_phase(work.id, store::Phase::removing));
  MYDOCKER_CHECK(transaction.commit());
  if (auto taken = applier_.take_back(work); !taken.ok()) {
    if (taken.error().kind() != ErrorKind::unfinished) {
      MYDOCKER_CHECK(state_.set_phase(work.id, store::Phase::active));
    }
    state_.unclaim(work.id);
    return std::move(taken).error();
  }
  return work;
}

Result<std::vector<apply::RemovalLine>> Removal::lines(const std::string& owner) {
  MYDOCKER_TRY(const auto work, claimed(owner));
  auto lines = applier_.removal_lines(work);
  state_.unclaim(work.id);
  return lines;
}

// Each row is ended, so that what two of them share is let go by the last.
Result<std::string> Removal::script(const std::vector<std::string>& owners,
                                    const std::string& title) {
  plan::Script script(title);
  for (const auto& owner : owners) {
    MYDOCKER_TRY(const auto work, claimed(owner));
    MYDOCKER_TRY(const auto lines, applier_.removal_lines(work));
    for (const auto& line : lines) script.add(line.why, line.command);
    MYDOCKER_CHECK(state_.end_work(work.id));
    state_.unclaim(work.id);
  }
  return script.text();
}

}  // namespace mydocker::app

// Changes values of resources that stay.
#include "runtime/apply/applier.hpp"

namespace mydocker::apply {

Result<void> Applier::change_in_place(const Plan& wanted) {
  for (const auto& entry : wanted.entries()) {
    MYDOCKER_TRY(const auto now, look_at(entry.resource));
    if (now.state == plan::State::matches) continue;
    if (!now.in_place)
      return Error(ErrorKind::already_exists, describe(entry.resource) + " differs from its plan")
          .hint("repair it first: mydocker network reload");
    MYDOCKER_CHECK(update_in_place({entry, plan::Action::update, now.value}, "change "));
  }
  return {};
}

Result<void> Applier::update_in_place(const plan::Step& step, const std::string& verb) {
  const auto& resource = step.entry.resource;
  const auto what = verb + describe(resource);
  MYDOCKER_CHECK(execution_.faults.before_step().within(what));
  execution_.log.step({.what = what,
                       .why = step.entry.why,
                       .command = plan::update_line(resource, step.prior, execution_.shell())});
  MYDOCKER_CHECK(execution_.kernel.update(resource, step.prior).within(what));
  execution_.faults.after_step();
  return {};
}

}  // namespace mydocker::apply

#include "runtime/plan/script.hpp"

namespace mydocker::plan {

Script::Script(const std::string& title) : text_("#!/bin/sh\n# " + title + "\nset -e\n") {}

void Script::create(const std::vector<Step>& steps, const ShellContext& context) {
  add_steps(steps, context, create_line);
}

void Script::restore(const std::vector<Step>& steps, const ShellContext& context) {
  add_steps(steps, context, restore_line);
}

void Script::add_steps(const std::vector<Step>& steps, const ShellContext& context,
                       CreateLine line) {
  for (const auto& step : steps) {
    if (step.action == Action::create) {
      add(step.entry.why, line(step, context));
    } else if (step.action == Action::update) {
      add(step.entry.why, update_line(step.entry.resource, step.prior, context));
    }
  }
  for (const auto& step : steps) {
    const auto last = bring_up_line(step.entry.resource, context);
    if (!last.empty()) add(kBringUpReason, last);
  }
}

void Script::add(const std::string& why, const std::string& line) {
  text_ += "\n# " + why + "\n" + line + "\n";
}

}  // namespace mydocker::plan

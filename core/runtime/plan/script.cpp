#include "runtime/plan/script.hpp"

namespace mydocker::plan {

Script::Script(const std::string& title) : text_("#!/bin/sh\n# " + title + "\nset -e\n") {}

void Script::create(const std::vector<Step>& steps, const ShellContext& context) {
  for (const auto& step : steps) {
    if (step.action == Action::create) {
      add(step.entry.why, create_line(step, context));
    } else if (step.action == Action::update) {
      add(step.entry.why, update_line(step.entry.resource, step.prior, context));
    }
  }
  for (const auto& step : steps) {
    const auto line = bring_up_line(step.entry.resource, context);
    if (!line.empty()) add(kBringUpReason, line);
  }
}

void Script::add(const std::string& why, const std::string& line) {
  text_ += "\n# " + why + "\n" + line + "\n";
}

}  // namespace mydocker::plan

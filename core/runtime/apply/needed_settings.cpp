// What the user must set from outside, for example because /proc/sys is read-only.
#include <algorithm>

#include "runtime/apply/applier.hpp"
#include "runtime/plan/dependencies.hpp"

namespace mydocker::apply {
namespace {

// Returns the settings of the steps. A link of the plan does not exist outside this command. It
// inherits the setting of new links, so that one is named.
std::vector<Sysctl> settings_before(const std::vector<plan::Step>& steps) {
  const auto new_links = plan::own_links(plan::plan_of(steps));
  std::vector<Sysctl> settings;
  for (const auto& step : steps) {
    const auto* sysctl = step.entry.resource.get_if<Sysctl>();
    if (sysctl == nullptr) continue;
    const bool inherited = plan::depends_on(*sysctl, new_links);
    settings.push_back(inherited ? plan::inherited_setting(*sysctl) : *sysctl);
  }
  std::ranges::sort(settings);
  settings.erase(std::unique(settings.begin(), settings.end()), settings.end());
  return settings;
}

// Two links that need different values cannot both inherit theirs.
bool has_two_values(const std::vector<Sysctl>& settings, const Sysctl& setting) {
  return std::ranges::any_of(settings, [&setting](const Sysctl& other) {
    return other.place == setting.place && other.name == setting.name &&
           other.value != setting.value;
  });
}

}  // namespace

Error Applier::with_needed_settings(Error error, const plan::Step& failed,
                                    const std::vector<plan::Step>& steps) {
  if (!failed.entry.resource.is<Sysctl>() || error.kind() != ErrorKind::unsupported) return error;
  const auto settings = settings_before(steps);
  for (const auto& setting : settings) {
    const auto now = look_at(setting);
    if (has_two_values(settings, setting) || (now.ok() && now->state == plan::State::matches))
      continue;
    error = std::move(error).hint("needed: " + plan::create_line(setting, execution_.shell()));
  }
  return std::move(error).hint("or mount it for writing: mount -o remount,rw /proc/sys");
}

}  // namespace mydocker::apply

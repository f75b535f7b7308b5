// Settings of the host: the forwarding switches, and the blocking of traffic that they would allow.
// Also finds the settings that the user must write, for example because /proc/sys is read-only.
#include <algorithm>
#include <array>
#include <optional>

#include "runtime/apply/applier.hpp"
#include "runtime/base/forwarding.hpp"
#include "runtime/base/read_only_settings.hpp"
#include "runtime/plan/dependencies.hpp"

namespace mydocker::apply {
namespace {

const std::array<Sysctl, 2>& switches() {
  static const std::array<Sysctl, 2> both{Sysctl{Place::host, "net/ipv4/ip_forward", "1"},
                                          Sysctl{Place::host, "net/ipv6/conf/all/forwarding", "1"}};
  return both;
}

// Returns the setting that is written before a new link is up (kernel/managed_link.cpp). Returns
// nothing if the plan turns IPv6 off for the link.
std::optional<Sysctl> setting_at_birth(const Resource& resource, const Plan& plan) {
  const auto* macvlan = resource.get_if<Macvlan>();
  const auto* link = resource.get_if<Link>();
  if (macvlan == nullptr && link == nullptr) return std::nullopt;
  const auto place = macvlan != nullptr ? macvlan->place : link->place;
  const auto folder = "net/ipv6/conf/" + (macvlan != nullptr ? macvlan->link : link->name) + "/";
  const Sysctl off{place, folder + "disable_ipv6", "1"};
  const bool is_off = std::ranges::any_of(plan.entries(), [&off](const PlanEntry& entry) {
    const auto* sysctl = entry.resource.get_if<Sysctl>();
    return sysctl != nullptr && *sysctl == off;
  });
  return is_off ? std::nullopt : std::optional(Sysctl{place, folder + "accept_ra", "0"});
}

// Returns the settings of the steps. A link of the plan does not exist outside this command. The
// link inherits the setting of new links, so this setting is returned.
std::vector<Sysctl> settings_before(const std::vector<plan::Step>& steps) {
  const auto plan = plan::plan_of(steps);
  const auto new_links = plan::own_links(plan);
  std::vector<Sysctl> settings;
  for (const auto& step : steps) {
    const auto& resource = step.entry.resource;
    const auto at_birth = setting_at_birth(resource, plan);
    const auto* sysctl = at_birth ? &*at_birth : resource.get_if<Sysctl>();
    if (sysctl == nullptr) continue;
    const bool inherited = plan::depends_on(*sysctl, new_links);
    settings.push_back(inherited ? plan::inherited_setting(*sysctl) : *sysctl);
  }
  std::ranges::sort(settings);
  settings.erase(std::unique(settings.begin(), settings.end()), settings.end());
  return settings;
}

// Returns whether two links need different values of the same setting. Then they cannot inherit the
// value.
bool has_two_values(const std::vector<Sysctl>& settings, const Sysctl& setting) {
  return std::ranges::any_of(settings, [&setting](const Sysctl& other) {
    return other.place == setting.place && other.name == setting.name &&
           other.value != setting.value;
  });
}

}  // namespace

// Returns the value that the removal of the last network restores. With `forwarding: keep`, the
// stored value of a switch is "1", so that it stays on.
std::string Applier::prior_to_store(const plan::Step& step) const {
  const auto* sysctl = step.entry.resource.get_if<Sysctl>();
  const bool stays = execution_.forwarding == base::Forwarding::keep && sysctl != nullptr &&
                     base::is_forwarding_switch(sysctl->name);
  return stays ? sysctl->value : step.prior;
}

Result<base::ForwardingRecord> Applier::record_of(const Sysctl& forwarding_switch) {
  MYDOCKER_TRY(const auto shared, execution_.state.shared(shared_identity(forwarding_switch), 0));
  return base::ForwardingRecord::parse(forwarding_switch.name, shared.prior);
}

// Turns a forwarding switch on. Before that, blocks traffic between links of other programs, except
// with `forwarding: keep`.
Result<void> Applier::create_switch(const Sysctl& forwarding_switch) {
  if (execution_.forwarding == base::Forwarding::restore) {
    MYDOCKER_TRY(const auto record, record_of(forwarding_switch));
    MYDOCKER_CHECK(execution_.kernel.block_transit(record));
  }
  return execution_.kernel.create(forwarding_switch);
}

// Another program has changed the value of a setting, and the step changes it back. This stores the
// value of that program. The removal of the last network restores it.
Result<void> Applier::renew_prior(const Sysctl& setting, const plan::Step& step) {
  const auto identity = shared_identity(setting);
  MYDOCKER_TRY(auto transaction, execution_.state.begin());
  MYDOCKER_TRY(const auto shared, execution_.state.shared(identity, 0));
  if (base::is_forwarding_switch(setting.name))
    MYDOCKER_CHECK(
        execution_.kernel.allow_transit(base::ForwardingRecord::parse(setting.name, shared.prior)));
  MYDOCKER_CHECK(execution_.state.renew_prior(identity, prior_to_store(step)));
  return transaction.commit();
}

// Writes a note that traffic is blocked, if a step has turned a forwarding switch on. It is written
// only if the host has several other interfaces.
void Applier::tell_blocked_transit(const std::vector<plan::Step>& steps) {
  for (const auto& step : steps) {
    const auto* sysctl = step.entry.resource.get_if<Sysctl>();
    if (sysctl != nullptr && step.action == plan::Action::create &&
        base::is_forwarding_switch(sysctl->name) &&
        base::ForwardingRecord::parse(sysctl->name, step.prior).blocks_several_links())
      execution_.log.notice(base::blocked_transit_note(sysctl->name));
  }
}

// The record of a forwarding switch is stored with the journal entries that need the switch.
Result<std::vector<firewall::Element>> Applier::transit_rules() {
  std::vector<firewall::Element> all;
  for (const auto& one : switches()) {
    MYDOCKER_TRY(const auto shared, execution_.state.shared(shared_identity(one), 0));
    if (!shared.others) continue;
    auto elements =
        firewall::transit_elements(base::ForwardingRecord::parse(one.name, shared.prior));
    all.insert(all.end(), elements.begin(), elements.end());
  }
  return all;
}

Result<bool> Applier::keep_forwarding() {
  bool any = false;
  if (execution_.forwarding == base::Forwarding::restore) return any;
  for (const auto& one : switches()) {
    const auto identity = shared_identity(one);
    MYDOCKER_TRY(const auto shared, execution_.state.shared(identity, 0));
    const auto record = base::ForwardingRecord::parse(one.name, shared.prior);
    if (!shared.others || !record.was_off()) continue;
    any = true;
    execution_.log.step({.what = "allow traffic between other interfaces",
                         .why = "the configuration contains \"forwarding: keep\"",
                         .command = plan::allow_transit_line(record)});
    MYDOCKER_CHECK(execution_.kernel.allow_transit(record));
    MYDOCKER_CHECK(execution_.state.renew_prior(identity, one.value));
  }
  return any;
}

Error Applier::with_needed_settings(Error error, const std::vector<plan::Step>& steps) {
  if (!base::is_of_read_only_settings(error)) return error;
  const auto settings = settings_before(steps);
  for (const auto& setting : settings) {
    const auto now = look_at(setting);
    if (has_two_values(settings, setting) || (now.ok() && now->state == base::State::matches))
      continue;
    error = std::move(error).hint("needed: " + plan::create_line(setting, execution_.shell()));
  }
  return std::move(error).hint("or mount it for writing: mount -o remount,rw /proc/sys");
}

}  // namespace mydocker::apply

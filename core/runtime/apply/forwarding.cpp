// The forwarding switches of the host: what is blocked while only mydocker has turned them on.
#include "runtime/base/forwarding.hpp"

#include <array>

#include "runtime/apply/applier.hpp"

namespace mydocker::apply {
namespace {

const std::array<Sysctl, 2>& switches() {
  static const std::array<Sysctl, 2> both{Sysctl{Place::host, "net/ipv4/ip_forward", "1"},
                                          Sysctl{Place::host, "net/ipv6/conf/all/forwarding", "1"}};
  return both;
}

}  // namespace

// A switch that stays on has no value to restore.
std::string Applier::prior_to_store(const plan::Step& step) const {
  const auto* sysctl = step.entry.resource.get_if<Sysctl>();
  const bool stays = execution_.forwarding == Forwarding::keep && sysctl != nullptr &&
                     base::is_forwarding_switch(sysctl->name);
  return stays ? sysctl->value : step.prior;
}

// The kernel's module blocks traffic between other links before it turns a switch on.
Result<void> Applier::create_switch(const Sysctl& forwarding_switch) {
  MYDOCKER_CHECK(execution_.kernel.create(forwarding_switch));
  if (execution_.forwarding == Forwarding::restore) return {};
  auto blocked = forwarding_switch;
  blocked.value = "0 default=0";
  return execution_.kernel.destroy(blocked);
}

// On a host with several other interfaces, a note is for the steps that turn a switch on.
void Applier::tell_blocked_transit(const std::vector<plan::Step>& steps) {
  for (const auto& step : steps) {
    const auto* sysctl = step.entry.resource.get_if<Sysctl>();
    if (sysctl != nullptr && step.action == plan::Action::create &&
        base::is_forwarding_switch(sysctl->name) && base::blocks_several_links(step.prior))
      execution_.log.notice(base::blocked_transit_note(sysctl->name));
  }
}

// The record of a switch is stored with its users.
Result<std::vector<firewall::Element>> Applier::transit_rules() {
  std::vector<firewall::Element> all;
  for (const auto& one : switches()) {
    MYDOCKER_TRY(const auto shared, execution_.state.shared(shared_identity(one), 0));
    if (!shared.others) continue;
    auto elements = firewall::transit_elements(one.name, shared.prior);
    all.insert(all.end(), elements.begin(), elements.end());
  }
  return all;
}

Result<std::vector<std::string>> Applier::keep_forwarding(bool dry_run) {
  std::vector<std::string> lines;
  if (execution_.forwarding == Forwarding::restore) return lines;
  for (const auto& one : switches()) {
    const auto identity = shared_identity(one);
    MYDOCKER_TRY(const auto shared, execution_.state.shared(identity, 0));
    if (!shared.others || !base::was_off(shared.prior)) continue;
    lines.push_back(plan::allow_transit_line(one, shared.prior));
    if (dry_run) continue;
    execution_.log.step({.what = "allow traffic between other interfaces",
                         .why = "forwarding belongs to the administrator",
                         .command = lines.back()});
    MYDOCKER_CHECK(execution_.kernel.destroy(Sysctl{one.place, one.name, shared.prior}));
    MYDOCKER_CHECK(execution_.state.renew_prior(identity, one.value));
  }
  return lines;
}

}  // namespace mydocker::apply

// Reports traffic between other interfaces of the host. mydocker blocks it while only mydocker has
// turned forwarding on.

#include "runtime/app/interference.hpp"
#include "runtime/base/forwarding.hpp"

namespace mydocker::app {
namespace {

// Returns whether the record of the switch blocks traffic between several links of other programs.
// One of these links may be newer than the record.
bool has_blocked_links(kernel::Kernel& kernel, const Sysctl& record) {
  if (!base::was_off(record.value)) return false;
  if (base::blocks_several_links(record.value)) return true;
  const auto now = kernel.observe(record);
  return now.ok() && now->state == base::State::foreign;
}

// Errors of the state are ignored, because the change itself is done.
bool blocks_transit(kernel::Kernel& kernel, OpenState& open_state, const model::Network& network,
                    const char* name) {
  auto& state = open_state.state;
  Sysctl record{Place::host, name, "1"};
  const auto owners = state.owners(identity_of(record));
  if (!owners.ok() || owners->empty() || owners->front().owner != network.id) return false;
  const auto shared = state.shared(identity_of(record), 0);
  if (!shared.ok()) return false;
  record.value = shared->prior;
  return has_blocked_links(kernel, record);
}

}  // namespace

void report_blocked_transit(Session& session, OpenState& open_state, kernel::Kernel& kernel,
                            const model::Network& network) {
  for (const char* name : {"net/ipv4/ip_forward", "net/ipv6/conf/all/forwarding"})
    if (blocks_transit(kernel, open_state, network, name))
      session.log.notice(base::blocked_transit_note(name));
}

}  // namespace mydocker::app

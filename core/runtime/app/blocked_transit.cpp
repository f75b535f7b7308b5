// Reports that traffic between other interfaces of the host is blocked. The program mydocker blocks
// it while no other program has turned forwarding on.

#include "runtime/app/interference.hpp"
#include "runtime/base/forwarding.hpp"

namespace mydocker::app {
namespace {

// Returns whether traffic between several links of other programs is blocked. `record` names the
// links that existed when forwarding was turned on. Some links may be newer.
bool has_blocked_links(kernel::Kernel& kernel, const base::ForwardingRecord& record) {
  if (!record.was_off()) return false;
  if (record.blocks_several_links()) return true;
  const auto newer = kernel.link_since(record);
  return newer.ok() && !newer->empty();
}

// Errors of the state are ignored, because the change itself is done.
bool blocks_transit(kernel::Kernel& kernel, OpenState& open_state, const model::Network& network,
                    const char* name) {
  auto& state = open_state.state;
  const auto identity = identity_of(Sysctl{Place::host, name, "1"});
  const auto owners = state.owners(identity);
  if (!owners.ok() || owners->empty() || owners->front().owner != network.id) return false;
  const auto shared = state.shared(identity, 0);
  return shared.ok() &&
         has_blocked_links(kernel, base::ForwardingRecord::parse(name, shared->prior));
}

}  // namespace

void report_blocked_transit(Session& session, OpenState& open_state, kernel::Kernel& kernel,
                            const model::Network& network) {
  for (const char* name : {"net/ipv4/ip_forward", "net/ipv6/conf/all/forwarding"})
    if (blocks_transit(kernel, open_state, network, name))
      session.log.notice(base::blocked_transit_note(name));
}

}  // namespace mydocker::app

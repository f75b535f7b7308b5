#include <linux/if_link.h>

#include <cerrno>

#include "runtime/kernel/link_state.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {

Result<Observation> observe(Namespaces& namespaces, const Hairpin& hairpin) {
  MYDOCKER_TRY(const auto link, find_link(namespaces.host_route(), hairpin.link));
  return Observation{link && link->hairpin ? State::matches : State::absent, "", ""};
}

Result<void> create(Namespaces& namespaces, const Hairpin& hairpin) {
  NetlinkMessage message = bridge_port_message(hairpin.link, IFLA_BRPORT_MODE, 1);
  return result_of(namespaces.host_route().change(message));
}

// ENODEV: the link does not exist. EINVAL: it is not a bridge port. Both have no hairpin setting.
Result<void> destroy(Namespaces& namespaces, const Hairpin& hairpin) {
  NetlinkMessage message = bridge_port_message(hairpin.link, IFLA_BRPORT_MODE, 0);
  const Ack ack = namespaces.host_route().change(message);
  if (ack.error == ENODEV || ack.error == EINVAL) return {};
  return result_of(ack);
}

}  // namespace mydocker::kernel

// DEL: disconnects a container. A missing attachment, network or namespace is success.
#include "cni/commands.hpp"
#include "cni/delegate.hpp"

namespace mydocker::cli::cni {

// The address is released last: until then, no other container may get it.
Outcome<Done> del(const Call& call) {
  MYDOCKER_CHECK(disconnect(call, call.attachment()));
  if (call.config.ipam.empty()) return Done{};
  MYDOCKER_TRY(const auto delegate, Delegate::find(call.environment, call.config));
  MYDOCKER_CHECK(delegate.run("DEL"));
  return Done{};
}

}  // namespace mydocker::cli::cni

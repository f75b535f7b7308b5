// The CNI command DEL: disconnects a container. It succeeds if the attachment, the network or the
// namespace is missing.
//
// The CNI command GC: removes the endpoints that the runtime does not list.
#include <algorithm>
#include <optional>

#include "cni/commands.hpp"
#include "cni/delegate.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli::cni {
namespace {

// Returns the attachments of this configuration that are not in the list of the runtime.
CniResult<std::vector<model::Attachment>> stale_attachments(const CniCall& call) {
  std::vector<model::Attachment> stale;
  MYDOCKER_TRY(const auto network, find_network(call));
  if (!network) return stale;
  MYDOCKER_TRY(const auto report, call.runtime.inspect_network(network->name));
  for (const auto& one : report.endpoints) {
    const auto& attachment = one.endpoint.attachment;
    if (attachment.engine != "cni" || attachment.network != call.config.name) continue;
    const std::pair key(attachment.id, attachment.interface);
    if (std::ranges::find(*call.config.valid, key) == call.config.valid->end())
      stale.push_back(attachment);
  }
  return stale;
}

// Disconnects the container, and calls `release` for its address. The address is released after the
// container is disconnected, so that no other container gets it before. A DHCP lease is released
// before this, because the release needs the interface.
template <class Release>
CniResult<Done> disconnect_and(const CniCall& call, const model::Attachment& attachment,
                               const Release& release) {
  if (!call.config.uses_dhcp()) {
    MYDOCKER_CHECK(disconnect(call, attachment));
    return release();
  }
  CniResult<Done> released = release();
  MYDOCKER_CHECK(disconnect(call, attachment));
  return released;
}

// Removes one endpoint. If the delegated plug-in does not support GC, it is called with DEL for the
// endpoint.
CniResult<Done> collect(const CniCall& call, const model::Attachment& attachment,
                        const std::optional<Delegate>& delegate, bool delegate_has_gc) {
  return disconnect_and(call, attachment, [&]() -> CniResult<Done> {
    if (!delegate || delegate_has_gc) return Done{};
    MYDOCKER_CHECK(delegate->run("DEL", attachment.id, attachment.interface));
    return Done{};
  });
}

// Adds a failure to the failures of the command. The first one is stored. The messages of later
// ones are appended to it.
void add_failure(std::optional<Failure>& all, const Failure& one) {
  if (!all)
    all = one;
  else
    all->details += (all->details.empty() ? "" : "\n") + one.message;
}

CniResult<std::optional<Delegate>> delegate_of(const CniCall& call) {
  using Found = std::optional<Delegate>;
  if (call.config.ipam.empty()) return Found();
  MYDOCKER_TRY(auto delegate, Delegate::find(call.environment, call.config));
  return Found(std::move(delegate));
}

}  // namespace

CniResult<Done> del(const CniCall& call) {
  return disconnect_and(call, call.attachment(), [&]() -> CniResult<Done> {
    if (call.config.ipam.empty()) return Done{};
    MYDOCKER_TRY(const auto delegate, Delegate::find(call.environment, call.config));
    MYDOCKER_CHECK(delegate.run("DEL"));
    return Done{};
  });
}

CniResult<Done> gc(const CniCall& call) {
  if (!call.config.valid)
    return Failure(Code::configuration, "field \"cni.dev/valid-attachments\" is missing",
                   "without it, every endpoint would be removed");
  MYDOCKER_TRY(const auto delegate, delegate_of(call));
  const bool delegate_has_gc = delegate && delegate->has_newest_version();
  MYDOCKER_TRY(const auto stale, stale_attachments(call));
  std::optional<Failure> failures;
  for (const auto& attachment : stale)
    if (const auto done = collect(call, attachment, delegate, delegate_has_gc); !done)
      add_failure(failures, done.error());
  if (delegate_has_gc)
    if (const auto done = delegate->run("GC"); !done) add_failure(failures, done.error());
  if (failures) return *std::move(failures);
  return Done{};
}

}  // namespace mydocker::cli::cni

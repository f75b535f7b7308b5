#include "runtime/app/interference.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::app {
namespace {

// Returns whether a link of the host has the name. Also returns true for the name of a network that
// is not in the kernel now. Returns true if this cannot be read.
bool is_known_link(Session& session, const std::string& name) {
  auto host = session.host_view();
  const auto link = host.ok() ? (*host)->link(name) : host.error();
  if (!link.ok() || *link) return true;
  auto definitions = session.definitions();
  const auto defined = definitions.ok() ? (*definitions)->has_link_name(name) : definitions.error();
  return !defined.ok() || *defined;
}

}  // namespace

void report_unknown_sources(Session& session, const Plan& plan) {
  if (session.is_dry_run()) return;
  for (const auto& entry : plan.entries()) {
    const auto* allowed = entry.resource.get_if<ForwardAllow>();
    if (allowed == nullptr || allowed->from.empty() || is_known_link(session, allowed->from))
      continue;
    session.log.notice("packets from interface " + base::quoted(allowed->from) +
                       " are allowed, but the host has no interface or network of this name yet; "
                       "see: ip -brief link");
  }
}

}  // namespace mydocker::app

// Links of the resource Link, on the host or in a container. The parent is a link of the host.
#include <algorithm>
#include <set>

#include "fakes/fake_kernel.hpp"

namespace mydocker::testing {
namespace {

using kernel::Observation;
using kernel::State;

bool is_ours(const FakeLink& found, const Link& link) {
  if (found.group != kernel::kLinkGroup) return false;
  if (link.place == Place::container) return found.kind == link.kind;
  return link.mac.is_zero() ||
         std::equal(kMacPrefix.begin(), kMacPrefix.end(), found.mac.bytes.begin());
}

FakeLink link_for(const Link& link) {
  FakeLink made;
  made.kind = link.kind;
  made.mac = link.mac;
  made.mtu = link.mtu == 0 ? made.mtu : link.mtu;
  made.group = kernel::kLinkGroup;
  made.master = link.master;
  made.up = true;
  made.parent = link.parent;
  made.attributes = link.attributes;
  return made;
}

std::string difference(const FakeLink& found, const Link& link) {
  if (found.kind != link.kind) return "a link of kind \"" + found.kind + "\"";
  if (found.parent != link.parent) return "on another parent";
  if (found.attributes != link.attributes) return "with other attributes";
  if (found.mac != link.mac) return "address " + found.mac.text();
  if (link.mtu != 0 && found.mtu != link.mtu) return "mtu " + std::to_string(found.mtu);
  if (found.master != link.master)
    return link.master.empty() ? "in a bridge" : "not in \"" + link.master + "\"";
  return found.up ? "" : "down";
}

// The kernel of the tests has these kinds, as a small kernel.
bool has_kind(const std::string& kind) {
  static const std::set<std::string> kKinds{"vxlan", "macvtap", "ifb", "tun", "tap", "bridge"};
  return kKinds.contains(kind);
}

}  // namespace

Result<Observation> FakeKernel::look(const Link& link) {
  MYDOCKER_TRY(const FakeSpace* here, space(link.place));
  const auto found = here->links.find(link.name);
  if (found == here->links.end()) return Observation{};
  if (!is_ours(found->second, link))
    return Observation{State::foreign, "a link of kind \"" + found->second.kind + "\"", ""};
  const auto lacking = difference(found->second, link);
  return Observation{lacking.empty() ? State::matches : State::differs, lacking, ""};
}

Result<void> FakeKernel::update_link(const Link& link) {
  MYDOCKER_TRY(FakeSpace * here, space(link.place));
  here->links[link.name] = link_for(link);
  return {};
}

Result<void> FakeKernel::make(const Link& link) {
  MYDOCKER_TRY(FakeSpace * here, space(link.place));
  if (!has_kind(link.kind))
    return Error(ErrorKind::unsupported, "this kernel has no " + link.kind)
        .hint("modprobe " + link.kind);
  if (!link.parent.empty() && !host().links.contains(link.parent))
    return Error(ErrorKind::not_found, "parent \"" + link.parent + "\": No such device");
  if (!link.master.empty() && !here->links.contains(link.master))
    return Error(ErrorKind::not_found, "link \"" + link.master + "\": No such device");
  if (here->links.contains(link.name)) return Error(ErrorKind::already_exists, "File exists");
  here->links[link.name] = link_for(link);
  return {};
}

Result<void> FakeKernel::take(const Link& link) {
  MYDOCKER_TRY(FakeSpace * here, space(link.place));
  const auto found = here->links.find(link.name);
  if (found == here->links.end()) return {};
  if (!is_ours(found->second, link))
    return Error(ErrorKind::already_exists,
                 "link \"" + link.name + "\" does not belong to mydocker");
  host_.remove_link(link.place == Place::host ? "" : container_, link.name);
  return {};
}

}  // namespace mydocker::testing

// Macvlans, on the host or in a container. The parent is a link of the host.
#include <algorithm>

#include "fakes/fake_kernel.hpp"

namespace mydocker::testing {
namespace {

using kernel::Observation;
using kernel::State;

bool is_ours(const FakeLink& link, const Macvlan& macvlan) {
  const bool marked = link.group == kernel::kLinkGroup;
  if (macvlan.place == Place::container) return marked && link.kind == "macvlan";
  return marked && (macvlan.mac.is_zero() ||
                    std::equal(kMacPrefix.begin(), kMacPrefix.end(), link.mac.bytes.begin()));
}

FakeLink link_for(const Macvlan& macvlan, const FakeLink& parent) {
  FakeLink link;
  link.kind = "macvlan";
  link.mac = macvlan.mode == MacvlanMode::passthru ? parent.mac : macvlan.mac;
  link.mtu = macvlan.mtu == 0 ? parent.mtu : macvlan.mtu;
  link.group = kernel::kLinkGroup;
  link.up = true;
  link.parent = macvlan.parent;
  link.mode = macvlan.mode;
  return link;
}

std::string difference(const FakeLink& link, const Macvlan& macvlan) {
  if (link.kind != "macvlan") return "a link of kind \"" + link.kind + "\"";
  if (link.parent != macvlan.parent) return "on another parent";
  if (link.mode != macvlan.mode) return "in another mode";
  if (!macvlan.mac.is_zero() && link.mac != macvlan.mac) return "address " + link.mac.text();
  if (macvlan.mtu != 0 && link.mtu != macvlan.mtu) return "mtu " + std::to_string(link.mtu);
  return link.up ? "" : "down";
}

// A parent has one macvlan in mode passthru, or any number of macvlans in other modes.
bool has_capacity(const FakeHost& host, const Macvlan& macvlan) {
  const auto is_in_the_way = [&](const auto& entry) {
    const FakeLink& link = entry.second;
    return link.parent == macvlan.parent &&
           (link.mode == MacvlanMode::passthru || macvlan.mode == MacvlanMode::passthru);
  };
  return std::ranges::none_of(host.spaces, [&](const auto& space) {
    return std::ranges::any_of(space.second.links, is_in_the_way);
  });
}

}  // namespace

Result<Observation> FakeKernel::look(const Macvlan& macvlan) {
  MYDOCKER_TRY(const FakeSpace* here, space(macvlan.place));
  const auto found = here->links.find(macvlan.link);
  if (found == here->links.end()) return Observation{};
  if (!is_ours(found->second, macvlan))
    return Observation{State::foreign, "a link of kind \"" + found->second.kind + "\"", ""};
  const auto lacking = difference(found->second, macvlan);
  return Observation{lacking.empty() ? State::matches : State::differs, lacking, ""};
}

Result<void> FakeKernel::update_macvlan(const Macvlan& macvlan) {
  MYDOCKER_TRY(FakeSpace * here, space(macvlan.place));
  here->links[macvlan.link] = link_for(macvlan, host().links[macvlan.parent]);
  return {};
}

Result<void> FakeKernel::make(const Macvlan& macvlan) {
  MYDOCKER_TRY(FakeSpace * here, space(macvlan.place));
  const auto parent = host().links.find(macvlan.parent);
  if (parent == host().links.end())
    return Error(ErrorKind::not_found, "parent \"" + macvlan.parent + "\": No such device");
  const bool inside = macvlan.place == Place::container;
  if (here->links.contains(macvlan.link))
    return Error(ErrorKind::already_exists,
                 (inside ? "link \"" + macvlan.link + "\" in the container: " : std::string()) +
                     "File exists");
  if (macvlan.parent == "lo" || !has_capacity(host_, macvlan))
    return Error(ErrorKind::kernel, "Invalid argument");
  here->links[macvlan.link] = link_for(macvlan, parent->second);
  return {};
}

Result<void> FakeKernel::take(const Macvlan& macvlan) {
  MYDOCKER_TRY(FakeSpace * here, space(macvlan.place));
  const auto found = here->links.find(macvlan.link);
  if (found == here->links.end()) return {};
  if (!is_ours(found->second, macvlan))
    return Error(ErrorKind::already_exists,
                 "link \"" + macvlan.link + "\" does not belong to mydocker");
  host_.remove_link(macvlan.place == Place::host ? "" : container_, macvlan.link);
  return {};
}

}  // namespace mydocker::testing

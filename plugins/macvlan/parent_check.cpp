#include "parent_check.hpp"

#include <algorithm>

namespace macvlan {
namespace {

using mydocker::Error;
using mydocker::ErrorKind;
using mydocker::Medium;

Error unfit(const std::string& name, const std::string& why) {
  return {ErrorKind::unsupported, "the interface \"" + name + "\" " + why};
}

// Docker creates VLAN 10 of eth0 for the parent "eth0.10".
bool looks_like_a_vlan(const std::string& name) {
  const auto dot = name.rfind('.');
  return dot != std::string::npos && dot > 0 && dot + 1 < name.size() &&
         std::all_of(name.begin() + static_cast<std::ptrdiff_t>(dot) + 1, name.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

Error absent(const std::string& name) {
  Error error(ErrorKind::not_found, "the host has no interface \"" + name + "\"");
  if (!looks_like_a_vlan(name)) return std::move(error).hint("see: ip -brief link");
  const auto below = name.substr(0, name.rfind('.'));
  const auto tag = name.substr(name.rfind('.') + 1);
  return std::move(error).hint(
      "VLANs are not created automatically; create it first: ip link add link " + below + " name " +
      name + " up type vlan id " + tag);
}

}  // namespace

mydocker::Result<void> check_parent(const std::string& name, const mydocker::LinkFact* link) {
  if (link == nullptr) return absent(name);
  if (link->medium == Medium::loopback)
    return unfit(name, "is the loopback device, which is not connected to a LAN")
        .hint("use an interface of the LAN: -o parent=LINK; see: ip -brief link");
  if (link->medium == Medium::wireless)
    return unfit(name, "is wireless, and access points drop frames with other MACs")
        .hint("use a wired interface, or a network of driver \"bridge\"");
  if (link->medium == Medium::other)
    return unfit(name, "is not an Ethernet interface: it cannot carry the MACs of containers")
        .hint("use an Ethernet interface, or a network of driver \"bridge\"");
  if (link->kind == "macvlan" || link->kind == "macvtap" || link->kind == "ipvlan")
    return unfit(name, "is itself of kind " + link->kind + " on another interface")
        .hint("use the other interface: -o parent=LINK; see: ip -details link show " + name);
  if (!link->master.empty())
    return unfit(name, "is a port of \"" + link->master + "\", which receives all its frames")
        .hint("use -o parent=" + link->master);
  if (!link->up)
    return unfit(name, "is down").hint("set it up first: ip link set dev " + name + " up");
  return {};
}

}  // namespace macvlan

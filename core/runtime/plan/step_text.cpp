#include "runtime/plan/step_text.hpp"

#include "mydocker/detail/visit.hpp"
#include "runtime/base/forwarding.hpp"
#include "runtime/plan/dependencies.hpp"

namespace mydocker::plan {
namespace {

std::string assignment(const Sysctl& sysctl, const std::string& value) {
  return sysctl.name + " = " + value;
}

}  // namespace

std::string create_text(const Resource& resource) {
  return detail::visit(
      detail::Overload{
          [](const Sysctl& sysctl) { return "set " + assignment(sysctl, sysctl.value); },
          [](const Loopback& loopback) {
            return std::string("bring up loopback ") +
                   (loopback.place == Place::host ? "on the host" : "in the container");
          },
          [](const Hairpin& hairpin) { return "enable " + describe(hairpin); },
          [](const PublishedPort& port) {
            return "publish" + describe(port).substr(std::string_view("published").size());
          },
          [](const Bridge& bridge) { return "create " + describe(bridge); },
          [](const Veth& veth) { return "create " + describe(veth); },
          [](const Macvlan& macvlan) { return "create " + describe(macvlan); },
          [](const Link& link) { return "create " + describe(link); },
          [](const Service& service) { return "start " + describe(service); },
          [](const Firewall& tables) { return "create " + describe(tables); },
          [](const Custom& custom) { return "create " + describe(custom); },
          [](const auto& other) -> std::string { return "add " + describe(other); }},
      resource);
}

// Returns the text for bring_up(). A macvlan or a Link is already up, so only its addresses are
// announced. The announcement deletes neighbour entries of the link, so these entries are added
// again.
std::string bring_up_text(const Resource& resource) {
  if (is_single_entry(resource)) return "add " + describe(resource) + " again";
  const bool is_up = resource.is<Macvlan>() || resource.is<Link>();
  return (is_up ? "announce the addresses of " : "bring up ") + describe(resource);
}

std::string remove_text(const Resource& resource, const std::string& prior) {
  if (const auto* sysctl = resource.get_if<Sysctl>())
    return "restore " + assignment(*sysctl, base::switch_value(prior));
  return "remove " + describe(resource);
}

}  // namespace mydocker::plan

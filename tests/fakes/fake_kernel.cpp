#include "fakes/fake_kernel.hpp"

#include "mydocker/detail/visit.hpp"

#include <algorithm>

namespace mydocker::testing {
namespace {

using kernel::Observation;
using kernel::State;

Error no_link(const std::string& name) {
  return {ErrorKind::not_found, "link \"" + name + "\": No such device"};
}

std::string name_of(Verb verb) {
  if (verb == Verb::create) return "create ";
  if (verb == Verb::update) return "update ";
  return verb == Verb::bring_up ? "raise " : "destroy ";
}

// The real kernel cannot replace a peer, a kind of link, a parent or a mode.
bool changes_in_place(const Resource& resource, const Observation& seen) {
  const bool is_link =
      resource.is<Bridge>() || resource.is<Veth>() || resource.is<Macvlan>() || resource.is<Link>();
  if (!is_link)
    return resource.is<Address>() || resource.is<Route>() || resource.is<Isolation>() ||
           resource.is<Neighbour>() || resource.is<Fdb>() || resource.is<Service>() ||
           resource.is<ServiceFile>() || resource.is<Queue>() || resource.is<NftRules>();
  const auto* link = resource.get_if<Link>();
  if (link != nullptr && link->kind == "bridge" && seen.detail == "with other attributes")
    return true;
  for (const char* fixed :
       {"missing", "a link of kind", "another parent", "another mode", "other attributes"})
    if (seen.detail.find(fixed) != std::string::npos) return false;
  return true;
}

}  // namespace

FakeKernel::FakeKernel(FakeHost& host, std::string container)
    : host_(host), container_(std::move(container)) {
  if (!container_.empty()) host_.spaces.try_emplace(container_);
}

Result<void> FakeKernel::admit(Verb verb, const Resource& resource) {
  log_.push_back(name_of(verb) + describe(resource));
  if (++calls_[verb] != failing_[verb]) return {};
  return Error(ErrorKind::kernel, "Input/output error");
}

Result<FakeSpace*> FakeKernel::space(Place place) {
  if (place == Place::host) return &host();
  if (container_.empty())
    return Error(ErrorKind::internal, "the container's network namespace is missing");
  return &host_.spaces[container_];
}

Result<FakeSpace*> FakeKernel::space_with(Place place, const std::string& link) {
  MYDOCKER_TRY(FakeSpace * here, space(place));
  if (!here->links.contains(link)) return no_link(link);
  return here;
}

Result<Observation> FakeKernel::observe(const Resource& resource) {
  auto seen = detail::visit([this](const auto& typed) { return look(typed); }, resource);
  if (seen.ok() && seen->state == State::differs)
    seen->in_place = changes_in_place(resource, *seen);
  return seen;
}

Result<void> FakeKernel::create(const Resource& resource) {
  MYDOCKER_CHECK(admit(Verb::create, resource));
  return detail::visit([this](const auto& typed) { return make(typed); }, resource);
}

Result<void> FakeKernel::create_all(std::span<const Resource> resources) {
  for (std::size_t n = 0; n < resources.size(); ++n) {
    auto created = create(resources[n]);
    if (created.ok()) continue;
    for (const auto& made : resources.first(n))
      (void)detail::visit([this](const auto& typed) { return take(typed); }, made);
    return created;
  }
  return {};
}

// An update is a removal and a creation that keep what depends on the resource.
Result<void> FakeKernel::update(const Resource& resource, const std::string& found) {
  MYDOCKER_CHECK(admit(Verb::update, resource));
  if (const auto* address = resource.get_if<Address>()) {
    MYDOCKER_TRY(FakeSpace * here, space(address->place));
    MYDOCKER_TRY(const auto old, IpPrefix::parse(found));
    here->addresses.erase({address->link, old});
    return make(*address);
  }
  if (const auto* route = resource.get_if<Route>()) {
    MYDOCKER_TRY(FakeSpace * here, space(route->place));
    std::erase_if(here->routes,
                  [&](const Route& held) { return identity_of(held) == identity_of(*route); });
    return make(*route);
  }
  if (const auto* link = resource.get_if<Link>()) return update_link(*link);
  if (const auto* service = resource.get_if<Service>()) {
    host_.services[service->name].process.reset();
    return make(*service);
  }
  if (resource.is<Bridge>() || resource.is<Veth>() || resource.is<Macvlan>())
    return update_link(resource);
  return detail::visit(
      [this](const auto& typed) -> Result<void> {
        MYDOCKER_CHECK(take(typed));
        return make(typed);
      },
      resource);
}

Result<void> FakeKernel::bring_up(const Resource& resource) {
  MYDOCKER_CHECK(admit(Verb::bring_up, resource));
  const auto* veth = resource.get_if<Veth>();
  if (veth == nullptr) return {};
  const auto link = host().links.find(veth->host_link);
  if (link == host().links.end()) return Error(ErrorKind::not_found, "No such device");
  link->second.up = true;
  return {};
}

Result<void> FakeKernel::destroy(const Resource& resource) {
  MYDOCKER_CHECK(admit(Verb::destroy, resource));
  return detail::visit([this](const auto& typed) { return take(typed); }, resource);
}

Result<Observation> FakeKernel::look(const Sysctl& sysctl) {
  MYDOCKER_CHECK(space(sysctl.place));
  const std::string* value =
      host_.setting(sysctl.place == Place::host ? "" : container_, sysctl.name);
  if (value == nullptr) return Observation{};
  if (*value == sysctl.value) return Observation{State::matches, "", *value};
  return Observation{State::differs, "value " + *value, *value};
}

Result<void> FakeKernel::make(const Sysctl& sysctl) {
  MYDOCKER_TRY(FakeSpace * here, space(sysctl.place));
  if (host_.setting(sysctl.place == Place::host ? "" : container_, sysctl.name) == nullptr)
    return Error(ErrorKind::kernel, "open: No such file or directory");
  here->settings[sysctl.name] = sysctl.value;
  return {};
}

Result<void> FakeKernel::take(const Sysctl& /*sysctl*/) { return {}; }

Result<Observation> FakeKernel::look(const Loopback& loopback) {
  MYDOCKER_TRY(FakeSpace * here, space(loopback.place));
  return Observation{here->links["lo"].up ? State::matches : State::absent, "", ""};
}

Result<void> FakeKernel::make(const Loopback& loopback) {
  MYDOCKER_TRY(FakeSpace * here, space(loopback.place));
  here->links["lo"].up = true;
  return {};
}

Result<void> FakeKernel::take(const Loopback& loopback) {
  MYDOCKER_TRY(FakeSpace * here, space(loopback.place));
  here->links["lo"].up = false;
  return {};
}

Result<Observation> FakeKernel::look(const Firewall& /*firewall*/) {
  return Observation{host_.firewall ? State::matches : State::absent, "", ""};
}

Result<void> FakeKernel::make(const Firewall& /*firewall*/) {
  host_.firewall = true;
  return {};
}

Result<void> FakeKernel::restore_firewall(std::span<const Resource> resources,
                                          std::span<const firewall::Element> more) {
  MYDOCKER_CHECK(admit(Verb::create, Firewall{}));
  host_.firewall = true;
  auto all = firewall::elements_of(resources);
  all.insert(all.end(), more.begin(), more.end());
  host_.sets.restore(all);
  return {};
}

Result<void> FakeKernel::take(const Firewall& /*firewall*/) {
  host_.firewall = false;
  host_.sets.clear();
  return {};
}

// Replaces the elements of an earlier link with that name.
Result<void> FakeKernel::make(const AntiSpoofing& antispoofing) {
  if (!host_.firewall) return base::firewall_is_gone();
  host_.sets.remove_guard_of(antispoofing.link);
  return host_.sets.add(firewall::elements_of(antispoofing));
}

Result<Observation> FakeKernel::look(const Custom& /*custom*/) {
  return Error(ErrorKind::internal, "the kernel module has no custom kinds");
}
Result<void> FakeKernel::make(const Custom& custom) { return look(custom).error(); }
Result<void> FakeKernel::take(const Custom& custom) { return look(custom).error(); }

}  // namespace mydocker::testing

// The nouns of the FakeKernel that are elements of the firewall's sets and maps.
#include "fakes/fake_kernel.hpp"

namespace mydocker::testing {
namespace {

using kernel::Observation;
using kernel::Presence;
using Elements = std::map<std::string, std::string>;

Elements elements_of(const Isolation& isolation) {
  Elements elements{{"links " + isolation.link, ""},
                    {"within " + isolation.link + " " + isolation.link, ""}};
  if (isolation.sealed) elements["sealed " + isolation.link] = "";
  for (const auto& prefix : isolation.inside)
    elements["inside " + isolation.link + " " + prefix.text()] = "";
  return elements;
}

Elements elements_of(const Passage& passage) {
  if (!passage.from.empty()) return {{"within " + passage.from + " " + passage.to, ""}};
  Elements elements;
  if (passage.family != Family::v6) elements["open4 " + passage.to] = "";
  if (passage.family != Family::v4) elements["open6 " + passage.to] = "";
  return elements;
}

Elements elements_of(const PublishedPort& port) {
  Elements elements;
  const std::string family = port.container_address.is_v4() ? "4" : "6";
  const std::string protocol(name_of(port.protocol));
  for (unsigned n = 0; n < port.count; ++n) {
    const auto inside = port.container_address.text() + " " + protocol + " " +
                        std::to_string(port.container_port + n);
    const auto at = port.host_address ? "_at" + family + " " + port.host_address->text() : family;
    if (port.mode == PortMode::routed)
      elements["routed" + family + " " + inside] = "";
    else
      elements["ports" + at + " " + protocol + " " + std::to_string(port.host_port + n)] = inside;
  }
  return elements;
}

Elements elements_of(const Guard& guard) {
  if (guard.routed) {
    Elements elements{{"bound " + guard.link, ""}};
    for (const auto& address : guard.addresses)
      elements["sources " + guard.link + " " + address.text()] = "";
    return elements;
  }
  Elements elements{{"guarded " + guard.link, ""},
                    {"macs " + guard.link + " " + guard.mac.text(), ""}};
  if (guard.any_address) elements["unaddressed " + guard.link] = "";
  for (const auto& address : guard.addresses)
    elements["addresses " + guard.link + " " + address.text()] = "";
  return elements;
}

}  // namespace

Result<Observation> FakeKernel::look_at_elements(const Elements& wanted) {
  std::size_t found = 0;
  for (const auto& [key, value] : wanted) {
    const auto there = world_.elements.find(key);
    if (there == world_.elements.end()) continue;
    if (there->second != value) return Observation{Presence::foreign, "another value", ""};
    ++found;
  }
  if (found == 0) return Observation{};
  return Observation{found == wanted.size() ? Presence::present : Presence::different, "", ""};
}

Result<void> FakeKernel::make_elements(const Elements& wanted) {
  if (!world_.firewall) return Error(ErrorKind::kernel, "No such file or directory");
  for (const auto& element : wanted)
    if (world_.elements.contains(element.first))
      return Error(ErrorKind::already_exists, "File exists");
  world_.elements.insert(wanted.begin(), wanted.end());
  return {};
}

Result<void> FakeKernel::take_elements(const Elements& wanted) {
  for (const auto& [key, value] : wanted) {
    const auto there = world_.elements.find(key);
    if (there != world_.elements.end() && there->second == value) world_.elements.erase(there);
  }
  return {};
}

Result<Observation> FakeKernel::look(const Isolation& isolation) {
  return look_at_elements(elements_of(isolation));
}
Result<void> FakeKernel::make(const Isolation& isolation) {
  return make_elements(elements_of(isolation));
}
Result<void> FakeKernel::take(const Isolation& isolation) {
  return take_elements(elements_of(isolation));
}

Result<Observation> FakeKernel::look(const Passage& passage) {
  return look_at_elements(elements_of(passage));
}
Result<void> FakeKernel::make(const Passage& passage) {
  return make_elements(elements_of(passage));
}
Result<void> FakeKernel::take(const Passage& passage) {
  return take_elements(elements_of(passage));
}

Result<Observation> FakeKernel::look(const PublishedPort& port) {
  return look_at_elements(elements_of(port));
}
Result<void> FakeKernel::make(const PublishedPort& port) {
  return make_elements(elements_of(port));
}
Result<void> FakeKernel::take(const PublishedPort& port) {
  return take_elements(elements_of(port));
}

Result<Observation> FakeKernel::look(const Guard& guard) {
  return look_at_elements(elements_of(guard));
}
Result<void> FakeKernel::make(const Guard& guard) {
  for (const std::string set :
       {"guarded ", "unaddressed ", "macs ", "addresses ", "bound ", "sources "})
    std::erase_if(world_.elements, [&](const auto& element) {
      const auto name = set + guard.link;
      return element.first == name || element.first.starts_with(name + " ");
    });
  return make_elements(elements_of(guard));
}
Result<void> FakeKernel::take(const Guard& guard) { return take_elements(elements_of(guard)); }

}  // namespace mydocker::testing

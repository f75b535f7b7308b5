// The resources of the FakeKernel that are elements of the firewall's sets and maps.
#include "fakes/fake_kernel.hpp"

namespace mydocker::testing {
namespace {

using kernel::Observation;
using kernel::State;
using Elements = std::map<std::string, std::string>;

Elements elements_of(const Isolation& isolation) {
  Elements elements{{"links " + isolation.link, ""},
                    {"allowed_pairs " + isolation.link + " " + isolation.link, ""}};
  if (isolation.internal) elements["internal_links " + isolation.link] = "";
  for (const auto& prefix : isolation.peer_prefixes)
    elements["peer_prefixes " + isolation.link + " " + prefix.text()] = "";
  return elements;
}

Elements elements_of(const ForwardAllow& allow) {
  if (!allow.from.empty()) return {{"allowed_pairs " + allow.from + " " + allow.to, ""}};
  Elements elements;
  if (allow.family != Family::v6) elements["unprotected4 " + allow.to] = "";
  if (allow.family != Family::v4) elements["unprotected6 " + allow.to] = "";
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

Elements elements_of(const AntiSpoofing& antispoofing) {
  if (antispoofing.routed) {
    Elements elements{{"source_checked " + antispoofing.link, ""}};
    for (const auto& address : antispoofing.addresses)
      elements["sources " + antispoofing.link + " " + address.text()] = "";
    return elements;
  }
  Elements elements{{"antispoof " + antispoofing.link, ""},
                    {"macs " + antispoofing.link + " " + antispoofing.mac.text(), ""}};
  if (antispoofing.any_address) elements["antispoof_any_address " + antispoofing.link] = "";
  for (const auto& address : antispoofing.addresses)
    elements["addresses " + antispoofing.link + " " + address.text()] = "";
  return elements;
}

}  // namespace

Result<Observation> FakeKernel::look_at_elements(const Elements& wanted) {
  std::size_t found = 0;
  for (const auto& [key, value] : wanted) {
    const auto there = host_.elements.find(key);
    if (there == host_.elements.end()) continue;
    if (there->second != value) return Observation{State::foreign, "another value", ""};
    ++found;
  }
  if (found == 0) return Observation{};
  return Observation{found == wanted.size() ? State::matches : State::differs, "", ""};
}

Result<void> FakeKernel::make_elements(const Elements& wanted) {
  if (!host_.firewall) return Error(ErrorKind::kernel, "No such file or directory");
  for (const auto& element : wanted)
    if (host_.elements.contains(element.first))
      return Error(ErrorKind::already_exists, "File exists");
  host_.elements.insert(wanted.begin(), wanted.end());
  return {};
}

Result<void> FakeKernel::take_elements(const Elements& wanted) {
  for (const auto& [key, value] : wanted) {
    const auto there = host_.elements.find(key);
    if (there != host_.elements.end() && there->second == value) host_.elements.erase(there);
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

Result<Observation> FakeKernel::look(const ForwardAllow& allow) {
  return look_at_elements(elements_of(allow));
}
Result<void> FakeKernel::make(const ForwardAllow& allow) {
  return make_elements(elements_of(allow));
}
Result<void> FakeKernel::take(const ForwardAllow& allow) {
  return take_elements(elements_of(allow));
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

Result<Observation> FakeKernel::look(const AntiSpoofing& antispoofing) {
  return look_at_elements(elements_of(antispoofing));
}
Result<void> FakeKernel::make(const AntiSpoofing& antispoofing) {
  for (const std::string set : {"antispoof ", "antispoof_any_address ", "macs ", "addresses ",
                                "source_checked ", "sources "})
    std::erase_if(host_.elements, [&](const auto& element) {
      const auto name = set + antispoofing.link;
      return element.first == name || element.first.starts_with(name + " ");
    });
  return make_elements(elements_of(antispoofing));
}
Result<void> FakeKernel::take(const AntiSpoofing& antispoofing) {
  return take_elements(elements_of(antispoofing));
}

}  // namespace mydocker::testing

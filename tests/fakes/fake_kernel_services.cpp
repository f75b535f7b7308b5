// The services of the host, and their files.
#include "fakes/fake_kernel.hpp"

namespace mydocker::testing {
namespace {

using kernel::Observation;
using kernel::State;

Observation differs(const std::string& what) { return {State::differs, what, ""}; }

// The files of a service are compared on their own.
bool is_same_start(Service one, Service other) {
  one.files.clear();
  other.files.clear();
  return one == other;
}

}  // namespace

Result<Observation> FakeKernel::look(const Service& service) {
  const auto found = host_.services.find(service.name);
  if (found == host_.services.end() || !found->second.process) return Observation{};
  if (!is_same_start(*found->second.process, service)) return differs("another command");
  for (const auto& [name, content] : service.files) {
    const auto file = found->second.files.find(name);
    if (file == found->second.files.end() || file->second != content)
      return differs("file \"" + name + "\"");
  }
  return Observation{State::matches, "", ""};
}

Result<void> FakeKernel::make(const Service& service) {
  auto& held = host_.services[service.name];
  if (held.process) return Error(ErrorKind::already_exists, "it runs already");
  held.process = service;
  for (const auto& [name, content] : service.files) held.files[name] = content;
  return {};
}

Result<void> FakeKernel::take(const Service& service) {
  host_.services.erase(service.name);
  return {};
}

Result<Observation> FakeKernel::look(const ServiceFile& file) {
  const auto service = host_.services.find(file.service);
  if (service == host_.services.end()) return Observation{};
  const auto found = service->second.files.find(file.name);
  if (found == service->second.files.end()) return Observation{};
  return found->second == file.content ? Observation{State::matches, "", ""}
                                       : differs("another content");
}

Result<void> FakeKernel::make(const ServiceFile& file) {
  const auto service = host_.services.find(file.service);
  if (service == host_.services.end())
    return Error(ErrorKind::not_found, "service \"" + file.service + "\" does not exist");
  if (!service->second.files.emplace(file.name, file.content).second)
    return Error(ErrorKind::already_exists, "the file exists");
  return {};
}

Result<void> FakeKernel::take(const ServiceFile& file) {
  const auto service = host_.services.find(file.service);
  if (service != host_.services.end()) service->second.files.erase(file.name);
  return {};
}

}  // namespace mydocker::testing

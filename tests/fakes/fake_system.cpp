#include "fakes/fake_system.hpp"

#include <sys/mman.h>

#include "fakes/fake_host_view.hpp"

namespace mydocker::testing {
namespace {

// Each file in memory has an inode of its own, like a namespace.
base::UniqueFd file_in_memory() { return base::UniqueFd(memfd_create("netns", MFD_CLOEXEC)); }

bool is_any(const IpAddress& address) { return address == IpAddress(address.family(), {}); }

}  // namespace

FakeSystem::FakeSystem() {
  host.add_foreign_link("", "eth0");
  host.spaces[""].links["eth0"].up = true;
}

void FakeSystem::add_container(const std::string& path) {
  cookies_[path] = ++last_cookie_;
  host.spaces.try_emplace(path);
}

void FakeSystem::remove_container(const std::string& path) {
  cookies_.erase(path);
  host.remove_space(path);
}

Result<kernel::Netns> FakeSystem::current_netns() {
  return kernel::Netns(file_in_memory(), host_cookie, "/proc/thread-self/ns/net");
}

Result<kernel::Netns> FakeSystem::open_netns(const std::string& path,
                                             const kernel::Netns* /*home*/) {
  const auto found = cookies_.find(path);
  if (found == cookies_.end())
    return Error(ErrorKind::not_found,
                 "network namespace \"" + path + "\": No such file or directory");
  return kernel::Netns(file_in_memory(), found->second, path);
}

std::string FakeSystem::space_of(const kernel::Netns& netns) const {
  for (const auto& [path, cookie] : cookies_)
    if (cookie == netns.cookie()) return path;
  return {};
}

Result<std::unique_ptr<kernel::Kernel>> FakeSystem::open_kernel(const kernel::Netns& /*netns*/,
                                                                const kernel::Netns* container,
                                                                const std::string& /*owner*/) {
  auto opened = std::make_unique<FakeKernel>(host, container ? space_of(*container) : "");
  if (failure_) opened->fail(failure_->first, failure_->second);
  return std::unique_ptr<kernel::Kernel>(std::move(opened));
}

Result<std::unique_ptr<kernel::HostView>> FakeSystem::open_host_view(const kernel::Netns& netns) {
  return std::unique_ptr<kernel::HostView>(std::make_unique<FakeHostView>(host, space_of(netns)));
}

Result<void> FakeSystem::protect_link(const kernel::Netns& /*netns*/, const std::string& link) {
  if (host.spaces[""].links.contains(link)) return {};
  return Error(ErrorKind::not_found, "the host has no interface \"" + link + "\"");
}

Result<kernel::PortUse> FakeSystem::probe_port(Protocol protocol, const IpAddress& address,
                                               std::uint16_t port) {
  for (const auto& [used_protocol, used_address, used_port] : used_ports)
    if (used_protocol == protocol && used_port == port &&
        (used_address == address || is_any(used_address) || is_any(address)))
      return kernel::PortUse::taken;
  return kernel::PortUse::free;
}

}  // namespace mydocker::testing

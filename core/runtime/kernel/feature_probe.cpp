#include "runtime/kernel/feature_probe.hpp"

#include <sched.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <thread>

#include "runtime/base/errno_text.hpp"
#include "runtime/kernel/linux_kernel.hpp"
#include "runtime/kernel/netns.hpp"

namespace mydocker::kernel {
namespace {

struct Sandbox {
  Netns host;
  Netns container;
};

Result<Netns> fresh_namespace() {
  if (::unshare(CLONE_NEWNET) != 0) return base::errno_error("create a network namespace", errno);
  return Netns::current();
}

Result<Sandbox> fresh_namespaces() {
  MYDOCKER_TRY(auto host, fresh_namespace());
  MYDOCKER_TRY(auto container, fresh_namespace());
  return Sandbox{std::move(host), std::move(container)};
}

// Creates two network namespaces for the test, in another thread. So the calling thread stays in
// its own namespace.
Result<Sandbox> make_sandbox() {
  Result<Sandbox> made = Error(ErrorKind::internal, "no namespaces were created");
  std::thread([&made] { made = fresh_namespaces(); }).join();
  return made;
}

constexpr const char* kOfTheFirewall[] = {"firewall",      "masquerade", "isolation",
                                          "forward-allow", "port",       "antispoofing"};

constexpr const char* kParent = "probe3";  // name of the macvlan's parent

std::optional<Resource> sample_of(const std::string& kind) {
  if (kind == "bridge") return Bridge{.name = "probe0"};
  if (kind == "veth") return Veth{.host_link = "probe1", .container_link = "probe2"};
  if (kind == "macvlan")
    return Macvlan{.place = Place::container, .link = "probe4", .parent = kParent};
  if (std::ranges::find(kOfTheFirewall, kind) != std::end(kOfTheFirewall)) return Firewall{};
  return std::nullopt;
}

}  // namespace

Result<std::vector<std::string>> probe_features(const std::vector<std::string>& kinds) {
  MYDOCKER_TRY(const auto sandbox, make_sandbox());
  MYDOCKER_TRY(const auto kernel, open_linux_kernel(sandbox.host, &sandbox.container));
  std::vector<std::string> tried;
  for (const auto& kind : kinds) {
    const auto sample = sample_of(kind);
    if (!sample) continue;
    tried.push_back(kind);
    if (kind == "macvlan") MYDOCKER_CHECK(kernel->create(Bridge{.name = kParent}));
    auto made = kernel->create(*sample);
    if (made || made.error().kind() == ErrorKind::already_exists) continue;
    return Error(ErrorKind::unsupported,
                 "this kernel cannot create a " + kind + ": " + made.error().message());
  }
  return tried;
}

}  // namespace mydocker::kernel

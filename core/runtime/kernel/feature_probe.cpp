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

struct Scratch {
  Netns host;
  Netns container;
};

Result<Netns> fresh_namespace() {
  if (::unshare(CLONE_NEWNET) != 0) return base::errno_error("make a network namespace", errno);
  return Netns::current();
}

Result<Scratch> fresh_namespaces() {
  MYDOCKER_TRY(auto host, fresh_namespace());
  MYDOCKER_TRY(auto container, fresh_namespace());
  return Scratch{std::move(host), std::move(container)};
}

// On a thread that ends there, so that this one stays where it is.
Result<Scratch> make_scratch() {
  Result<Scratch> made = Error(ErrorKind::internal, "no namespaces were made");
  std::thread([&made] { made = fresh_namespaces(); }).join();
  return made;
}

constexpr const char* kOfTheFirewall[] = {"firewall", "masquerade", "isolation",
                                          "passage",  "port",       "guard"};

constexpr const char* kParent = "probe3";  // of the macvlan

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
  MYDOCKER_TRY(const auto scratch, make_scratch());
  MYDOCKER_TRY(const auto kernel, open_linux_kernel(scratch.host, &scratch.container));
  std::vector<std::string> tried;
  for (const auto& kind : kinds) {
    const auto sample = sample_of(kind);
    if (!sample) continue;
    tried.push_back(kind);
    if (kind == "macvlan") MYDOCKER_CHECK(kernel->create(Bridge{.name = kParent}));
    auto made = kernel->create(*sample);
    if (made || made.error().kind() == ErrorKind::already_exists) continue;
    return Error(ErrorKind::unsupported,
                 "this kernel cannot make a " + kind + ": " + made.error().message());
  }
  return tried;
}

}  // namespace mydocker::kernel

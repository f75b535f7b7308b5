#include "runtime/kernel/feature_probe.hpp"

#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <sched.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <thread>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/link_kinds.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/kernel/linux_kernel.hpp"
#include "runtime/kernel/netlink_socket.hpp"
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

// Returns whether the kernel knows the kind of link. If it does, the request creates a link, or it
// fails because the attributes of the kind are missing.
bool has_link_kind(NetlinkSocket& socket, const std::string& kind) {
  NetlinkMessage message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, ifinfomsg{});
  {
    const NestedAttribute info(message, IFLA_LINKINFO);
    message.put_text(IFLA_INFO_KIND, kind);
  }
  return socket.change(message).error != EOPNOTSUPP;
}

// A tun or tap cannot be created with a netlink message.
bool has_tun() {
  const base::UniqueFd device(::open("/dev/net/tun", O_RDONLY | O_CLOEXEC));
  return device.get() >= 0;
}

// Does the same for a kind of queue, on the loopback device.
bool has(NetlinkSocket& socket, QueueKind kind) {
  tcmsg header{};
  header.tcm_ifindex = 1;
  header.tcm_parent = TC_H_ROOT;
  NetlinkMessage message(RTM_NEWQDISC, NLM_F_CREATE | NLM_F_REPLACE, header);
  message.put_text(TCA_KIND, std::string(name_of(kind)));
  return socket.change(message).error != ENOENT;
}

constexpr QueueKind kQueueKinds[] = {QueueKind::tbf, QueueKind::htb, QueueKind::fq,
                                     QueueKind::fq_codel};

bool has(NetlinkSocket& socket, const base::LinkKind& kind) {
  if (kind.name == "tun" || kind.name == "tap") return has_tun();
  return has_link_kind(socket,
                       std::string(kind.kernel_name.empty() ? kind.name : kind.kernel_name));
}

// Returns the sorted names of the kinds for which `wanted` is true.
template <class Wanted>
std::vector<std::string> features_if(Wanted wanted) {
  std::vector<std::string> features;
  for (const auto& kind : base::link_kinds())
    if (wanted(kind)) features.push_back("link-" + std::string(kind.name));
  for (const auto kind : kQueueKinds)
    if (wanted(kind)) features.push_back("queue-" + std::string(name_of(kind)));
  std::ranges::sort(features);
  return features;
}

}  // namespace

std::vector<std::string> known_features() {
  return features_if([](const auto& /*kind*/) { return true; });
}

Result<std::vector<std::string>> kernel_features() {
  Result<std::vector<std::string>> found = std::vector<std::string>();
  std::thread([&found] {
    auto fresh = fresh_namespace();
    if (!fresh) {
      found = std::move(fresh).error();
      return;
    }
    NetlinkSocket socket(fresh->route_socket());
    found = features_if([&socket](const auto& kind) { return has(socket, kind); });
  }).join();
  return found;
}

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

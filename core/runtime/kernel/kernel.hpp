// The door to Linux: observe, create, raise and destroy one resource at a time.
//
// LinuxKernel does it for real, the tests' FakeKernel in memory; both pass the same contract tests.
// An object is bound to the host's namespace and, if there is one, to one container's. Does not:
// order steps, remember anything, know networks or drivers. Custom resources never come here.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "mydocker/resource.hpp"
#include "mydocker/result.hpp"
#include "runtime/base/link_group.hpp"

namespace mydocker::kernel {

enum class State : std::uint8_t {
  absent,   // nothing of that identity
  matches,  // there, as described, and (for links) with our marks; for adopted links: there and of
            // that kind
  differs,  // there and ours, but not as described
  foreign,  // something of that name is there that is not ours
};

struct Observation {
  State state = State::absent;
  std::string detail;  // what was found where it matters: "mtu 1400", "a link of kind veth"
  std::string value;   // of a sysctl: what it holds now
};

class Kernel {
 public:
  virtual ~Kernel() = default;

  virtual Result<Observation> observe(const Resource& resource) = 0;

  // Makes it; one that is there already is an error of kind already_exists (a sysctl, a loopback
  // device, the firewall tables and anti-spoofing excepted: those are brought to the state
  // described). Adopted links: does nothing. Fails without leaving anything behind.
  virtual Result<void> create(const Resource& resource) = 0;

  // Several that stand next to each other in a plan, in order. Ports become one change, which is
  // done as a whole or not at all.
  virtual Result<void> create_all(std::span<const Resource> resources) {
    for (const auto& resource : resources) MYDOCKER_CHECK(create(resource));
    return {};
  }

  // Creates or completes the tables of the firewall together with the elements of `resources`, in
  // one nftables transaction. There is no moment at which the tables exist without these elements.
  // Elements of other resources stay, unless they conflict. already_exists: a table of that name is
  // not ours.
  virtual Result<void> restore_firewall(std::span<const Resource> resources) = 0;

  // The last touch, after the whole plan has been created: a veth's host end goes up. Nothing for
  // other resources.
  virtual Result<void> bring_up(const Resource& resource) = 0;

  // Takes it away; one that is gone already is done. A link is deleted only if it carries our
  // marks; otherwise an error of kind already_exists says whose it seems to be. Adopted links
  // and sysctls: does nothing. A loopback device goes down (only a rollback asks for that).
  virtual Result<void> destroy(const Resource& resource) = 0;

  // Several that stand next to each other, in order; goes on after a failure, and tells the first.
  // Ports become one change.
  virtual Result<void> destroy_all(std::span<const Resource> resources) {
    Result<void> first;
    for (const auto& resource : resources) {
      auto destroyed = destroy(resource);
      if (first.ok()) first = std::move(destroyed);
    }
    return first;
  }
};

// The mark on every link of ours, beside the MAC prefix in net_types.hpp.
inline constexpr std::uint32_t kLinkGroup = base::kLinkGroup;

}  // namespace mydocker::kernel

// The real kernel, through rtnetlink(7) and nf_tables.
#pragma once

#include <memory>

#include "runtime/kernel/host_view.hpp"
#include "runtime/kernel/kernel.hpp"
#include "runtime/kernel/netns.hpp"

namespace mydocker::kernel {

// Returns a Kernel that changes `host` and, for resources in a container, `container`. The Kernel
// does not own the two namespaces: both must outlive it. Sockets are opened at first use.
// `container` may be null. Then a resource in a container is an error of kind internal. `owner` is
// the run directory that the firewall tables belong to. Tables of another run directory are
// refused. observe() returns State::foreign for them, with their run directory as the value. If
// `owner` is empty, tables of every run directory are used.
Result<std::unique_ptr<Kernel>> open_linux_kernel(const Netns& host, const Netns* container,
                                                  const std::string& owner = {});

// Returns a HostView of `host`. The view does not own `host`, which must outlive it.
Result<std::unique_ptr<HostView>> open_linux_host_view(const Netns& host);

// Adds the filters of link_filters.hpp to a link of `host`. Error not_found: the link does not
// exist.
Result<void> protect_link(const Netns& host, const std::string& link);

// Returns an identifier that changes with each boot (/proc/sys/kernel/random/boot_id, random(4)).
Result<std::string> boot_id();

}  // namespace mydocker::kernel

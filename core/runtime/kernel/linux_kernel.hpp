// The real kernel, over rtnetlink and nf_tables.
#pragma once

#include <memory>

#include "runtime/kernel/host_view.hpp"
#include "runtime/kernel/kernel.hpp"
#include "runtime/kernel/netns.hpp"

namespace mydocker::kernel {

// Acts in `host` and, for container-placed resources, in `container` (null: those are refused as an
// internal error). Both are lent and must outlive the kernel. Sockets are opened when first needed.
Result<std::unique_ptr<Kernel>> open_linux_kernel(const Netns& host, const Netns* container);

Result<std::unique_ptr<HostView>> open_linux_host_view(const Netns& host);

// Changes whenever the machine boots (/proc/sys/kernel/random/boot_id, random(4)).
Result<std::string> boot_id();

}  // namespace mydocker::kernel

// TUN and TAP devices (Documentation/networking/tuntap.rst). Rtnetlink cannot create them.
#pragma once

#include "runtime/kernel/namespaces.hpp"

namespace mydocker::kernel {

// Creates the device in its namespace with all marks. Until the marks are complete, the device
// exists only as long as this process.
Result<void> create_tuntap(Namespaces& namespaces, const Link& link);

}  // namespace mydocker::kernel

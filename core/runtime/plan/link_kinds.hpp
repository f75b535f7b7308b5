// The kinds of links that a plan can contain, and the attributes of each kind.
//
// This is the only list of the kinds for checks and shell lines. The numbers of the attributes in
// netlink messages are in kernel/link_attributes.cpp. Main entry point: check_kind().
#pragma once

#include <string>

#include "mydocker/resource.hpp"
#include "mydocker/result.hpp"

namespace mydocker::plan {

// Checks the kind, the attributes, and whether the link has the parent and the MAC that its kind
// needs. An error has the kind driver and names the reason.
Result<void> check_kind(const Link& link);

// The words of ip-link(8) after the common ones: "type vxlan id 7 dstport 4789 dev uplink".
std::string type_words(const Link& link);
// Returns true if ip-link(8) takes the parent as `link PARENT`, before the name.
bool has_lower_link(const Link& link);

}  // namespace mydocker::plan

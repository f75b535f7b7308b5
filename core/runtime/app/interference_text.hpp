// The notes about rules of other programs, and the commands that let the traffic pass.
#pragma once

#include <string>
#include <vector>

#include "mydocker/net_types.hpp"
#include "runtime/kernel/host_view.hpp"
#include "runtime/kernel/kernel.hpp"

namespace mydocker::app {

// Returns a shell command that lets packets of the network pass the chain. Empty: no rule for its
// link or its subnets can do this.
std::string allow_line(const kernel::DroppingChain& chain, const std::string& link,
                       const std::vector<IpPrefix>& subnets);

// These functions return the notes about rules of other programs. A chain drops packets of the
// network's link. A rule takes the packets of a published port. A routing rule refuses packets of
// the network.
std::string note_about(const kernel::DroppingChain& chain, const std::string& link,
                       const std::vector<IpPrefix>& subnets);
std::string note_about(const kernel::PortTranslation& translation);
std::string note_about(const kernel::RefusingRule& rule, const std::string& link);

}  // namespace mydocker::app

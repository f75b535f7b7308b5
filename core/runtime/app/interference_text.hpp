// The notes about rules of other programs, and the commands that let the traffic pass.
#pragma once

#include <string>

#include "runtime/kernel/host_view.hpp"
#include "runtime/kernel/kernel.hpp"

namespace mydocker::app {

// Returns the command for a shell that lets the packets of the link pass the chain.
std::string allow_line(const kernel::DroppingChain& chain, const std::string& link);

// Return the notes about a chain that drops packets of the network's link, about a rule that takes
// a published port, and about a routing rule that refuses packets of the network.
std::string note_about(const kernel::DroppingChain& chain, const std::string& link);
std::string note_about(const kernel::PortTranslation& translation);
std::string note_about(const kernel::RefusingRule& rule, const std::string& link);

}  // namespace mydocker::app

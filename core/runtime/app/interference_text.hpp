// The notes about rules of other programs, and the commands that let the traffic pass.
#pragma once

#include <string>

#include "runtime/kernel/host_view.hpp"
#include "runtime/kernel/kernel.hpp"

namespace mydocker::app {

// Returns a shell command that lets packets of the link pass the chain. Empty if no rule for this
// link can do this.
std::string allow_line(const kernel::DroppingChain& chain, const std::string& link);

// These functions return the notes about rules of other programs. A chain drops packets of the
// network's link. A rule takes the packets of a published port. A routing rule refuses packets of
// the network.
std::string note_about(const kernel::DroppingChain& chain, const std::string& link);
std::string note_about(const kernel::PortTranslation& translation);
std::string note_about(const kernel::RefusingRule& rule, const std::string& link);

}  // namespace mydocker::app

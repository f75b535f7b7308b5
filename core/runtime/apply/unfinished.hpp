// Chooses the error kind, and so the exit code, of a change that failed after its first step.
//
// Exit code 1 promises that nothing has changed. An error keeps its kind only if every step was
// undone and the journal records that. Every other error becomes `unfinished` (exit code 70): the
// journal entry stays, and the next command completes or rolls back the change.
#pragma once

#include <string>

#include "mydocker/result.hpp"

namespace mydocker::apply {

// Returns the error of a change that is partly done.
Error unfinished(Error error, const std::string& hint);

// Returns the error of a change that was undone completely. A driver can return any error kind; its
// kind `unfinished` becomes `driver`.
Error undone(const Error& error);

}  // namespace mydocker::apply

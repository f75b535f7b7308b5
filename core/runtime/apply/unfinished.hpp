// Which exit code an error leads to after the first step of a change.
//
// 1 promises that nothing has changed. So an error may keep its kind only if every step was undone
// and the journal says so; any other one becomes `unfinished`, exit code 70: the journal's entry
// stays, and the next command finishes the change or undoes it.
#pragma once

#include <string>

#include "mydocker/result.hpp"

namespace mydocker::apply {

// The error of a change of which something remains.
Error unfinished(Error error, const std::string& hint);

// The error of a change of which nothing remains. The error may be a driver's, of any kind.
Error undone(Error error);

}  // namespace mydocker::apply

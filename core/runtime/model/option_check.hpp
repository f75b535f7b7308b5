// The user's driver options against what the driver's manifest says it takes.
#pragma once

#include <map>
#include <string>

#include "mydocker/manifest.hpp"
#include "mydocker/result.hpp"

namespace mydocker::model {

// The options as a driver gets them: its own keys in the place of aliases, values of the declared
// type in one spelling each (flags: true and false), inside their limits, defaults filled in. An
// option that the driver does not have, or that belongs to the other scope, is refused; so is a
// key that is given under two names.
Result<std::map<std::string, std::string>> check_options(
    const std::map<std::string, std::string>& given, const Manifest& manifest, OptionScope scope);

}  // namespace mydocker::model

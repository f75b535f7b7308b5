// The user's driver options against what the driver's manifest says it takes.
#pragma once

#include <map>
#include <string>

#include "mydocker/manifest.hpp"
#include "mydocker/result.hpp"

namespace mydocker::model {

// The options as they are remembered: the driver's own keys in the place of aliases, values of the
// declared type in one spelling each (flags: true and false), inside their limits. An option that
// the driver does not have, or that belongs to the other scope, is refused; so is a key that is
// given under two names.
Result<std::map<std::string, std::string>> check_options(
    const std::map<std::string, std::string>& given, const Manifest& manifest, OptionScope scope);

// The options as a driver gets them: with its defaults for what was left out. driver: one of the
// defaults is none.
Result<std::map<std::string, std::string>> with_defaults(std::map<std::string, std::string> options,
                                                         const Manifest& manifest,
                                                         OptionScope scope);

}  // namespace mydocker::model

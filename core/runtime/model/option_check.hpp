// Checks the user's driver options against the driver's manifest.
#pragma once

#include <map>
#include <string>

#include "mydocker/manifest.hpp"
#include "mydocker/result.hpp"

namespace mydocker::model {

// Returns the options as they are stored:
// - with the driver's own keys instead of aliases
// - with values of the right type in one spelling (flags: true and false), inside their limits
// invalid_argument: an option is unknown, has the other scope, or is given under two names.
Result<std::map<std::string, std::string>> check_options(
    const std::map<std::string, std::string>& given, const Manifest& manifest, OptionScope scope);

// Options that are given by their role, because the caller does not know the driver's keys.
using RoleOptions = std::map<OptionRole, std::string>;

// Returns the options, with those of `by_role` added under the driver's keys. invalid_argument: the
// driver has no option with the role, or the option is given twice.
Result<std::map<std::string, std::string>> with_roles(std::map<std::string, std::string> given,
                                                      const RoleOptions& by_role,
                                                      const Manifest& manifest, OptionScope scope);

// Returns the options, with the driver's defaults for missing options. Error driver: a default is
// invalid.
Result<std::map<std::string, std::string>> with_defaults(std::map<std::string, std::string> options,
                                                         const Manifest& manifest,
                                                         OptionScope scope);

}  // namespace mydocker::model

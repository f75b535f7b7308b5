// What a driver says about itself, in words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "output/json_text.hpp"
#include "output/template/value.hpp"
#include "runtime/app/reports.hpp"

namespace mydocker::cli {

// "ok", "disabled", "shadowed by FILE" or "refused: why".
std::string driver_state(const app::DriverReport& report);

std::string_view option_type_text(OptionType type);
std::string_view option_scope_text(OptionScope scope);
// What may be given: the choices of a text, the limits of a number; empty: anything of its type.
std::string option_values_text(const ManifestOption& option);
std::string option_aliases_text(const ManifestOption& option);  // other names it is known by
std::string joined(const std::vector<std::string>& words);      // "a, b"
std::string sdk_version_text(const Manifest& manifest);

// All of the manifest, and the options as a table.
std::string driver_text(const app::DriverReport& report);
// The same for programs.
Json driver_json(const app::DriverReport& report);
const templates::Shape& driver_shape();

}  // namespace mydocker::cli

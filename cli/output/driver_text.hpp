// A driver's manifest as text, for `driver inspect`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "output/json_text.hpp"
#include "output/template/value.hpp"
#include "runtime/app/reports.hpp"

namespace mydocker::cli {

// The state of a driver: "ok", "disabled", "shadowed by FILE" or "refused: reason".
std::string driver_state(const app::DriverReport& report);

std::string_view option_type_text(OptionType type);
std::string_view option_scope_text(OptionScope scope);
// The allowed values: the choices of a text, the limits of a number. Empty: every value of the type
// is allowed.
std::string option_values_text(const ManifestOption& option);
std::string option_aliases_text(const ManifestOption& option);  // other names of the option
std::string joined(const std::vector<std::string>& words);      // "a, b"
std::string sdk_version_text(const Manifest& manifest);

// "Type: number. Values: 68 to 9000. Default: 1500. Aliases: size."
std::string option_facts(const ManifestOption& option);

inline constexpr OptionScope kOptionScopes[] = {OptionScope::network, OptionScope::endpoint};
std::string_view option_scope_heading(OptionScope scope);
bool has_options_of(const Manifest& manifest, OptionScope scope);

// The whole manifest, with a block for each option. Lines wrap at line_width() (text_width.hpp).
std::string driver_text(const app::DriverReport& report);
// The whole manifest as JSON.
Json driver_json(const app::DriverReport& report);
const templates::Shape& driver_shape();

}  // namespace mydocker::cli

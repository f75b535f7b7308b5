// The output of the driver commands.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "output/json_text.hpp"
#include "output/list_format.hpp"
#include "runtime/app/reports.hpp"
#include "template/value.hpp"

namespace mydocker::cli {

// Returns the state of a driver: "ok", "disabled", "shadowed by FILE" or "refused: reason".
std::string driver_state(const app::DriverReport& report);

std::string_view option_type_text(OptionType type);
std::string_view option_scope_text(OptionScope scope);
// Returns the allowed values of a driver option: the choices of a text, or the limits of a number.
// Empty: every value of the type is allowed.
std::string option_values_text(const ManifestOption& option);
// Returns the other names of a driver option.
std::string option_aliases_text(const ManifestOption& option);
std::string sdk_version_text(const Manifest& manifest);

// Returns "Type: number. Values: 68 to 9000. Default: 1500. Aliases: size."
std::string option_facts(const ManifestOption& option);

inline constexpr OptionScope kOptionScopes[] = {OptionScope::network, OptionScope::endpoint,
                                                OptionScope::ipam};
std::string_view option_scope_heading(OptionScope scope);
bool has_options_of(const Manifest& manifest, OptionScope scope);

// Returns the whole manifest, with a block for each option. Lines wrap at line_width()
// (text_layout.hpp).
std::string driver_text(const app::DriverReport& report);
// Returns the whole manifest as JSON.
Json driver_json(const app::DriverReport& report);
const templates::Shape& driver_shape();

// --- a driver's manifest as a documentation page

// Returns a man page of section 7, in roff.
std::string driver_man_page(const app::DriverReport& report);

std::string driver_markdown(const app::DriverReport& report);

Json driver_row(const app::DriverReport& report);
const ListView& driver_list();

std::string driver_diff_text(const std::vector<app::DriverDiffReport>& reports);

Json driver_diff_json(const app::DriverDiffReport& report);
const templates::Shape& driver_diff_shape();

// --- the output of `driver doctor`

// Returns whether all checks of the driver passed or were skipped.
bool is_healthy(const app::DriverDiagnosis& diagnosis);

// Returns one paragraph for each driver, with one line for each check and its hints. The last line
// counts the failed checks.
std::string diagnosis_text(const std::vector<app::DriverDiagnosis>& diagnoses);

Json diagnosis_json(const app::DriverDiagnosis& diagnosis);
const templates::Shape& diagnosis_shape();

}  // namespace mydocker::cli

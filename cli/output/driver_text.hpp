// What a driver says about itself, in words.
#pragma once

#include <string>
#include <string_view>

#include "runtime/app/reports.hpp"

namespace mydocker::cli {

// "ok", "shadowed" or "refused: why".
std::string driver_state(const app::DriverReport& report);

std::string_view option_type_text(OptionType type);
std::string_view option_scope_text(OptionScope scope);

// All of the manifest, and the options as a table.
std::string driver_text(const app::DriverReport& report);

}  // namespace mydocker::cli

// What a hostile driver tries. Each attempt returns what came of it: "could ..." or "refused: WHY".
#pragma once

#include <string>
#include <string_view>

namespace bad_drivers {

// The outcome of the attempt of that name; "no such attempt" for any other.
std::string attempt(std::string_view name);

}  // namespace bad_drivers

// The attempts of a hostile driver. Each returns its result: "could ..." or "refused: WHY".
#pragma once

#include <string>
#include <string_view>

namespace bad_drivers {

// The result of the named attempt; "no such attempt" for an unknown name.
std::string attempt(std::string_view name);

}  // namespace bad_drivers

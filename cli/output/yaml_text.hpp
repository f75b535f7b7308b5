// JSON documents as YAML. The writer is yaml-cpp (docs/decisions/0007).
#pragma once

#include <string>

#include "output/json_text.hpp"

namespace mydocker::cli {

// Only ASCII. A text is quoted if YAML would read it as another type (true, 1.10, 0x1f, ~). Empty
// lists and maps are [] and {}. The text ends with a newline.
std::string yaml(const Json& document);

}  // namespace mydocker::cli

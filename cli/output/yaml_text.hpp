// JSON documents as YAML, for people. yaml-cpp writes it (docs/decisions/0007).
#pragma once

#include <string>

#include "output/json_text.hpp"

namespace mydocker::cli {

// ASCII only; a text that could be read as something else (true, 1.10, 0x1f, ~) is quoted. Empty
// lists and maps are [] and {}. Ended by a newline.
std::string yaml(const Json& document);

}  // namespace mydocker::cli

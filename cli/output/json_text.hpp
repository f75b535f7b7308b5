// JSON documents as text, and as YAML.
#pragma once

#include <string>

#include "mydocker/json.hpp"

namespace mydocker::cli {

// Returns the document as indented ASCII text, because the output may be a terminal. Invalid UTF-8
// is replaced. The text ends with a newline.
std::string indented(const Json& document);
std::string on_one_line(const Json& document);

// Returns the same document with each text escaped for a terminal (base/printable.hpp).
Json printable(const Json& document);

// --- JSON documents as YAML; the writer is yaml-cpp (docs/decisions/0007)

// Returns the document as ASCII text. A text is quoted if YAML would read it as another type (true,
// 1.10, 0x1f, ~). Empty lists and maps are [] and {}. The text ends with a newline.
std::string yaml(const Json& document);

}  // namespace mydocker::cli

// JSON documents as text.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace mydocker::cli {

using Json = nlohmann::ordered_json;

// Only ASCII, because the output may be a terminal. Invalid UTF-8 is replaced. The text ends with a
// newline.
std::string indented(const Json& document);
std::string on_one_line(const Json& document);

// The same document with each text escaped for a terminal (base/printable.hpp).
Json printable(const Json& document);

}  // namespace mydocker::cli

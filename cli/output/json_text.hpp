// JSON documents as text.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace mydocker::cli {

using Json = nlohmann::ordered_json;

// ASCII only, and what is not UTF-8 replaced: a terminal may be reading. Ended by a newline.
std::string indented(const Json& document);
std::string on_one_line(const Json& document);

// The same document with every text in it safe to print as it is (base/printable.hpp).
Json printable(const Json& document);

}  // namespace mydocker::cli

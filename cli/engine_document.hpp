// Reads the document that a container engine writes to standard input.
#pragma once

#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "output/json_text.hpp"

namespace mydocker::cli {

// Reads standard input to its end. Error kernel: it cannot be read, or it has more than 16 MiB.
Result<std::string> read_standard_input();

// --- fields of a JSON object; invalid_argument: a field has a wrong type

// Returns the text of the field, or an empty text if the field is missing.
Result<std::string> text_field(const Json& object, const std::string& key);
// Returns a text that must not be empty. Error invalid_argument: the field is missing or empty.
Result<std::string> required_text(const Json& object, const std::string& key);
// Returns true or false. A missing field counts as false.
Result<bool> flag_field(const Json& object, const std::string& key);
// Returns a list of texts. The field may also be one text instead of a list.
Result<std::vector<std::string>> texts_field(const Json& object, const std::string& key);
// Returns an object {KEY: VALUE} as words KEY=VALUE. A value is a text, a number or true or false.
Result<std::vector<std::string>> pairs_field(const Json& object, const std::string& key);
// Returns the field as an object. The object is empty if the field is missing or null.
Result<Json> object_field(const Json& object, const std::string& key);
// Returns the field as a list. The list is empty if the field is missing or null.
Result<Json> list_field(const Json& object, const std::string& key);

// The fields of a port as engines write them.
struct PortFields {
  std::string host_address;  // empty: every address
  std::string host;          // "8080" or "8080-8081"; empty: mydocker chooses the port
  std::string container;     // "80" or "80-81"
  std::string protocol;      // "tcp" or "TCP"; empty: tcp
};

std::string publish_argument(const PortFields& fields);

}  // namespace mydocker::cli

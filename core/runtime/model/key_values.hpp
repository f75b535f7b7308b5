// Arguments KEY=VALUE: options, labels, aux addresses.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::model {

// The rule for one option of the command line.
struct KeyValueRule {
  std::string option;           // name in errors, as the user wrote it: "--label"
  std::string form;             // expected form in errors: "KEY=VALUE"
  bool value_may_miss = false;  // whether KEY alone means KEY=
};

// Splits the arguments. A key may occur once. Keys are printable UTF-8 of at most 255 bytes, and
// values of at most 4096 bytes.
Result<std::map<std::string, std::string>> check_key_values(const std::vector<std::string>& words,
                                                            const KeyValueRule& rule);

}  // namespace mydocker::model

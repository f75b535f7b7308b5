// KEY=VALUE arguments: options, labels, aux addresses.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::model {

// The rule for one option of the command line.
struct KeyValueRule {
  std::string option;           // for errors, as the user wrote it: "--label"
  std::string form;             // for errors, the expected form: "KEY=VALUE"
  bool value_may_miss = false;  // KEY alone means KEY=
};

// Splits the arguments. A key may occur once. Keys and values are printable UTF-8 of at most 255
// and 4096 bytes.
Result<std::map<std::string, std::string>> check_key_values(const std::vector<std::string>& words,
                                                            const KeyValueRule& rule);

}  // namespace mydocker::model

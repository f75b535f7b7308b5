// KEY=VALUE words: options, labels, reserved addresses.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::model {

struct KeyValueRule {
  std::string option;           // as the user wrote it, for errors: "--label"
  std::string form;             // what is expected after it: "KEY=VALUE"
  bool value_may_miss = false;  // KEY alone stands for KEY=
};

// Every key once; keys and values printable UTF-8, at most 255 and 4096 bytes.
Result<std::map<std::string, std::string>> check_key_values(const std::vector<std::string>& words,
                                                            const KeyValueRule& rule);

}  // namespace mydocker::model

#include "runtime/model/key_values.hpp"

#include <cstddef>
#include <string_view>
#include <utility>

#include "runtime/base/quoted.hpp"

namespace mydocker::model {
namespace {

constexpr std::size_t kKeyLength = 255;
constexpr std::size_t kValueLength = 4096;

Result<std::pair<std::string, std::string>> split(const std::string& word,
                                                  const KeyValueRule& rule) {
  using enum ErrorKind;
  const std::string subject = rule.option + " " + base::quoted(word);
  const std::size_t at = word.find('=');
  if (at == std::string::npos && !rule.value_may_miss)
    return Error(invalid_argument,
                 subject + " has no value: write " + rule.option + " " + rule.form);
  const std::string key = word.substr(0, at);
  const std::string value = at == std::string::npos ? "" : word.substr(at + 1);
  if (key.empty())
    return Error(invalid_argument, subject + " has no key: write " + rule.option + " " + rule.form);
  if (!base::is_printable(word))
    return Error(invalid_argument,
                 subject + " has control characters, invisible characters or is not UTF-8");
  if (key.size() > kKeyLength)
    return Error(invalid_argument, subject + ": the key is longer than 255 bytes");
  if (value.size() > kValueLength)
    return Error(invalid_argument, subject + ": the value is longer than 4096 bytes");
  return std::pair<std::string, std::string>(key, value);
}

}  // namespace

Result<std::map<std::string, std::string>> check_key_values(const std::vector<std::string>& words,
                                                            const KeyValueRule& rule) {
  std::map<std::string, std::string> result;
  for (const auto& word : words) {
    MYDOCKER_TRY(auto pair, split(word, rule));
    if (!result.insert(pair).second)
      return Error(ErrorKind::invalid_argument,
                   rule.option + " " + base::quoted(pair.first) + " is given twice")
          .hint("give each key once");
  }
  return result;
}

}  // namespace mydocker::model

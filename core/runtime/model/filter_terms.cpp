#include "runtime/model/filter_terms.hpp"

#include <algorithm>

#include "runtime/base/nearest.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/text.hpp"

namespace mydocker::model {
namespace {

Error unknown_key(const std::string& key, const std::vector<std::string>& keys) {
  Error error(ErrorKind::invalid_argument, "--filter: unknown key " + base::quoted(key));
  if (const auto meant = base::nearest(key, keys))
    return std::move(error).hint("did you mean " + base::quoted(*meant) + "?");
  return std::move(error).hint("the known keys are " + base::joined(keys));
}

}  // namespace

Result<FilterTerms> read_filter_terms(const std::vector<std::string>& words,
                                      const std::vector<std::string>& keys) {
  FilterTerms result;
  for (const auto& word : words) {
    const std::size_t cut = word.find('=');
    if (cut == std::string::npos)
      return Error(ErrorKind::invalid_argument, "--filter " + base::quoted(word) + ": no value")
          .hint("--filter KEY=VALUE");
    const std::string key = word.substr(0, cut);
    if (std::ranges::find(keys, key) == keys.end()) return unknown_key(key, keys);
    result[key].push_back(word.substr(cut + 1));
  }
  return result;
}

Result<void> check_filter_values(const FilterTerms& terms, std::string_view key,
                                 const std::vector<std::string>& known) {
  const auto given = terms.find(key);
  if (given == terms.end() || known.empty()) return {};
  for (const auto& value : given->second)
    if (std::ranges::find(known, value) == known.end())
      return Error(ErrorKind::invalid_argument,
                   "--filter " + std::string(key) + ": no " + base::quoted(value))
          .hint("known: " + base::joined(known));
  return {};
}

}  // namespace mydocker::model

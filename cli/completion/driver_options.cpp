#include "completion/driver_options.hpp"

#include <algorithm>

namespace mydocker::cli {
namespace {

std::vector<std::string> values_of(const ManifestOption& option,
                                   const std::vector<std::string>& links) {
  if (!option.choices.empty()) return option.choices;
  if (option.type == OptionType::flag) return {"true", "false"};
  if (option.type == OptionType::link) return links;
  if (!option.default_value.empty()) return {option.default_value};
  return {};
}

}  // namespace

std::vector<Candidate> driver_options(const OptionSource& source, OptionScope scope,
                                      const std::string& prefix) {
  const std::size_t equals = prefix.find('=');
  const std::string key = prefix.substr(0, equals);
  std::vector<Candidate> found;
  for (const auto& option : source.options) {
    if (option.scope != scope) continue;
    if (equals == std::string::npos) {
      const bool given = std::ranges::any_of(source.given, [&](const std::string& word) {
        return word.starts_with(option.key + "=");
      });
      if (!given) found.push_back({option.key + "=", option.help});
    } else if (option.is_called(key)) {
      for (const auto& value : values_of(option, source.links))
        found.push_back({prefix.substr(0, equals + 1) + value, ""});
    }
  }
  return found;
}

}  // namespace mydocker::cli

#include "completion/value_candidates.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

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

std::set<std::string> filter_values_of(const std::string& key,
                                       const app::CompletionSnapshot& seen) {
  if (key == "dangling=") return {"false", "true"};
  if (key == "for=") return {"container", "gateway", "reserved"};
  if (key == "protocol=") return {"sctp", "tcp", "udp"};
  if (key == "scope=") return {"local"};
  if (key == "source=") return {"bundled", "configuration", "environment", "local", "option"};
  if (key == "state=") return {"disabled", "ok", "refused", "shadowed"};
  if (key == "type=") return {"builtin", "custom"};
  std::set<std::string> values;
  for (const auto& network : seen.networks) {
    if (key == "name=" || key == "network=") values.insert(network.name);
    if (key == "driver=") values.insert(network.driver);
    if (key == "container=") values.insert(network.containers.begin(), network.containers.end());
    if (key != "label=" && key != "label!=") continue;
    for (const auto& [label, value] : network.labels)
      values.insert(value.empty() ? label : std::string(label).append("=").append(value));
  }
  return values;
}

}  // namespace

std::vector<CompletionWord> driver_options(const OptionSource& source, OptionScope scope,
                                           const std::string& prefix) {
  const std::size_t equals = prefix.find('=');
  const std::string key = prefix.substr(0, equals);
  std::vector<CompletionWord> found;
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

std::vector<CompletionWord> filter_terms(std::span<const std::string_view> keys,
                                         const std::string& prefix, CompletionSource& source) {
  std::vector<CompletionWord> found;
  const std::string key = prefix.substr(0, prefix.find('=') + 1);
  if (key.empty()) {
    for (const auto one : keys) found.push_back({std::string(one), ""});
    return found;
  }
  if (std::ranges::find(keys, key) == keys.end()) return found;
  for (const auto& value : filter_values_of(key, source.completion_snapshot()))
    found.push_back({key + value, ""});
  return found;
}

std::vector<CompletionWord> path_names(const std::string& prefix, PathKind kind) {
  namespace fs = std::filesystem;
  const std::size_t slash = prefix.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : prefix.substr(0, slash + 1);
  const bool hidden = prefix.substr(folder.size()).starts_with(".");
  std::vector<CompletionWord> found;
  std::error_code failed;
  for (fs::directory_iterator at(folder.empty() ? "." : folder, failed), end; !failed && at != end;
       at.increment(failed)) {
    std::error_code ignored;
    const std::string name = at->path().filename().string();
    const bool is_folder = at->is_directory(ignored);
    if ((name.front() == '.' && !hidden) || (kind == PathKind::folder && !is_folder)) continue;
    found.push_back({folder + name + (is_folder ? "/" : ""), ""});
  }
  std::ranges::sort(found, {}, &CompletionWord::word);
  return found;
}

}  // namespace mydocker::cli

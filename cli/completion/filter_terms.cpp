#include "completion/filter_terms.hpp"

#include <algorithm>
#include <set>

namespace mydocker::cli {
namespace {

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

std::vector<Candidate> filter_terms(std::span<const std::string_view> keys,
                                    const std::string& prefix, CompletionSource& source) {
  std::vector<Candidate> found;
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

}  // namespace mydocker::cli

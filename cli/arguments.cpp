#include "arguments.hpp"

namespace mydocker::cli {

void Arguments::add_option(const std::string& name, const std::vector<std::string>& values) {
  auto& stored = options_[name];
  stored.insert(stored.end(), values.begin(), values.end());
}

std::optional<std::string> Arguments::text(std::string_view option) const {
  const auto found = options_.find(option);
  if (found == options_.end() || found->second.empty()) return std::nullopt;
  return found->second.back();
}

std::vector<std::string> Arguments::texts(std::string_view option) const {
  const auto found = options_.find(option);
  if (found == options_.end()) return {};
  return found->second;
}

}  // namespace mydocker::cli

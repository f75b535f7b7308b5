// The arguments of one command: options by name, operands in order.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mydocker::cli {

// The options and operands of one command line. The name of an option has no dashes, for example
// "subnet". This class does not check the values, because each command checks its own.
class Arguments {
 public:
  void add_option(const std::string& name, const std::vector<std::string>& values) {
    auto& stored = options_[name];
    stored.insert(stored.end(), values.begin(), values.end());
  }
  void add_operand(std::string operand) { operands_.push_back(std::move(operand)); }

  [[nodiscard]] bool has(std::string_view option) const { return options_.contains(option); }
  // Returns the last value of the option. Returns nothing if the option was not given.
  [[nodiscard]] std::optional<std::string> text(std::string_view option) const {
    const auto found = options_.find(option);
    if (found == options_.end() || found->second.empty()) return std::nullopt;
    return found->second.back();
  }
  // Returns all values of the option, in the order of the command line.
  [[nodiscard]] std::vector<std::string> texts(std::string_view option) const {
    const auto found = options_.find(option);
    return found == options_.end() ? std::vector<std::string>() : found->second;
  }
  [[nodiscard]] const std::vector<std::string>& operands() const noexcept { return operands_; }

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> options_;
  std::vector<std::string> operands_;
};

}  // namespace mydocker::cli

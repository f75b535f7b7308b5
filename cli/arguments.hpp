// What was given to a command: its options by name, its operands in order.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mydocker::cli {

class Arguments {
 public:
  void add_option(const std::string& name, const std::vector<std::string>& values);
  void add_operand(std::string operand) { operands_.push_back(std::move(operand)); }

  [[nodiscard]] bool has(std::string_view option) const { return options_.contains(option); }
  // The value of an option that may be given once.
  [[nodiscard]] std::optional<std::string> text(std::string_view option) const;
  // The values of an option that may be given several times, in order.
  [[nodiscard]] std::vector<std::string> texts(std::string_view option) const;
  [[nodiscard]] const std::vector<std::string>& operands() const noexcept { return operands_; }

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> options_;
  std::vector<std::string> operands_;
};

}  // namespace mydocker::cli

#include "runtime/model/names.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "runtime/base/quoted.hpp"

namespace mydocker::model {
namespace {

// The words that Docker and Podman use in the place of a network's name.
constexpr std::array<std::string_view, 9> kReserved{
    "bridge", "container", "default", "host", "none", "ns", "pasta", "private", "slirp4netns"};

struct NameRule {
  std::string what;  // word for errors: "network"
  std::size_t length;
};

bool is_alphanumeric(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9');
}

bool is_name_letter(char letter) {
  return is_alphanumeric(letter) || letter == '_' || letter == '.' || letter == '-';
}

Result<void> check_name(std::string_view name, const NameRule& rule) {
  using enum ErrorKind;
  if (name.empty()) return Error(invalid_argument, rule.what + " name is empty");
  const std::string subject = rule.what + " name " + base::quoted(name);
  if (name.size() > rule.length)
    return Error(invalid_argument,
                 subject + " is longer than " + std::to_string(rule.length) + " characters");
  if (!std::ranges::all_of(name, is_name_letter))
    return Error(invalid_argument, subject + " has characters other than a-z A-Z 0-9 _ . -");
  if (!is_alphanumeric(name.front()))
    return Error(invalid_argument, subject + " does not start with a letter or a digit");
  return {};
}

}  // namespace

Result<void> check_network_name(std::string_view name) {
  MYDOCKER_CHECK(check_name(name, {"network", kNetworkNameLength}));
  if (std::ranges::find(kReserved, name) != kReserved.end())
    return Error(ErrorKind::invalid_argument, "network name " + base::quoted(name) + " is reserved")
        .hint("choose another name; the kind of network is chosen with --driver");
  return {};
}

Result<void> check_container_name(std::string_view name) {
  return check_name(name, {"container", kContainerNameLength});
}

}  // namespace mydocker::model

#include "runtime/model/option_check.hpp"

#include <algorithm>
#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/options.hpp"
#include "runtime/base/nearest.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/text.hpp"

namespace mydocker::model {
namespace {

using enum ErrorKind;

const ManifestOption* find_option(const Manifest& manifest, const std::string& key) {
  for (const auto& option : manifest.options)
    if (option.is_called(key)) return &option;
  return nullptr;
}

Error unknown_option(const std::string& key, const Manifest& manifest, OptionScope scope) {
  std::vector<std::string> names;
  for (const auto& option : manifest.options) {
    if (option.scope != scope) continue;
    names.push_back(option.key);
    for (const auto& alias : {option.alias, option.other_alias})
      if (!alias.empty()) names.push_back(alias);
  }
  Error error(invalid_argument,
              "driver " + base::quoted(manifest.name) + " has no option " + base::quoted(key));
  if (const auto close = base::nearest(key, names))
    error = std::move(error).hint("did you mean \"" + *close + "\"?");
  return std::move(error).hint("mydocker driver inspect " + manifest.name + " lists its options");
}

Error no_option_with(OptionRole role, const Manifest& manifest) {
  return Error(invalid_argument, "driver " + base::quoted(manifest.name) +
                                     " has no option with the role " +
                                     base::quoted(detail::name_of(role)))
      .hint("mydocker driver inspect " + manifest.name + " lists its options");
}

Error wrong_scope(const ManifestOption& option) {
  const std::string subject = "option " + base::quoted(option.key);
  if (option.scope == OptionScope::ipam)
    return Error(invalid_argument, subject + " is an option of the IPAM driver")
        .hint("give it when the network is created: mydocker network create --ipam-opt " +
              option.key + "=VALUE");
  if (option.scope == OptionScope::endpoint)
    return Error(invalid_argument, subject + " is an option for containers, not for networks")
        .hint("give it when a container is connected: mydocker network connect --driver-opt " +
              option.key + "=VALUE");
  return Error(invalid_argument, subject + " is an option for networks, not for containers")
      .hint("give it when the network is created: mydocker network create --opt " + option.key +
            "=VALUE");
}

Error given_twice(const ManifestOption& option, const std::string& name,
                  const std::map<std::string, std::string>& given) {
  const auto other = std::ranges::find_if(
      given, [&](const auto& one) { return one.first != name && option.is_called(one.first); });
  return Error(invalid_argument, "options " + base::quoted(name) + " and " +
                                     base::quoted(other->first) + " are the same option")
      .hint("give only one of them");
}

Result<std::string> check_number(const ManifestOption& option, const std::string& value) {
  MYDOCKER_TRY(const std::int64_t number, parse_number(value));
  const bool limited = option.min != 0 || option.max != 0;
  if (limited && (number < option.min || number > option.max))
    return Error(invalid_argument, base::quoted(value) + " is not from " +
                                       std::to_string(option.min) + " to " +
                                       std::to_string(option.max));
  return std::to_string(number);
}

Result<std::string> check_text(const ManifestOption& option, const std::string& value) {
  if (option.choices.empty()) return value;
  if (std::ranges::find(option.choices, value) != option.choices.end()) return value;
  Error error(invalid_argument,
              base::quoted(value) + " is not one of " + base::joined(option.choices));
  if (const auto close = base::nearest(value, option.choices))
    return std::move(error).hint("did you mean \"" + *close + "\"?");
  return error;
}

Result<std::string> check_value(const ManifestOption& option, const std::string& value) {
  if (value.empty())
    return Error(invalid_argument, "the value is empty").hint("leave the option out");
  if (!base::is_printable(value))
    return Error(invalid_argument, base::quoted(value) + " is not printable text");
  switch (option.type) {
    case OptionType::text:
      return check_text(option, value);
    case OptionType::flag: {
      MYDOCKER_TRY(const bool flag, parse_flag(value));
      return std::string(flag ? "true" : "false");
    }
    case OptionType::number:
      return check_number(option, value);
    case OptionType::address: {
      MYDOCKER_TRY(const IpAddress address, IpAddress::parse(value));
      return address.text();
    }
    case OptionType::prefix: {
      MYDOCKER_TRY(const IpPrefix prefix, IpPrefix::parse(value));
      return prefix.text();
    }
    case OptionType::mac: {
      MYDOCKER_TRY(const MacAddress mac, MacAddress::parse(value));
      return mac.text();
    }
    case OptionType::link:
      MYDOCKER_CHECK(check_link_name(value));
      return value;
    case OptionType::rate: {
      MYDOCKER_TRY(const auto rate, parse_rate(value));
      return std::to_string(rate);
    }
    case OptionType::size: {
      MYDOCKER_TRY(const auto size, parse_size(value));
      return std::to_string(size);
    }
  }
  return Error(internal, "an option type that is not known");
}

// Returns the driver's key of the option with this role. The role link_name is given by
// --interface-name. A driver without a link of its own has no such option. Then the option for the
// parent is used, as in Podman.
std::string key_with(OptionRole role, const Manifest& manifest, OptionScope scope) {
  auto key = manifest.key_of(role, scope);
  return key.empty() && role == OptionRole::link_name ? manifest.key_of(OptionRole::parent, scope)
                                                      : key;
}

}  // namespace

Result<std::map<std::string, std::string>> check_options(
    const std::map<std::string, std::string>& given, const Manifest& manifest, OptionScope scope) {
  std::map<std::string, std::string> values;
  for (const auto& [key, value] : given) {
    const ManifestOption* const option = find_option(manifest, key);
    if (option == nullptr) return unknown_option(key, manifest, scope);
    if (option->scope != scope) return wrong_scope(*option);
    MYDOCKER_TRY(auto checked, check_value(*option, value).within("option " + base::quoted(key)));
    if (!values.emplace(option->key, std::move(checked)).second)
      return given_twice(*option, key, given);
  }
  return values;
}

Result<std::map<std::string, std::string>> with_roles(std::map<std::string, std::string> given,
                                                      const RoleOptions& by_role,
                                                      const Manifest& manifest, OptionScope scope) {
  for (const auto& [role, value] : by_role) {
    const auto key = key_with(role, manifest, scope);
    if (key.empty()) return no_option_with(role, manifest);
    const auto same = std::ranges::find_if(given, [&](const auto& one) {
      const auto* const option = find_option(manifest, one.first);
      return option != nullptr && option->key == key;
    });
    if (same != given.end())
      return Error(invalid_argument, "option " + base::quoted(same->first) +
                                         " and an argument of the command are the same option")
          .hint("give only one of them");
    given.emplace(key, value);
  }
  return given;
}

// Adds default values. If the driver's own rules refuse a default, the driver has a defect. The
// user's input is not wrong.
Result<std::map<std::string, std::string>> with_defaults(std::map<std::string, std::string> options,
                                                         const Manifest& manifest,
                                                         OptionScope scope) {
  for (const auto& option : manifest.options) {
    if (option.scope != scope || option.default_value.empty() || options.contains(option.key))
      continue;
    auto value = check_value(option, option.default_value);
    if (!value.ok())
      return Error(driver, "driver " + base::quoted(manifest.name) + ": default of option " +
                               base::quoted(option.key) + ": " + value.error().message());
    options.emplace(option.key, *value);
  }
  return options;
}

}  // namespace mydocker::model

#include "runtime/conformance/option_inputs.hpp"

#include "runtime/base/quoted.hpp"

namespace mydocker::conformance {

std::vector<std::string> values_of(const ManifestOption& option) {
  switch (option.type) {
    case OptionType::flag:
      return {"true", "false"};
    case OptionType::number:
      if (option.min == 0 && option.max == 0) return {"1", "0", "1000"};
      return {std::to_string(option.min), std::to_string(option.max)};
    case OptionType::address:
      return {"10.77.0.9", "fd00:77::9"};
    case OptionType::prefix:
      return {"10.78.0.0/24", "fd00:78::/64"};
    case OptionType::mac:
      return {"02:4d:00:00:00:09"};
    case OptionType::link:
      return {kOutsideLink, "no-such-link"};
    case OptionType::rate:
      return {"10000000", "1000000000"};
    case OptionType::size:
      return {"32768", "1048576"};
    case OptionType::text:
      break;
  }
  if (!option.choices.empty()) return option.choices;
  return {"word", "two words", std::string(100, 'x')};
}

PlanInput with_option(PlanInput input, const ManifestOption& option, const std::string& value) {
  Options& options =
      option.scope == OptionScope::network ? input.network.options : input.endpoint.options;
  auto values = options.values();
  values[option.key] = value;
  options = Options(values);
  if (option.type == OptionType::link && value == kOutsideLink && input.host.default_route)
    input.host.links.push_back(*input.host.default_route);
  input.what = "option " + base::quoted(option.key + "=" + value);
  return input;
}

PlanInput with_mixture(PlanInput input, const std::vector<ManifestOption>& options,
                       std::mt19937_64& random) {
  std::string what;
  for (const auto& option : options) {
    if (random() % 2 == 0) continue;
    const auto values = values_of(option);
    input = with_option(std::move(input), option, values[random() % values.size()]);
    what += (what.empty() ? "" : ", ") + input.what;
  }
  input.what = what;
  return input;
}

}  // namespace mydocker::conformance

#include "runtime/conformance/option_inputs.hpp"

#include <functional>

#include "runtime/base/quoted.hpp"

namespace mydocker::conformance {

std::vector<ManifestOption> plan_options(const DriverUnderTest& driver) {
  auto options = driver.driver().options;
  std::erase_if(options, [](const ManifestOption& one) { return one.scope == OptionScope::ipam; });
  return options;
}

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

namespace {

using ValueTexts = std::vector<std::pair<std::string, std::string>>;

IpAddress address(const std::string& text) { return IpAddress::parse(text).value(); }
IpPrefix prefix(const std::string& text) { return IpPrefix::parse(text).value(); }
MacAddress mac(const std::string& text) { return MacAddress::parse(text).value(); }

class Pairs {
 public:
  explicit Pairs(PlanInput usual) : usual_(std::move(usual)) {}

  void add(std::string field, ValueTexts texts, const std::function<void(PlanInput&)>& change,
           const std::function<void(PlanInput&)>& prepare = {}) {
    ValuePair pair{std::move(field), usual_, usual_, std::move(texts)};
    if (prepare) {
      prepare(pair.before);
      prepare(pair.after);
    }
    change(pair.after);
    pair.before.what = pair.after.what = pair.field;
    pairs_.push_back(std::move(pair));
  }
  std::vector<ValuePair> take() { return std::move(pairs_); }

 private:
  PlanInput usual_;
  std::vector<ValuePair> pairs_;
};

void add_links(Pairs& pairs) {
  const auto next = mac("02:aa:bb:cc:dd:e2");
  pairs.add("EndpointView::mac",
            {{"02:aa:bb:cc:dd:e1", "02:aa:bb:cc:dd:e2"},
             {link_local_of(mac("02:aa:bb:cc:dd:e1")).text(), link_local_of(next).text()}},
            [next](PlanInput& input) { input.endpoint.mac = next; });
  pairs.add("EndpointView::link_name", {{"kitlink1", "kitlink2"}},
            [](PlanInput& input) { input.endpoint.link_name = "kitlink2"; });
  pairs.add("NetworkView::link_name", {{"kitnet1", "kitnet2"}},
            [](PlanInput& input) { input.network.link_name = "kitnet2"; });
  pairs.add("EndpointView::metric", {{"1234561", "1234562"}},
            [](PlanInput& input) { input.endpoint.metric = 1234562; });
}

void add_addresses(Pairs& pairs, const PlanInput& usual) {
  for (std::size_t i = 0; i < usual.network.subnets.size(); ++i) {
    const bool v4 = usual.network.subnets[i].prefix.address.is_v4();
    const std::string family = v4 ? " (IPv4)" : " (IPv6)";
    const std::string own = v4 ? "10.77.0.172" : "fd00:77::ad2";
    pairs.add("EndpointView::addresses" + family, {{v4 ? "10.77.0.171" : "fd00:77::ad1", own}},
              [=](PlanInput& input) { input.endpoint.addresses[i].address = address(own); });
    const std::string gateway = v4 ? "10.77.0.252" : "fd00:77::fb2";
    pairs.add("SubnetView::gateway" + family, {{v4 ? "10.77.0.251" : "fd00:77::fb1", gateway}},
              [=](PlanInput& input) { input.network.subnets[i].gateway = address(gateway); });
    const std::string destination = v4 ? "203.0.113.0/25" : "2001:db8:2::/64";
    const auto route = [=](PlanInput& input) {
      input.network.routes = {{prefix(v4 ? "203.0.113.128/25" : "2001:db8:1::/64"),
                               address(v4 ? "10.77.0.99" : "fd00:77::99")}};
    };
    pairs.add(
        "RouteView::destination" + family,
        {{v4 ? "203.0.113.128/25" : "2001:db8:1::/64", destination}},
        [=](PlanInput& input) { input.network.routes[0].destination = prefix(destination); },
        route);
    const std::string via = v4 ? "10.77.0.98" : "fd00:77::98";
    pairs.add(
        "RouteView::via" + family, {{v4 ? "10.77.0.99" : "fd00:77::99", via}},
        [=](PlanInput& input) { input.network.routes[0].via = address(via); }, route);
  }
  if (!usual.endpoint.extra_addresses.empty())
    pairs.add(
        "EndpointView::extra_addresses", {{"169.254.71.71", "169.254.71.72"}},
        [](PlanInput& input) { input.endpoint.extra_addresses = {prefix("169.254.71.72/16")}; });
}

void add_ports(Pairs& pairs) {
  const auto publish = [](PlanInput& input) {
    input.endpoint.ports = {{Protocol::tcp, address("198.51.100.171"), 18081, 17071, 1}};
  };
  pairs.add(
      "PortView::host_address", {{"198.51.100.171", "198.51.100.172"}},
      [](PlanInput& input) { input.endpoint.ports[0].host_address = address("198.51.100.172"); },
      publish);
  pairs.add(
      "PortView::host_port", {{"18081", "18082"}},
      [](PlanInput& input) { input.endpoint.ports[0].host_port = 18082; }, publish);
  pairs.add(
      "PortView::container_port", {{"17071", "17072"}},
      [](PlanInput& input) { input.endpoint.ports[0].container_port = 17072; }, publish);
}

}  // namespace

Result<PlanInput> rich_input(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto input, usual_input(driver));
  std::vector<std::string> subnets;
  if (has_addresses(driver)) subnets.emplace_back("10.77.0.0/24");
  if (has_addresses(driver) && has_ipv6(driver)) subnets.emplace_back("fd00:77::/64");
  input = with_subnets(std::move(input), subnets);
  input.endpoint.mac = mac("02:aa:bb:cc:dd:e1");
  input.endpoint.link_name = "kitlink1";
  input.network.link_name = "kitnet1";
  input.endpoint.metric = 1234561;
  if (has_addresses(driver)) input.endpoint.extra_addresses = {prefix("169.254.71.71/16")};
  for (std::size_t i = 0; i < subnets.size(); ++i) {
    const bool v4 = input.network.subnets[i].prefix.address.is_v4();
    input.network.subnets[i].gateway = address(v4 ? "10.77.0.251" : "fd00:77::fb1");
    input.endpoint.addresses[i].address = address(v4 ? "10.77.0.171" : "fd00:77::ad1");
  }
  return input;
}

std::vector<ValuePair> value_pairs(const DriverUnderTest& driver, const PlanInput& rich) {
  Pairs pairs(rich);
  add_links(pairs);
  add_addresses(pairs, rich);
  if (has_ports(driver) && has_addresses(driver)) add_ports(pairs);
  return pairs.take();
}

}  // namespace mydocker::conformance

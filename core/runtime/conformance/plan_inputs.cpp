#include "runtime/conformance/plan_inputs.hpp"

#include <algorithm>

#include "runtime/kernel/feature_probe.hpp"
#include "runtime/model/option_check.hpp"

namespace mydocker::conformance {
namespace {

constexpr std::size_t kIdDigits = 64;

std::string id_from(const std::string& digits) {
  std::string id = digits;
  while (id.size() < kIdDigits) id += "0123456789abcdef"[id.size() % 16];
  return id;
}

// Adds the default values of the options, as the core does. If the manifest does not allow a
// default value, check S04 reports it.
Options completed(std::map<std::string, std::string> values, const Manifest& manifest,
                  OptionScope scope) {
  for (const auto& option : manifest.options) {
    if (option.scope != scope) continue;
    Manifest alone;
    alone.options = {option};
    const auto defaults = model::with_defaults({}, alone, scope);
    if (defaults) values.insert(defaults->begin(), defaults->end());
  }
  return Options(std::move(values));
}

// Sets the parent link of a network on a LAN, if the user has not given one. The core does the
// same.
void resolve_parent(const Manifest& manifest, std::map<std::string, std::string>& options) {
  const auto parent = manifest.key_of(OptionRole::parent);
  if (manifest.can(Capability::lan) && !parent.empty()) options.emplace(parent, kOutsideLink);
}

// Adds the links that the options of type `link` name to the host facts. A link that does not exist
// in the test is left out.
void resolve_links(const DriverUnderTest& driver, PlanInput& input) {
  for (const auto& option : driver.driver().options) {
    const auto value = input.network.options.text(option.key);
    if (option.type == OptionType::link && value == kOutsideLink)
      input.host.links.push_back(*input.host.default_route);
  }
}

}  // namespace

bool has_addresses(const DriverUnderTest& driver) {
  return driver.driver().can(Capability::addresses);
}
bool has_ipv6(const DriverUnderTest& driver) { return driver.driver().can(Capability::ipv6); }
bool has_ports(const DriverUnderTest& driver) { return driver.driver().can(Capability::ports); }
bool shares_host(const DriverUnderTest& driver) {
  return driver.driver().can(Capability::host_namespace);
}

bool has_trait(const DriverUnderTest& driver, std::string_view trait) {
  const auto& traits = driver.driver().traits;
  return std::ranges::find(traits, trait) != traits.end();
}

Result<PlanInput> usual_input(const DriverUnderTest& driver) {
  const auto& manifest = driver.driver();
  MYDOCKER_TRY(auto given, model::check_options(driver.options, manifest, OptionScope::network));
  resolve_parent(manifest, given);
  PlanInput input;
  input.what = "a usual network";
  input.host.ipv6 = true;
  if (manifest.needs_fact(Need::kernel)) input.host.kernel_features = kernel::known_features();
  input.host.default_route = LinkFact{kOutsideLink, "veth", kUsualMtu, true};
  input.network.options = completed(std::move(given), manifest, OptionScope::network);
  input.endpoint.options = completed({}, manifest, OptionScope::endpoint);
  input.endpoint.link_name = "eth0";
  input.endpoint.default_route = true;
  input = of_network(std::move(input), "aaaaaaaa", "kit");
  resolve_links(driver, input);
  if (has_addresses(driver)) input = with_subnets(std::move(input), {"10.77.0.0/24"});
  return of_endpoint(std::move(input), "bbbbbbbb", "c1", 2);
}

PlanInput with_subnets(PlanInput input, const std::vector<std::string>& prefixes) {
  input.network.subnets.clear();
  input.endpoint.addresses.clear();
  for (const auto& text : prefixes) {
    const auto prefix = IpPrefix::parse(text);
    if (!prefix) continue;
    const IpAddress gateway = prefix->address.plus(1);
    input.network.subnets.push_back({*prefix, gateway});
    input.endpoint.addresses.emplace_back(prefix->address.plus(2), prefix->length);
  }
  return input;
}

PlanInput of_network(PlanInput input, const std::string& digits, const std::string& name) {
  input.network.id = id_from(digits);
  input.network.name = name;
  const bool fits = check_link_name(name).ok();
  input.network.link_name = fits ? name : derived_link_name("br-", input.network.id);
  return input;
}

PlanInput of_endpoint(PlanInput input, const std::string& digits, const std::string& container,
                      unsigned address) {
  input.endpoint.id = id_from(digits);
  input.endpoint.container = container;
  input.endpoint.mac = derived_mac(input.endpoint.id, "container");
  for (std::size_t i = 0; i < input.endpoint.addresses.size(); ++i)
    input.endpoint.addresses[i].address = input.network.subnets[i].prefix.address.plus(address);
  return input;
}

documents::Request network_request(const PlanInput& input) {
  documents::Request request;
  request.call = documents::Call::plan_network;
  request.network = input.network;
  request.host = input.host;
  return request;
}

documents::Request endpoint_request(const PlanInput& input, const Plan& network) {
  documents::Request request = network_request(input);
  request.call = documents::Call::plan_endpoint;
  request.endpoint = input.endpoint;
  // The core gives these facts to plan_network() only, so the request for an endpoint does not
  // contain them.
  request.host.default_route.reset();
  request.host.advertised_link.clear();
  for (const auto& entry : network.entries())
    if (const auto* bridge = entry.resource.get_if<Bridge>())
      request.host.links.push_back(
          {bridge->name, "bridge", bridge->mtu == 0 ? kUsualMtu : bridge->mtu, true});
  return request;
}

}  // namespace mydocker::conformance

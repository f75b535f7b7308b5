#include "cni/commands.hpp"

#include <algorithm>

#include "engine_document.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/text.hpp"

namespace mydocker::cli::cni {
namespace {

Failure no_capability(const std::string& name, const Json& value) {
  std::string why = "leave it out of \"capabilities\"";
  if (name == "infinibandGUID") why = "mydocker has no InfiniBand interfaces";
  return {
      Code::unsupported_field,
      "capability " + base::quoted(name) + " with the value " + value.dump() + " is not supported",
      why};
}

// Adds the address without its prefix length: "10.0.0.5/24" becomes "10.0.0.5". The prefix length
// comes from the network's subnet.
void add_address(const std::string& text, app::ConnectRequest& request) {
  const auto address = text.substr(0, text.find('/'));
  if (address.find(':') == std::string::npos)
    request.addresses.push_back(address);
  else
    request.addresses_v6.push_back(address);
}

CniResult<int> port_number(const Json& mapping, const std::string& key) {
  constexpr int kLast = 65535;
  const auto number = mapping[key].integer();
  if (number && *number >= 1 && *number <= kLast) return static_cast<int>(*number);
  return Failure(Code::configuration, "portMappings: field " + base::quoted(key) + " of " +
                                          mapping.dump() + " is not a port from 1 to 65535");
}

// Returns one element of portMappings as an argument of --publish.
CniResult<std::string> port_word(const Json& mapping) {
  if (!mapping.is_object())
    return Failure(Code::configuration, "portMappings: " + mapping.dump() + " is not an object");
  MYDOCKER_TRY(const int host, port_number(mapping, "hostPort"));
  MYDOCKER_TRY(const int container, port_number(mapping, "containerPort"));
  MYDOCKER_TRY(auto protocol, text_field(mapping, "protocol"));
  MYDOCKER_TRY(auto address, text_field(mapping, "hostIP"));
  return publish_argument(
      {std::move(address), std::to_string(host), std::to_string(container), std::move(protocol)});
}

CniResult<Done> add_ports(const NetworkConfig& config, app::ConnectRequest& request) {
  MYDOCKER_TRY(const auto mappings, list_field(config.runtime_config, "portMappings"));
  for (const auto& mapping : mappings.items()) {
    MYDOCKER_TRY(auto word, port_word(mapping));
    request.ports.push_back(std::move(word));
  }
  return Done{};
}

// Adds the requested addresses. The capability "ips" has priority over the addresses in CNI_ARGS.
CniResult<Done> add_addresses(const CniEnvironment& environment, const NetworkConfig& config,
                              app::ConnectRequest& request) {
  MYDOCKER_TRY(const auto addresses, texts_field(config.runtime_config, "ips"));
  for (const auto& address : addresses) add_address(address, request);
  const auto argument = environment.args.find("IP");
  if (addresses.empty() && argument != environment.args.end() && !argument->second.empty())
    add_address(argument->second, request);
  return Done{};
}

CniResult<Done> add_mac(const CniEnvironment& environment, const NetworkConfig& config,
                        app::ConnectRequest& request) {
  MYDOCKER_TRY(auto mac, text_field(config.runtime_config, "mac"));
  const auto argument = environment.args.find("MAC");
  if (mac.empty() && argument != environment.args.end()) mac = argument->second;
  if (!mac.empty()) request.mac = std::move(mac);
  return Done{};
}

CniResult<std::int64_t> bandwidth_number(const Json& bandwidth, const std::string& key) {
  if (!bandwidth.contains(key)) return std::int64_t{0};
  const auto bits = bandwidth[key].integer();
  if (bits && *bits >= 0) return *bits;
  return Failure(Code::configuration, "bandwidth: field " + base::quoted(key) +
                                          " is not a number of bits that is not negative");
}

// The names for one direction of traffic: two fields of the capability "bandwidth", and two driver
// options.
struct LimitFields {
  const char* rate_field;
  const char* burst_field;
  OptionRole rate;
  OptionRole burst;
};

// Adds the rate and the burst of one direction of traffic. A rate of 0 means no limit. The burst in
// the capability is in bits. The driver option is in bytes.
CniResult<Done> add_limit(const Json& bandwidth, const LimitFields& direction,
                          app::ConnectRequest& request) {
  constexpr std::int64_t kBitsPerByte = 8;
  MYDOCKER_TRY(const auto rate, bandwidth_number(bandwidth, direction.rate_field));
  MYDOCKER_TRY(const auto burst, bandwidth_number(bandwidth, direction.burst_field));
  if (rate == 0) return Done{};
  request.role_options.emplace(direction.rate, std::to_string(rate));
  if (burst != 0)
    request.role_options.emplace(direction.burst, std::to_string(burst / kBitsPerByte));
  return Done{};
}

constexpr LimitFields kDirections[] = {
    {"ingressRate", "ingressBurst", OptionRole::ingress_rate, OptionRole::ingress_burst},
    {"egressRate", "egressBurst", OptionRole::egress_rate, OptionRole::egress_burst}};

CniResult<Done> add_bandwidth(const NetworkConfig& config, app::ConnectRequest& request) {
  MYDOCKER_TRY(const Json bandwidth, object_field(config.runtime_config, "bandwidth"));
  for (const auto& field : bandwidth.fields()) {
    const bool known = std::ranges::any_of(kDirections, [&field](const LimitFields& one) {
      return field.key == one.rate_field || field.key == one.burst_field;
    });
    if (!known && !field.value.empty())
      return Failure(Code::unsupported_field,
                     "bandwidth: field " + base::quoted(field.key) + " is not supported",
                     "leave it out");
  }
  for (const auto& direction : kDirections)
    MYDOCKER_CHECK(add_limit(bandwidth, direction, request));
  return Done{};
}

// Returns the aliases of the container. Podman puts them in an object, in a list under the name of
// the network.
Result<std::vector<std::string>> aliases_in(const NetworkConfig& config) {
  const Json& given = config.runtime_config;
  const Json& aliases = given["aliases"];
  return aliases.is_object() ? texts_field(aliases, config.name) : texts_field(given, "aliases");
}

bool has_aliases(const app::DriverReport& driver) {
  return driver.manifest &&
         driver.manifest->option_with(OptionRole::aliases, OptionScope::endpoint) != nullptr;
}

// Adds the aliases of the container to the request. Only a driver that resolves names accepts them,
// as an option.
CniResult<Done> add_aliases(const CniCall& call, app::ConnectRequest& request) {
  MYDOCKER_TRY(const auto aliases, aliases_in(call.config));
  if (aliases.empty()) return Done{};
  MYDOCKER_TRY(const auto network, find_network(call));
  const auto name = network ? network->driver : call.config.definition.driver;
  MYDOCKER_TRY(const auto driver, call.runtime.inspect_driver(name));
  if (!has_aliases(driver))
    return Failure(
        Code::unsupported_field,
        "capability \"aliases\" with the value " + Json(aliases).dump() +
            " is not supported: driver " + base::quoted(name) + " resolves no names",
        R"(leave it out of "capabilities", or use a driver with an option of the role "aliases")");
  request.role_options.emplace(OptionRole::aliases, base::joined(aliases, ","));
  return Done{};
}

CniResult<Done> refuse_others(const NetworkConfig& config) {
  for (const auto& [name, value] : config.runtime_config.fields()) {
    const bool known = name == "portMappings" || name == "ips" || name == "mac" || name == "dns" ||
                       name == "bandwidth" || name == "aliases" ||
                       (name == "ipRanges" && !config.ipam.empty());
    if (!known && !value.empty()) return no_capability(name, value);
  }
  return Done{};
}

}  // namespace

CniResult<Done> add_capabilities(const CniCall& call, app::ConnectRequest& request) {
  const auto& environment = call.environment;
  const auto& config = call.config;
  MYDOCKER_CHECK(refuse_others(config));
  MYDOCKER_CHECK(add_ports(config, request));
  MYDOCKER_CHECK(add_mac(environment, config, request));
  MYDOCKER_CHECK(add_bandwidth(config, request));
  MYDOCKER_CHECK(add_aliases(call, request));
  return config.ipam.empty() ? add_addresses(environment, config, request) : Done{};
}

CniResult<Json> dns_of(const NetworkConfig& config) {
  Json dns = config.dns;
  MYDOCKER_TRY(const Json given, object_field(config.runtime_config, "dns"));
  // The names of the lists in the capability "dns", and the names of the same lists in the result.
  constexpr std::pair<const char*, const char*> kNames[] = {
      {"servers", "nameservers"}, {"searches", "search"}, {"options", "options"}};
  for (const auto& [capability, result] : kNames) {
    MYDOCKER_TRY(const auto texts, texts_field(given, capability));
    if (!texts.empty()) dns[result] = texts;
  }
  return dns;
}

}  // namespace mydocker::cli::cni

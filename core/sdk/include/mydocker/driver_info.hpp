// The manifest of a driver: its name, its version, its capabilities and its options.
//
// A driver declares one `constexpr DriverInfo` with string literals. MYDOCKER_EXPORT_DRIVER
// (export.hpp) turns it into an ELF note at compile time. `mydocker driver ls` reads the note and
// does not run the driver. Since SDK 1.0.
//
//   constexpr DriverInfo kInfo{.name = "none", .version = "1.0.0", .summary = "no network at all",
//                              .license = "Apache-2.0"};
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "mydocker/version.h"

namespace mydocker {

// The version of this SDK (version.h).
inline constexpr std::uint16_t kSdkMajor = MYDOCKER_SDK_VERSION_MAJOR;
inline constexpr std::uint16_t kSdkMinor = MYDOCKER_SDK_VERSION_MINOR;

// The form of an option's value. The core refuses a value of another form.
// - flag: a text that parse_flag() accepts (options.hpp)
// - number: a decimal number from `min` to `max`
// - address, prefix, mac: a text that the parse() function accepts (net_types.hpp)
// - link: the name of a link of the host; HostFacts::links describes the link
// - rate, size: a text that parse_rate() or parse_size() accepts (options.hpp); the driver gets the
//   number of bits per second, or of bytes
enum class OptionType : std::uint8_t { text, flag, number, address, prefix, mac, link, rate, size };

// What the core does with an option of the driver. Each role has at most one option of its
// scope. An option without a role has a meaning for the driver only.
enum class OptionRole : std::uint8_t {
  none,
  // link: the name of the network's main link (NetworkView::link_name).
  link_name,
  // text: the core names the links in containers PREFIX0, PREFIX1, ... The default is "eth".
  link_prefix,
  // address: the host address of ports that the user publishes without one.
  host_binding,
  // link, with Capability::lan: the link of the host that the containers share. The default is the
  // link of the host's default route. The core stores it with the network.
  parent,
  // text. Needs an option with the role `parent`. It says how the containers share the parent. With
  // the value "passthru", no other network can use this parent.
  parent_mode,
  // link: if the user gives this option, the core reserves one address of each subnet for the host
  // (SubnetView::host). The user can choose the address with --aux-address KEY=ADDRESS. The default
  // is the first free address.
  host_link,
  // text: how packets of the family enter and leave the network. With "isolated", the core reserves
  // no gateway. With "routed", published ports use no port of the host.
  gateway_mode_ipv4,
  gateway_mode_ipv6,
  // text, of an endpoint: settings for blocks::add_user_sysctls(). If the settings disable IPv6,
  // the core gives the endpoint no IPv6 addresses.
  sysctls,
  // flag: whether outgoing packets get the host's address. CNI configurations set it with "ipMasq".
  masquerade,
  // number: the MTU of the network's links, in bytes. `mydocker driver test` compares the value
  // with the plans.
  mtu,
  // text, of an endpoint: other names of the container, separated by commas. The driver resolves
  // them.
  aliases,
  // rate and size, of an endpoint: the limits of packets to the container (ingress) and from the
  // container (egress).
  ingress_rate,
  ingress_burst,
  egress_rate,
  egress_burst,
};

// The values of options with a role that the core knows.
inline constexpr std::string_view kPassthru = "passthru";  // value of OptionRole::parent_mode
inline constexpr std::string_view kIsolatedMode =
    "isolated";  // value of OptionRole::gateway_mode_ipv4 and _ipv6
inline constexpr std::string_view kRoutedMode = "routed";  // value of the same roles

// Where the user gives the option.
enum class OptionScope : std::uint8_t {
  network,   // at `network create` (-o): NetworkView::options
  endpoint,  // when a container is connected (--driver-opt): EndpointView::options
  // At `network create` (--ipam-opt), for a driver with Capability::ipam: Lease::options. The
  // network may be one of another driver.
  ipam,
};

// One option of a driver. The core checks the user's value before it calls the driver.
struct OptionSpec {
  std::string_view key{};  // in kebab-case: "bridge-name"
  OptionScope scope = OptionScope::network;
  OptionType type = OptionType::text;
  OptionRole role = OptionRole::none;
  std::string_view help{};           // description of the option, one clause
  std::string_view default_value{};  // default value as a user writes it; empty: no default
  std::int64_t min = 0;              // limits of a number, inclusive; both 0: no limit
  std::int64_t max = 0;
  std::span<const std::string_view> choices{};  // allowed values of a text; empty: every text
  std::string_view alias{};        // another name of the option, from another tool; empty: none
  std::string_view other_alias{};  // a second alias; empty: none
};

// An ability of a driver.
enum class Capability : std::uint8_t {
  addresses,  // its networks have subnets; the core chooses the addresses of the endpoints
  ipv6,       // its networks may have IPv6 subnets
  ports,      // its plans publish the ports of EndpointView::ports
  // Its containers are on a network outside mydocker. The user gives the gateway. The default is
  // the host's default gateway on the link of OptionRole::parent. The core refuses published ports,
  // because the containers are reachable without them.
  lan,
  // Its containers are processes in the host's network namespace. The core refuses a container with
  // another namespace.
  host_namespace,
  // It chooses the addresses of containers (ipam_handler.hpp). It does so on its own networks, and
  // on networks with --ipam-driver NAME.
  ipam,
};

// Data that the core collects for a driver only if the driver needs them. Collecting them takes
// time.
enum class Need : std::uint8_t {
  labels,     // NetworkView::labels
  endpoints,  // HostFacts::endpoints
  addresses,  // LinkFact::addresses of all links in HostFacts
  routes,     // HostFacts::routes, for the addresses in the network's options
  kernel,     // HostFacts::kernel_features
};

// The description of a driver, for users and for the core.
struct DriverInfo {
  std::string_view name{};     // name of the file without ".so"; [a-z][a-z0-9-]{0,31}
  std::string_view version{};  // version of the driver: "1.2.0"
  std::string_view summary{};  // one line of text
  std::string_view license{};  // SPDX identifier
  std::span<const Capability> capabilities{};
  // The kinds of resources that its plans contain (kind_of()). The core refuses other kinds.
  std::span<const std::string_view> resources{};
  std::span<const OptionSpec> options{};
  // The oldest minor version of the SDK that the host must have to load this driver. It is 0,
  // unless the driver needs a feature of a later version (docs/sdk_compatibility.md).
  std::uint16_t min_host_minor = 0;
  // Properties of an unusual driver. They only change the expectations of `mydocker driver test`.
  // `mydocker driver inspect` shows them.
  // - "no-gateway": no link of the host has the gateway's address.
  // - "routed-ports": a published port is reachable at the container's own address only.
  // - "handler-addresses": a ResourceHandler gives the container its addresses.
  // - "late-carrier": the container's link has no carrier until another program runs.
  // - "single-network": the host can have one network of this driver at a time.
  // - "reachable": clients outside reach every port of a container.
  std::span<const std::string_view> traits{};
  // The bundled driver that this driver wraps: "bridge", "macvlan" or "none". The core first plans
  // with the bundled driver. Then WrappingDriver (network_driver.hpp) adds to the plans. Users have
  // the options of both drivers. `capabilities`, `resources` and `options` above are those that
  // this driver adds. Empty: this driver plans alone.
  std::string_view wraps{};
  // The data that this driver's plans depend on, in addition to the data that every driver gets.
  std::span<const Need> needs{};
};

}  // namespace mydocker

// What a driver says about itself without being run: the content of its manifest.
//
// A driver declares one `constexpr DriverInfo`; MYDOCKER_EXPORT_DRIVER (export.hpp) turns it, at
// compile time, into an ELF note that `mydocker driver ls` reads without loading the file. Every
// string is a literal. Since SDK 1.0.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace mydocker {

// The version of this SDK. A driver built with major.minor loads into a host of the same major
// whose minor is at least the driver's `min_host_minor`.
inline constexpr std::uint16_t kSdkMajor = 1;
inline constexpr std::uint16_t kSdkMinor = 0;

// What a value looks like; the core refuses what does not. flag: as parse_flag() reads it. number:
// decimal, between `min` and `max`. address, prefix, mac: as the parse() functions of net_types.hpp
// read them. link: the name of a link of the host, which HostFacts::links then tells about.
enum class OptionType : std::uint8_t { text, flag, number, address, prefix, mac, link };

// Whether -o is given when the network is made or when a container is connected (--driver-opt).
enum class OptionScope : std::uint8_t { network, endpoint };

struct OptionSpec {
  std::string_view key{};  // kebab-case, "bridge-name"
  OptionScope scope = OptionScope::network;
  OptionType type = OptionType::text;
  std::string_view help{};           // one clause
  std::string_view default_value{};  // as the user would write it; empty: none
  std::int64_t min = 0;              // of a number, inclusive; both 0: no limit
  std::int64_t max = 0;
  std::span<const std::string_view> choices{};  // of a text; empty: any
  std::string_view alias{};        // the same option under another tool's name; empty: none
  std::string_view other_alias{};  // and under a third one's
};

struct DriverInfo {
  std::string_view name{};     // [a-z][a-z0-9-]{0,31}, equal to the file's name without ".so"
  std::string_view version{};  // of the driver, "1.2.0"
  std::string_view summary{};  // one line
  std::string_view license{};  // SPDX identifier
  // What the driver can do, and so what the core offers with it: "addresses" (its networks have
  // subnets, and the core chooses the addresses), "ipv6", "ports" (its plans publish the ports that
  // the user names; if it has an option "host-binding" of type address, that is where ports are
  // published for which the user names no address of the host).
  // And if a driver has an option "container-interface-prefix", the core names the containers'
  // links by it: PREFIX0, PREFIX1, ...
  // "lan": its containers stand on a network that is there without us. The gateway is then one of
  // that network's own: the one that the user names, or that of the host's default route by the
  // link of the option "parent", or none. Ports need no publishing, and are refused saying so.
  // "host-namespace": its containers are processes in the host's own network namespace, and no
  // other is taken.
  // An option "parent" of type link that the user leaves out becomes the link of the host's default
  // route, for good. For an option "host-link" of type link that the user gives, one address of
  // each subnet is kept for the host (SubnetView::host): the one that the user reserves under that
  // name (--aux-address host-link=ADDRESS), or the first that is free.
  std::span<const std::string_view> capabilities{};
  // The kinds of resources that its plans may contain (kind_of()); any other is refused.
  std::span<const std::string_view> resources{};
  std::span<const OptionSpec> options{};
  // The least minor version of the SDK that a mydocker must have to load this driver. 0 unless the
  // driver depends on something that came with a later one; docs/sdk_compatibility.md says when it
  // has to.
  std::uint16_t min_host_minor = 0;
};

}  // namespace mydocker

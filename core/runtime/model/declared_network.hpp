// A network as a file declares it (mydocker-network.yaml(5)): the arguments of `network create`,
// under the names of the file.
//
// The tables of fields below drive reading, writing and comparing. A new field needs a struct
// member and a line in its table. It is then in the file, in `network export` and in the diff of
// `network apply`. spec_of() and declared_from() translate it.
// config/network_file reads and writes the YAML.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mydocker/manifest.hpp"
#include "runtime/model/network.hpp"
#include "runtime/model/network_spec.hpp"

namespace mydocker::model {

using Texts = std::map<std::string, std::string>;

// A subnet of the file, as texts.
struct DeclaredSubnet {
  std::string prefix{};
  std::string gateway{};  // empty: the default gateway
  std::string range{};    // empty: the whole prefix
  Texts aux_addresses{};
  Texts reservations{};  // container -> address
  std::size_t line = 0;  // its first line in the file; 0: not from a file
};

// A network of the file. Only the form is checked.
struct DeclaredNetwork {
  std::string name{};
  std::string driver = kDefaultDriver;
  std::vector<DeclaredSubnet> subnets{};  // empty: chosen from the pools
  std::optional<bool> ipv4{};             // none: on
  std::optional<bool> ipv6{};             // none: on if there is an IPv6 subnet
  std::string ipam_driver = "default";
  std::vector<std::string> routes{};  // in the form of parse_route() in model/network_spec.hpp
  bool internal = false;
  Texts options{};  // only values that differ from the driver's defaults
  Texts labels{};
  std::size_t line = 0;
};

// The member that has the field's value: a text (empty: none), a flag with or without a default,
// keys with values, a list of texts, or subnets.
template <class Owner>
using FieldMember =
    std::variant<std::string Owner::*, std::optional<bool> Owner::*, bool Owner::*, Texts Owner::*,
                 std::vector<std::string> Owner::*, std::vector<DeclaredSubnet> Owner::*>;

// One line of a table: a field of the file and its member.
template <class Owner>
struct DeclaredField {
  std::string_view key;  // the name in the file
  FieldMember<Owner> member;
  bool in_place = false;  // `network update` can change it while the network exists
  bool always = false;    // written even if the value is the default
};

// All fields, in the order in which they are written. Not owned by the caller, static.
std::span<const DeclaredField<DeclaredNetwork>> network_fields();
std::span<const DeclaredField<DeclaredSubnet>> subnet_fields();

// Returns the arguments of `network create` for the same network.
NetworkSpec spec_of(const DeclaredNetwork& declared);

// The address driver as --ipam-driver names it: default, static, none, or the name of a driver.
std::string ipam_driver_of(const Network& network);

// Returns the declaration of the network, with every subnet and both families. Options with the
// driver's default value are left out. Without a `manifest` (null: the driver is missing) all
// options are listed. `manifest` is not owned.
DeclaredNetwork declared_from(const Network& network, const Manifest* manifest);

// Returns the declaration without families that follow from the subnets.
DeclaredNetwork in_short(DeclaredNetwork declared);

// Returns whether `spec` has the subnet's family, but names no subnet of it.
bool is_left_open(const DeclaredNetwork& spec, const DeclaredSubnet& subnet);

}  // namespace mydocker::model

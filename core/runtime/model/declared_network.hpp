// A network as a file declares it (mydocker-network.yaml(5)): the arguments of `network create`,
// under the names of the file.
//
// Reading, writing and comparing use the tables of fields below. A new field needs a struct member
// and a line in its table. The field is then in the file, in `network export` and in the diff of
// `network apply`. spec_of() and declared_from() convert a network. config/network_file reads and
// writes the YAML.
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
  Texts reservations{};  // pairs of container and address
  std::size_t line = 0;  // first line of the subnet in the file; 0: it does not come from a file
};

// A network of the file. Only the form is checked.
struct DeclaredNetwork {
  std::string name{};
  std::string driver = kDefaultDriver;
  std::vector<DeclaredSubnet> subnets{};  // empty: the subnets are chosen from the pools
  std::optional<bool> ipv4{};             // none: IPv4 is on
  std::optional<bool> ipv6{};             // none: IPv6 is on if there is an IPv6 subnet
  std::string ipam_driver = "default";
  Texts ipam_options{};
  // Routes in the form of parse_route() in model/network_spec.hpp.
  std::vector<std::string> routes{};
  bool internal = false;
  Texts options{};  // only values that differ from the driver's defaults
  Texts labels{};
  std::size_t line = 0;
};

// The member that stores the field's value. It is a text (empty: none), a flag, keys with values, a
// list of texts, or subnets.
template <class Owner>
using FieldMember =
    std::variant<std::string Owner::*, std::optional<bool> Owner::*, bool Owner::*, Texts Owner::*,
                 std::vector<std::string> Owner::*, std::vector<DeclaredSubnet> Owner::*>;

// One line of a table: a field of the file and its member.
template <class Owner>
struct DeclaredField {
  std::string_view key;  // name of the field in the file
  FieldMember<Owner> member;
  bool in_place = false;  // whether `network update` can change the field while the network exists
  bool always = false;    // whether the field is written even if the value is the default
  std::string_view formerly{};  // name of the field in earlier versions; empty: it had no other
};

// Returns all fields, in the order in which they are written. The list is static: the caller does
// not own it.
std::span<const DeclaredField<DeclaredNetwork>> network_fields();
std::span<const DeclaredField<DeclaredSubnet>> subnet_fields();

// Returns the arguments of `network create` for the declared network.
NetworkSpec spec_of(const DeclaredNetwork& declared);

// Returns the address driver as --ipam-driver names it: default, static, none, or the name of a
// driver.
std::string ipam_driver_of(const Network& network);

// Returns the declaration of the network, with every subnet, and with values for `ipv4` and `ipv6`.
// Options with the driver's default value are left out. If `manifest` is null because the driver is
// missing, all options are listed.
DeclaredNetwork declared_from(const Network& network, const Manifest* manifest);

// Returns the declaration without `ipv4` and `ipv6` where their values follow from the subnets.
DeclaredNetwork in_short(DeclaredNetwork declared);

// Returns whether `spec` wants the address family of `subnet`, but names no subnet of this family.
// Then mydocker chooses the subnet, so `subnet` matches `spec`.
bool is_left_open(const DeclaredNetwork& spec, const DeclaredSubnet& subnet);

}  // namespace mydocker::model

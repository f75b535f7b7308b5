// A network as a file declares it (mydocker-network.yaml(5)): what `network create` takes, under
// the names of the file.
//
// The tables of fields below are all that reading, writing and comparing know of it: whoever adds a
// field to a struct and a line to its table has it in the file, in `network export` and in the diff
// of `network apply`; spec_of() and declared_from() say what it means. Does not: read or write
// YAML (config/network_file does).
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

struct DeclaredSubnet {
  std::string prefix{};
  std::string gateway{};  // empty: the default one
  std::string range{};    // empty: the whole prefix
  Texts reserved{};
  Texts reservations{};  // container -> address
  std::size_t line = 0;  // where it begins in the file; 0: it comes from none
};

struct DeclaredNetwork {
  std::string name{};
  std::string driver = "bridge";
  std::vector<DeclaredSubnet> subnets{};  // empty: any will do
  std::optional<bool> ipv4{};             // none: yes
  std::optional<bool> ipv6{};             // none: if a subnet of it is named
  std::string ipam_driver = "default";
  std::vector<std::string> routes{};  // words of model/route_spec.hpp
  bool internal = false;
  Texts options{};  // those that differ from the driver's defaults
  Texts labels{};
  std::size_t line = 0;
};

// Where a field's value is: a text (empty: none), a flag that may be left open, a flag, keys with
// values, texts, or subnets.
template <class Owner>
using Place =
    std::variant<std::string Owner::*, std::optional<bool> Owner::*, bool Owner::*, Texts Owner::*,
                 std::vector<std::string> Owner::*, std::vector<DeclaredSubnet> Owner::*>;

template <class Owner>
struct Field {
  std::string_view key;  // in the file
  Place<Owner> place;
  bool in_place = false;  // `network update` can change it while the network exists
  bool always = false;    // written even where leaving it out means the same
};

// In the order in which they are written.
std::span<const Field<DeclaredNetwork>> network_fields();
std::span<const Field<DeclaredSubnet>> subnet_fields();

// The words of `network create` that ask for the same.
NetworkSpec spec_of(const DeclaredNetwork& declared);

// How a file would declare the network: every subnet and both families spelled out, options that
// are the driver's defaults left out. `manifest` null: the driver is not to be had, and all options
// are given.
DeclaredNetwork declared_from(const Network& network, const Manifest* manifest);

// The same without the families that follow from the subnets.
DeclaredNetwork in_short(DeclaredNetwork declared);

// Whether the network shall have addresses of the family of a subnet, whichever they are.
bool is_left_open(const DeclaredNetwork& spec, const DeclaredSubnet& subnet);

}  // namespace mydocker::model

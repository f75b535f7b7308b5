// The requests of a front end to the runtime: the user's arguments, which are not yet checked.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "mydocker/net_types.hpp"
#include "runtime/base/service_paths.hpp"
#include "runtime/model/attachment.hpp"
#include "runtime/model/network_filter.hpp"
#include "runtime/model/network_spec.hpp"

namespace mydocker::app {

// Paths of files and folders. The front end makes them absolute.
struct Settings {
  std::filesystem::path state_dir = "/var/lib/mydocker/network";
  std::filesystem::path run_dir = base::kRunDirectory;
  std::vector<std::filesystem::path> driver_dirs;
  std::optional<std::filesystem::path> config_file;
  std::filesystem::path driver_host{};  // trusted program; empty: the installed program
};

// The arguments of `network create`.
struct CreateNetworkRequest {
  model::NetworkSpec spec;
  bool dry_run = false;
  bool ignore_existing = false;  // --ignore: whether a network of this name may exist already
};

// What a front end expects of a network that it did not create.
struct ExpectedNetwork {
  std::string driver;                // driver of the network; empty: any
  std::vector<std::string> subnets;  // subnets that the network must have
  std::optional<bool> internal{};    // whether the network is internal; none: any
};

// The arguments of `network connect`.
struct ConnectRequest {
  std::string network;    // name, id, or id prefix of the network
  std::string container;  // name of the container
  // At most one of netns_path and pid is given. If both are missing, the namespace is
  // /run/netns/CONTAINER.
  std::optional<std::string> netns_path;
  std::optional<std::string> pid;
  std::vector<std::string> addresses;  // --ip: IPv4 addresses, each inside one of the subnets
  std::optional<std::string> mac;
  std::optional<std::string> link_name;  // --ifname; none: the first free ethN
  std::vector<std::string> ports;        // --publish, words of model/port_spec.hpp
  std::vector<std::string> options;      // --driver-opt KEY=VALUE: options of the driver
  bool dry_run = false;
  model::RoleOptions role_options{};        // options of a container engine, by their roles
  std::vector<std::string> addresses_v6{};  // --ip6: IPv6 addresses, each inside one of the subnets
  std::optional<std::string> gateway_priority{};    // --gw-priority
  std::vector<std::string> link_local_addresses{};  // addresses of --link-local-ip
  std::optional<model::Attachment> attachment{};    // key of a container engine
  // What the network must be like. If the network differs, the error has the kind invalid_argument.
  std::optional<ExpectedNetwork> expected{};
  // engine: the engine creates the container's half, so the request has no namespace. Its link_name
  // is unique on the host.
  model::ContainerHalf container_half = model::ContainerHalf::mydocker;
};

// A free address for a container engine that reserves it itself.
struct FreeAddressRequest {
  IpPrefix subnet;                  // subnet of a network
  std::optional<IpPrefix> range{};  // range inside the subnet; none: the range of the network
  // Addresses that the engine holds for endpoints that do not exist yet.
  std::set<IpAddress> held{};
};

// The addresses and routes that another program, for example a DHCP server, has chosen for a
// connected container.
struct LinkSettings {
  std::string network;
  std::string container;
  std::vector<IpPrefix> addresses;
  struct Gateway {
    IpPrefix destination;
    std::optional<IpAddress> via;  // gateway; none: the destination is on the link
  };
  std::vector<Gateway> routes;
};

// Ports of a connected container to publish or release.
struct PortsRequest {
  std::string network;
  std::string container;
  std::vector<std::string> ports;  // words of model/port_spec.hpp
  bool dry_run = false;
};

// The arguments of `network disconnect`.
struct DisconnectRequest {
  std::string network;
  std::string container;
  bool force = false;    // whether the container need not be connected
  bool abandon = false;  // whether resources that the driver cannot remove stay in the kernel
  bool dry_run = false;
  // If it is set, only an endpoint with this attachment is disconnected. If the network or such an
  // endpoint does not exist, the command does nothing.
  std::optional<model::Attachment> attachment{};
};

// The arguments of `network rm`.
struct RemoveNetworkRequest {
  std::string network;
  bool force = false;       // whether the network need not exist
  bool disconnect = false;  // whether the containers are disconnected first
  bool abandon = false;     // whether resources that the driver cannot remove stay in the kernel
  bool dry_run = false;
};

// The arguments of `network prune`.
struct PruneNetworksRequest {
  model::NetworkFilter filter;
  bool dry_run = false;
};

// The arguments of `network prune --containers`.
struct PruneContainersRequest {
  bool dry_run = false;
};

// The arguments of `network update`.
struct UpdateNetworkRequest {
  std::string network;
  std::vector<std::string> labels;  // --label KEY[=VALUE]: labels that are added or get a new value
  std::vector<std::string> labels_to_remove;  // --label-rm KEY: labels that are removed
  // Names of options that update does not support: "--subnet", ...
  std::vector<std::string> other_options;
  bool dry_run = false;
  std::vector<std::string> options{};  // -o KEY=VALUE: options that are added or get a new value
  // --opt-rm KEY: options that get their default again.
  std::vector<std::string> options_to_remove{};
  bool only_these = false;  // whether labels and options that are not named are removed
};

// The arguments of `network reload`.
struct ReloadNetworkRequest {
  std::string network;
  bool dry_run = false;
};

// The arguments of `driver install`.
struct InstallDriverRequest {
  std::string file;                         // a path, or an address of a web server ("https://...")
  std::optional<std::string> public_key{};  // file of the key that verifies the release
  std::optional<std::string> sha256{};      // expected checksum of the file
  bool allow_downgrade = false;             // whether an older version may replace a newer one
  bool dry_run = false;
};

// The arguments of `driver rm`, `driver enable` and `driver disable`.
struct DriverRequest {
  std::string name;
  bool dry_run = false;
};

// The arguments of `network apply`.
struct CompareFileRequest {
  std::string file;    // a file or a folder; "-" is standard input
  bool prune = false;  // whether networks that no file names are removed
  bool dry_run = false;
};

// Returns the digest of a command. The same verb and request give the same digest, so a repeated
// command is recognized (Session::result_of). The request is one of those for which
// command_digest.cpp has members(). The verb is the name of the command: "publish".
template <class Request>
std::string command_digest(const std::string& verb, const Request& request);

}  // namespace mydocker::app

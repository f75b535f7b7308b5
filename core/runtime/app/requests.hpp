// The requests of a front end to the runtime: the user's arguments, not checked.
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
  std::filesystem::path driver_host{};  // trusted; empty: the installed one
};

// The arguments of `network create`.
struct CreateNetworkRequest {
  model::NetworkSpec spec;
  bool dry_run = false;
  bool ignore_existing = false;  // --ignore: an existing network of that name is not an error
};

// What a front end knows about a network that it did not create.
struct ExpectedNetwork {
  std::string driver;                // empty: any
  std::vector<std::string> subnets;  // that the network must have
  std::optional<bool> internal{};    // none: any
};

// The arguments of `network connect`.
struct ConnectRequest {
  std::string network;    // name, id, or id prefix
  std::string container;  // a name
  // At most one of them. With neither, the namespace is /run/netns/CONTAINER.
  std::optional<std::string> netns_path;
  std::optional<std::string> pid;
  std::vector<std::string> addresses;  // --ip, each IPv4 inside one of the subnets
  std::optional<std::string> mac;
  std::optional<std::string> link_name;  // --ifname; none: the first free ethN
  std::vector<std::string> ports;        // --publish, words of model/port_spec.hpp
  std::vector<std::string> options;      // --driver-opt KEY=VALUE
  bool dry_run = false;
  model::RoleOptions role_options{};                // of a container engine
  std::vector<std::string> addresses_v6{};          // --ip6, each inside one of the subnets
  std::optional<std::string> gateway_priority{};    // --gw-priority
  std::vector<std::string> link_local_addresses{};  // --link-local-ip
  std::optional<model::Attachment> attachment{};    // of a container engine
  std::optional<ExpectedNetwork> expected{};        // invalid_argument: the network differs
  // engine: without a namespace, and with a link_name that is unique on the host.
  model::ContainerHalf container_half = model::ContainerHalf::mydocker;
};

// A free address for a container engine that reserves it itself.
struct FreeAddressRequest {
  IpPrefix subnet;                  // of a network
  std::optional<IpPrefix> range{};  // inside the subnet; none: the range of the network
  std::set<IpAddress> held{};       // by the engine, for endpoints that do not exist yet
};

// What another program, for example a DHCP server, has chosen for a connected container.
struct LinkSettings {
  std::string network;
  std::string container;
  std::vector<IpPrefix> addresses;
  struct Gateway {
    IpPrefix destination;
    std::optional<IpAddress> via;  // none: the destination is on the link
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
  bool force = false;    // a container that is not connected is not an error
  bool abandon = false;  // resources that the driver cannot remove stay in the kernel
  bool dry_run = false;
  // The endpoint must belong to this attachment. If the network or the endpoint does not exist,
  // there is nothing to do.
  std::optional<model::Attachment> attachment{};
};

// The arguments of `network rm`.
struct RemoveNetworkRequest {
  std::string network;
  bool force = false;       // a network that does not exist is not an error
  bool disconnect = false;  // disconnect its containers first
  bool abandon = false;     // resources that the driver cannot remove stay in the kernel
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
  std::vector<std::string> labels;            // --label KEY[=VALUE]: added, or with a new value
  std::vector<std::string> labels_to_remove;  // --label-rm KEY
  std::vector<std::string> other_options;  // "--subnet", ...: options that update does not support
  bool dry_run = false;
  std::vector<std::string> options{};            // -o KEY=VALUE: added, or with a new value
  std::vector<std::string> options_to_remove{};  // --opt-rm KEY
  bool only_these = false;                       // remove the labels and options that are not named
};

// The arguments of `network reload`.
struct ReloadNetworkRequest {
  std::string network;
  bool dry_run = false;
};

// The arguments of `driver install`.
struct InstallDriverRequest {
  std::string file;              // a path, or an address of a web server ("https://...")
  std::string public_key;        // the file of the key that signed the release; or empty
  std::string sha256;            // the expected checksum of the file; or empty
  bool allow_downgrade = false;  // replace a newer version with an older one
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
  bool prune = false;  // remove networks that no file names
  bool dry_run = false;
};

// Digests of commands. Two commands with the same request have the same digest, so that a repeated
// command is recognized (Session::result_of).

std::string command_digest(const CreateNetworkRequest& request);
std::string command_digest(const RemoveNetworkRequest& request);
std::string command_digest(const UpdateNetworkRequest& request);
std::string command_digest(const ConnectRequest& request);
std::string command_digest(const DisconnectRequest& request);
// `verb`: "publish" or "unpublish".
std::string command_digest(const std::string& verb, const PortsRequest& request);

}  // namespace mydocker::app

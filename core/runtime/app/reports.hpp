// What a front end gets back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/host_facts.hpp"
#include "mydocker/manifest.hpp"
#include "mydocker/result.hpp"
#include "runtime/app/requests.hpp"
#include "runtime/ipam/subnet_use.hpp"
#include "runtime/model/network.hpp"
#include "runtime/model/network_changes.hpp"

namespace mydocker::app {

// Of a changing command: what was made, or for a dry run, the script that would make it.
struct ChangeReport {
  std::string id;      // of the network or the endpoint; empty if there was nothing to do
  std::string name;    // of the network
  std::string script;  // for a dry run: what `sh` runs to the same effect
};

// A default route of a container, as far as our networks give it.
struct DefaultRouteReport {
  std::string network;  // the name of the one that carries it; empty: none of ours does
  std::string gateway;  // the endpoint's own gateway, whether it is used or not; empty: none
};

// What was planned, and what the driver was told of the host then.
struct PlanReport {
  std::vector<std::string> lines;    // "resource: why"
  std::optional<HostFacts> facts{};  // none: nothing is in the kernel
};

struct EndpointReport {
  model::Endpoint endpoint;
  std::string host_link;  // the host end, if the plan has one
  bool alive = false;     // whether its namespace is still there
  DefaultRouteReport ipv4{};
  DefaultRouteReport ipv6{};
  PlanReport plan{};
};

struct NetworkReport {
  model::Network network;
  bool applied =
      false;  // whether it is in the kernel; not after a reboot, until it is needed again
  std::vector<EndpointReport> endpoints;  // only where they were asked for
  PlanReport plan{};                      // only where they were asked for
  std::vector<ipam::SubnetUse> use;       // of each subnet, only where endpoints are
};

// A port of the host, or a row of them, and who has it.
struct PortReport {
  std::string network;
  std::string container;
  model::PortMapping published;
  bool alive = false;  // whether the container's namespace is still there
};

struct DriverReport {
  std::string name;
  std::string file;
  std::string source;  // "option", "environment", "configuration", "local", "bundled"
  std::optional<Manifest> manifest;
  std::optional<Error> refusal;
  std::string shadowed_by{};  // the file that is taken instead; empty: none
  bool disabled = false;
};

// What a driver's file plans for a network that is in the kernel, or a container on it, held
// against what was planned when it came there.
struct DriverDiffReport {
  std::string network;
  std::string container;               // empty: it is of the network
  std::vector<std::string> added{};    // "resource: why"
  std::vector<std::string> removed{};  // the same
  std::optional<Error> refusal{};      // it plans nothing

  [[nodiscard]] bool is_same() const { return added.empty() && removed.empty() && !refusal; }
};

// One check of a driver's file.
struct DriverCheck {
  enum class Outcome : std::uint8_t { passed, failed, skipped };

  std::string id;    // "D104"; stays as it is
  std::string name;  // "note"
  Outcome outcome = Outcome::passed;
  std::string finding;  // what was found, or why it is skipped; of one that failed the error
  std::vector<std::string> hints;  // of one that failed
};

struct DriverDiagnosis {
  std::string name;
  std::string file;  // empty: there is none
  std::vector<DriverCheck> checks;
};

// Of a command that changes which drivers there are, or which may be used.
struct DriverChange {
  std::string did;     // in one line; for a dry run, empty
  std::string script;  // for a dry run: what `sh` runs to the same effect
};

// What was removed, and why the rest was not; what is in use is neither.
struct PruneReport {
  std::vector<ChangeReport> removed;
  std::vector<Error> failures;
};

// What shell completion may offer: what can be seen without changing or waiting for anything. Names
// only, and none of what cannot be read.
struct CompletionNetwork {
  std::string name;
  std::string driver;
  std::vector<std::string> containers;  // that are connected
  std::map<std::string, std::string> labels{};
};
struct CompletionSnapshot {
  std::vector<CompletionNetwork> networks;
  std::vector<std::string> namespaces;  // in /run/netns
  std::vector<std::string> links;       // of the host
};

// One network that has to change before a file of networks is true.
struct NetworkChange {
  enum class Kind : std::uint8_t { create, update, remake, remove };
  Kind kind = Kind::create;
  std::string name;
  std::vector<model::FieldChange> fields;  // of update and remake: what differs
  // Of remake and remove: the containers that are connected. While there are any, it is refused.
  std::vector<std::string> users;
  std::string id;             // of the network as it is; empty for create
  CreateNetworkRequest spec;  // of all but remove: what the file says
};

// Why a change that has users is not made; names them. in_use.
Error refusal_of(const NetworkChange& change);

}  // namespace mydocker::app

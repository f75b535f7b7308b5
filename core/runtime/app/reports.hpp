// The results that the runtime returns to a front end.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/host_facts.hpp"
#include "mydocker/manifest.hpp"
#include "mydocker/resource.hpp"
#include "mydocker/result.hpp"
#include "runtime/app/requests.hpp"
#include "runtime/ipam/subnet_use.hpp"
#include "runtime/model/network.hpp"
#include "runtime/model/network_changes.hpp"

namespace mydocker::app {

// The result of a changing command. For a dry run it has the script that would make the change.
struct ChangeReport {
  std::string id;                  // of the network or the endpoint; empty: nothing changed
  std::string name;                // of the network
  std::string script;              // for a dry run: a script for `sh` with the same effect
  std::optional<Error> failure{};  // of a dry run of reload: what the script cannot repair
};

// A default route of a container, if a network of mydocker provides it.
struct DefaultRouteReport {
  std::string network;  // the name of that network; empty: none provides it
  std::string gateway;  // the gateway of this endpoint, used or not; empty: none
};

// The recorded plan, the host facts that the driver received for it, and what the driver reports.
struct PlanReport {
  std::vector<std::string> lines;    // "resource: why"
  std::optional<HostFacts> facts{};  // none: no resources in the kernel
  std::map<std::string, std::string> status{};
};

// One resource that does not match the recorded plan of an active network or endpoint.
struct DriftReport {
  std::string network;
  std::string container;  // empty: the resource belongs to the network itself
  std::string resource;   // as in a plan: `bridge "web"`
  std::string problem;    // "missing", or what differs
};

// The objects without an owner that were found, or removed.
struct GarbageReport {
  std::vector<std::string> objects{};  // as in a plan: `bridge "web"`
  std::string script{};                // of a dry run
};

// One endpoint of a network report.
struct EndpointReport {
  model::Endpoint endpoint;
  std::string host_link;        // the host's link of the veth pair; empty: none
  MacAddress host_mac{};        // of that link
  std::vector<Route> routes{};  // of the plan, in the container
  bool alive = false;           // whether its namespace still exists
  // Whether the container is connected: no command is connecting or disconnecting it, or has died
  // while it did.
  bool finished = true;
  DefaultRouteReport ipv4{};
  DefaultRouteReport ipv6{};
  PlanReport plan{};
};

// The result of connect().
struct ConnectReport : ChangeReport {
  EndpointReport endpoint{};  // without its plan; empty for a dry run
};

// One network. Everything but `network` is filled by inspect only.
struct NetworkReport {
  model::Network network;
  // The link of the host that the network uses: its own link or its parent. Empty: it uses none.
  // Of inspect, or after Runtime::find_interfaces().
  std::string interface {};
  std::string link_option{};  // another tool's name of the option for the link name; empty: none
  bool applied = false;  // whether it is in the kernel; false after a reboot until it is needed
  std::vector<EndpointReport> endpoints;  // of inspect only
  PlanReport plan{};                      // of inspect only
  std::vector<ipam::SubnetUse> use;       // of each subnet; of inspect only
};

// One driver's file. `refusal`: why it cannot be used.
struct DriverReport {
  std::string name;
  std::string file;
  std::string source;  // "option", "environment", "configuration", "local", "bundled"
  std::optional<Manifest> manifest;
  std::optional<Error> refusal;
  std::string shadowed_by{};  // the file that is used instead; empty: none
  bool disabled = false;
};

// A driver's plan for one request.
struct PlanReply {
  std::string document;            // the plan as JSON
  std::vector<std::string> lines;  // each resource with its reason
};

// The difference between the recorded plan and a new plan of a driver's file, for one network or
// one container in it.
struct DriverDiffReport {
  std::string network;
  std::string container;               // empty: the plan of the network
  std::vector<std::string> added{};    // "resource: why"
  std::vector<std::string> removed{};  // in the same form
  std::optional<Error> refusal{};      // the driver returned an error instead of a plan

  [[nodiscard]] bool is_same() const { return added.empty() && removed.empty() && !refusal; }
};

// The result of one check of a driver's file.
struct DriverCheck {
  enum class Outcome : std::uint8_t { passed, failed, skipped };

  std::string id;    // "D104"; never changes
  std::string name;  // "note"
  Outcome outcome = Outcome::passed;
  std::string finding;             // what was found, why it was skipped, or the error
  std::vector<std::string> hints;  // only if it failed
};

// All checks of one driver.
struct DriverDiagnosis {
  std::string name;
  std::string file;  // empty: there is no file
  std::vector<DriverCheck> checks;
};

// The result of a command that changes which drivers exist or are enabled.
struct DriverChange {
  std::string did;     // one line; empty for a dry run
  std::string script;  // for a dry run: a script for `sh` with the same effect
};

// Removed networks and errors. A network in use is in neither list.
struct PruneReport {
  std::vector<ChangeReport> removed;
  std::vector<Error> failures;
};

// The words for shell completion. They are read without a change and without waiting. Unreadable
// words are missing.
struct CompletionNetwork {
  std::string name;
  std::string driver;
  std::vector<std::string> containers;  // connected ones
  std::map<std::string, std::string> labels{};
};
// All words for shell completion.
struct CompletionSnapshot {
  std::vector<CompletionNetwork> networks;
  std::vector<std::string> namespaces;  // in /run/netns
  std::vector<std::string> links;       // of the host
};

// One change that `network apply` must make, so that a network matches its file.
struct NetworkChange {
  enum class Kind : std::uint8_t { create, update, remake, remove };
  Kind kind = Kind::create;
  std::string name;
  std::vector<model::FieldChange> fields;  // of update and remake: the differences
  // Of remake and remove: the connected containers. If there are any, the change is refused.
  std::vector<std::string> users;
  std::string id;           // of the existing network; empty for create
  model::NetworkSpec spec;  // of all but remove: the definition in the file
};

// Returns the in_use error of a change that has users; it names them.
Error refusal_of(const NetworkChange& change);

}  // namespace mydocker::app

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
  std::string id;                  // id of the network or the endpoint; empty: nothing changed
  std::string name;                // name of the network
  std::string script;              // only for a dry run: a script for `sh` with the same effect
  std::optional<Error> failure{};  // only for a dry run of reload: what the script cannot repair
};

// A default route of a container, if a network of mydocker provides it.
struct DefaultRouteReport {
  // The name of the network that provides the route; empty: no network of mydocker.
  std::string network;
  std::string gateway;  // the gateway of this endpoint, even if it is not used; empty: none
};

// The recorded plan, the host facts that the driver received for it, and the driver status.
struct PlanReport {
  std::vector<std::string> lines;    // "resource: why"
  std::optional<HostFacts> facts{};  // none: the network or endpoint has no resources in the kernel
  std::map<std::string, std::string> status{};
};

// One resource that does not match the recorded plan of an active network or endpoint.
struct DriftReport {
  std::string network;
  std::string container;  // empty: the resource belongs to the network itself
  std::string resource;   // description as in a plan: `bridge "web"`
  std::string problem;    // "missing", or what differs
};

// Objects that belong to no network. They were found, or removed.
struct GarbageReport {
  std::vector<std::string> objects{};  // descriptions as in a plan: `bridge "web"`
  std::string script{};                // only for a dry run
};

// One endpoint of a network report.
struct EndpointReport {
  model::Endpoint endpoint;
  std::string host_link;        // the host's link of the veth pair; empty: none
  MacAddress host_mac{};        // MAC of the host's link
  std::vector<Route> routes{};  // routes of the plan, in the container
  bool alive = false;           // whether its namespace still exists
  // Whether the container is connected. False while a command connects or disconnects it, and if
  // such a command has died.
  bool finished = true;
  DefaultRouteReport ipv4{};
  DefaultRouteReport ipv6{};
  PlanReport plan{};
};

// The result of connect().
struct ConnectReport : ChangeReport {
  EndpointReport endpoint{};  // the connected endpoint; its plan is not filled; after a dry run, no
                              // field is filled
};

// One network. Only inspect fills all fields. Other commands fill only `network`.
struct NetworkReport {
  model::Network network;
  // The link of the host that the network uses: its own link or its parent. Empty: it uses none.
  // Filled by inspect, and by Runtime::find_interfaces().
  std::string interface {};
  std::string link_option{};  // name of the option for the link name in another tool; empty: none
  bool applied = false;  // whether the network is in the kernel; after a reboot it is false until
                         // the network is needed
  std::vector<EndpointReport> endpoints;  // filled by inspect only
  PlanReport plan{};                      // filled by inspect only
  std::vector<ipam::SubnetUse> use;       // the use of each subnet; filled by inspect only
};

// One driver's file. `refusal` says why it cannot be used.
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
struct RequestedPlan {
  std::string document;            // the plan as JSON
  std::vector<std::string> lines;  // each resource with its reason
};

// How the plan of a driver's file differs from the recorded plan, for one network or one of its
// containers.
struct DriverDiffReport {
  std::string network;
  std::string container;               // empty: the plan of the network
  std::vector<std::string> added{};    // "resource: why"
  std::vector<std::string> removed{};  // lines "resource: why"
  std::optional<Error> refusal{};      // the driver returned an error instead of a plan

  [[nodiscard]] bool is_same() const { return added.empty() && removed.empty() && !refusal; }
};

// The result of one check of a driver's file.
struct DriverCheck {
  enum class Outcome : std::uint8_t { passed, failed, skipped };

  std::string id;    // id such as "D104"; it never changes
  std::string name;  // name such as "note"
  Outcome outcome = Outcome::passed;
  std::string finding;             // the result, the reason for skipping the check, or the error
  std::vector<std::string> hints;  // filled only if the check failed
};

// All checks of one driver.
struct DriverDiagnosis {
  std::string name;
  std::string file;  // empty: there is no file
  std::vector<DriverCheck> checks;
};

// The result of a command that changes which drivers exist or are enabled.
struct DriverChange {
  std::string did;     // one line that says what was done; empty for a dry run
  std::string script;  // only for a dry run: a script for `sh` with the same effect
};

// Removed networks and errors. A network in use is in neither list.
struct PruneReport {
  std::vector<ChangeReport> removed;
  std::vector<Error> failures;
  std::string script{};  // only for a dry run: one script for everything that is removed
};

// The words for shell completion. Reading them changes nothing and waits for nothing. Words that
// cannot be read are missing.
struct CompletionNetwork {
  std::string name;
  std::string driver;
  std::vector<std::string> containers;  // names of connected containers
  std::map<std::string, std::string> labels{};
};
// All words for shell completion.
struct CompletionSnapshot {
  std::vector<CompletionNetwork> networks;
  std::vector<std::string> namespaces;  // names of namespaces in /run/netns
  std::vector<std::string> links;       // links of the host
};

// One change that `network apply` must make, so that a network matches its file.
struct NetworkChange {
  enum class Kind : std::uint8_t { create, update, remake, remove };
  Kind kind = Kind::create;
  std::string name;
  std::vector<model::FieldChange> fields;  // the differences; only for the kinds update and remake
  // The connected containers; only for the kinds remake and remove. If there are any, the change is
  // refused.
  std::vector<std::string> users;
  std::string id;           // id of the existing network; empty for the kind create
  model::NetworkSpec spec;  // the definition in the file; not for the kind remove
};

// Returns the in_use error of a change that has users. The error names them.
Error refusal_of(const NetworkChange& change);

}  // namespace mydocker::app

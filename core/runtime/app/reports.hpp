// What a front end gets back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mydocker/manifest.hpp"
#include "mydocker/result.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::app {

// Of a changing command: what was made, or for a dry run, the script that would make it.
struct ChangeReport {
  std::string id;      // of the network or the endpoint; empty if there was nothing to do
  std::string name;    // of the network
  std::string script;  // for a dry run: what `sh` runs to the same effect
};

struct EndpointReport {
  model::Endpoint endpoint;
  std::string host_link;  // the host end, if the plan has one
  bool alive = false;     // whether its namespace is still there
};

struct NetworkReport {
  model::Network network;
  bool applied =
      false;  // whether it is in the kernel; not after a reboot, until it is needed again
  std::vector<EndpointReport> endpoints;  // only where they were asked for
  std::vector<std::string> plan;          // "why: resource", only where it was asked for
};

// A port of the host, or a row of them, and who has it.
struct PortReport {
  std::string network;
  std::string container;
  model::Publication published;
  bool alive = false;  // whether the container's namespace is still there
};

struct DriverReport {
  std::string name;
  std::string file;
  std::string source;  // "option", "environment", "configuration", "local", "bundled"
  std::optional<Manifest> manifest;
  std::optional<Error> refusal;
  bool shadowed = false;
};

}  // namespace mydocker::app

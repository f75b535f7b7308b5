// A delegated plug-in: another CNI program that chooses the addresses.
#pragma once

#include <string>
#include <vector>

#include "cni/commands.hpp"

namespace mydocker::cli::cni {

// One delegated plug-in from CNI_PATH. It gets the same configuration and environment as this
// process, and writes to the same standard error.
class Delegate {
 public:
  // Finds the plug-in. Error configuration: no folder of CNI_PATH contains it.
  static CniResult<Delegate> find(const CniEnvironment& environment, const NetworkConfig& config);

  // Runs a CNI command of the plug-in and returns its result. A failure has the code that the
  // plug-in returned.
  CniResult<Json> run(const std::string& command) const;
  // Does the same for another attachment, with this container id and interface.
  CniResult<Json> run(const std::string& command, const std::string& container_id,
                      const std::string& interface) const;
  // Returns whether the plug-in supports the newest CNI version, which has STATUS and GC.
  [[nodiscard]] bool has_newest_version() const;

 private:
  Delegate(std::string program, std::string name, std::string input)
      : program_(std::move(program)), name_(std::move(name)), input_(std::move(input)) {}
  using Variables = std::vector<std::pair<std::string, std::string>>;
  [[nodiscard]] CniResult<Json> run_with(const Variables& variables) const;

  std::string program_;
  std::string name_;
  std::string input_;
};

// The addresses and routes that a delegated plug-in has chosen.
struct DelegatedAddresses {
  std::vector<std::string> addresses;  // addresses with prefix lengths
  std::vector<std::string> gateways;
  struct WantedRoute {
    std::string destination;
    std::string gateway;  // gateway of the route; empty: any
  };
  std::vector<WantedRoute> routes;
  Json dns;

  static CniResult<DelegatedAddresses> from(const Json& result);
};

// Runs ADD with a delegated plug-in. The plug-in is called only if the attachment does not exist
// yet. For an existing attachment, its ADD would fail, and the DEL after this failure would release
// an address in use. An endpoint whose container no longer exists is removed first.
CniResult<Json> add_delegated(const CniCall& call, const app::ConnectRequest& request, Json dns);

// Runs ADD with the plug-in "dhcp". It needs the interface for requests to the DHCP server, so the
// container is connected first, without addresses.
CniResult<Json> add_leased(const CniCall& call, const app::ConnectRequest& request, Json dns);

}  // namespace mydocker::cli::cni

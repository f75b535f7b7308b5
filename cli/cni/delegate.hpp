// A delegated plug-in: another CNI executable that chooses the addresses.
#pragma once

#include <string>
#include <vector>

#include "cni/commands.hpp"

namespace mydocker::cli::cni {

// One plug-in from CNI_PATH. It gets the same configuration and the same environment. Its standard
// error is that of this process.
class Delegate {
 public:
  // configuration: no folder of CNI_PATH has the file.
  static CniResult<Delegate> find(const CniEnvironment& environment, const NetworkConfig& config);

  // Runs a command and returns its result. A failure of the plug-in keeps its code.
  CniResult<Json> run(const std::string& command) const;
  // The same for another attachment.
  CniResult<Json> run(const std::string& command, const std::string& container_id,
                      const std::string& interface) const;
  // Whether the plug-in knows STATUS and GC.
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
  std::vector<std::string> addresses;  // with a length
  std::vector<std::string> gateways;
  struct WantedRoute {
    std::string destination;
    std::string gateway;  // empty: any
  };
  std::vector<WantedRoute> routes;
  Json dns;

  static CniResult<DelegatedAddresses> from(const Json& result);
};

// ADD with a delegated plug-in. It is asked only if the attachment does not exist: its DEL after a
// failure would release the address of a live endpoint. The endpoint of a dead container is removed
// first.
CniResult<Json> add_delegated(const CniCall& call, const app::ConnectRequest& request, Json dns);

// ADD with the plug-in "dhcp". It asks its server through the interface, so the container is
// connected first, without addresses.
CniResult<Json> add_leased(const CniCall& call, const app::ConnectRequest& request, Json dns);

}  // namespace mydocker::cli::cni

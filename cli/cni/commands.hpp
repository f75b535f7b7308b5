// The commands of the CNI specification, and the code that they share.
#pragma once

#include <string>

#include "cni/environment.hpp"
#include "cni/network_config.hpp"
#include "runtime/app/requests.hpp"
#include "runtime/app/runtime.hpp"

namespace mydocker::cli::cni {

// What a command works with. Nothing is owned.
struct CniCall {
  const CniEnvironment& environment;
  const NetworkConfig& config;
  app::Runtime& runtime;

  // The key of the endpoint: (cni, name of the configuration, container, interface).
  [[nodiscard]] model::Attachment attachment() const {
    return attachment_of(environment.container_id, environment.interface);
  }
  [[nodiscard]] model::Attachment attachment_of(const std::string& container_id,
                                                const std::string& interface) const {
    return {"cni", config.name, container_id, interface};
  }
};

// Returns the result document.
CniResult<Json> add(const CniCall& call);
CniResult<Done> del(const CniCall& call);
CniResult<Done> check(const CniCall& call);
CniResult<Done> status(const CniCall& call);
// Removes the endpoints of this configuration that the runtime does not list.
CniResult<Done> gc(const CniCall& call);

// --- shared by commands

// Disconnects the attachment. Success if it does not exist.
CniResult<Done> disconnect(const CniCall& call, const model::Attachment& attachment);

// Connects the container. A missing network is created first, if the configuration defines it. A
// driver that creates no interface, for example "none", is refused.
CniResult<app::EndpointReport> connect_container(const CniCall& call,
                                                 const app::ConnectRequest& request,
                                                 const model::NetworkSpec& definition);

// The result for this endpoint, in the version of the configuration. It follows `prevResult`: the
// interfaces, addresses and routes of earlier plug-ins come first.
Json result_json(const CniEnvironment& environment, const NetworkConfig& config,
                 const app::EndpointReport& report, const Json& dns);

// What the configuration says about a network that exists.
app::ExpectedNetwork expected_network(const NetworkConfig& config);

// Returns the network of the configuration. Nothing if it does not exist. configuration: its driver
// or its subnets differ from the configuration.
CniResult<std::optional<model::Network>> find_network(const CniCall& call);

// The values that a runtime gives for one container: capabilities and CNI_ARGS.

// Adds addresses, MAC, ports, bandwidth and aliases to the request. unsupported_field: a capability
// that mydocker or the driver does not have. A delegated plug-in gets the addresses, so they are
// not added.
CniResult<Done> add_capabilities(const CniCall& call, app::ConnectRequest& request);

// The "dns" of the result: the configuration, or the capability if there is one.
CniResult<Json> dns_of(const NetworkConfig& config);

}  // namespace mydocker::cli::cni

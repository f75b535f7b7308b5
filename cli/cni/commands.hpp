// The commands of the CNI specification, and the code that they share.
#pragma once

#include <string>

#include "cni/environment.hpp"
#include "cni/network_config.hpp"
#include "runtime/app/requests.hpp"
#include "runtime/app/runtime.hpp"

namespace mydocker::cli::cni {

// The input of a command. It owns nothing.
struct CniCall {
  const CniEnvironment& environment;
  const NetworkConfig& config;
  app::Runtime& runtime;

  // Returns the key of the endpoint: (cni, name of the configuration, container, interface).
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

// --- functions that several commands use

// Disconnects the attachment. Succeeds if it does not exist.
CniResult<Done> disconnect(const CniCall& call, const model::Attachment& attachment);

// Connects the container. A missing network is created first, if the configuration defines it. The
// function refuses a driver that creates no interface, for example "none".
CniResult<app::EndpointReport> connect_container(const CniCall& call,
                                                 const app::ConnectRequest& request,
                                                 const model::NetworkSpec& definition);

// Returns the result for this endpoint, in the version of the configuration. It continues
// `prevResult`: the interfaces, addresses and routes of earlier plug-ins come first.
Json result_json(const CniEnvironment& environment, const NetworkConfig& config,
                 const app::EndpointReport& report, const Json& dns);

// Returns what the configuration expects of an existing network.
app::ExpectedNetwork expected_network(const NetworkConfig& config);

// Returns the network of the configuration. Returns nothing if it does not exist. Error
// configuration: its driver or its subnets differ from the configuration.
CniResult<std::optional<model::Network>> find_network(const CniCall& call);

// --- values that a runtime gives for one container: capabilities and CNI_ARGS

// Adds addresses, MAC, ports, bandwidth and aliases to the request. unsupported_field: mydocker or
// the driver does not support a capability. Addresses are not added if the configuration has a
// delegated plug-in, because the plug-in gets them.
CniResult<Done> add_capabilities(const CniCall& call, app::ConnectRequest& request);

// Returns the "dns" of the result. It comes from the capability if there is one, otherwise from the
// configuration.
CniResult<Json> dns_of(const NetworkConfig& config);

}  // namespace mydocker::cli::cni

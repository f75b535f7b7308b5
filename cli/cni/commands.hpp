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

  // Returns the key of the endpoint. It consists of "cni", the name of the configuration, the
  // container and the interface.
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
// Removes the endpoints of this configuration that are not in the list of the runtime.
CniResult<Done> gc(const CniCall& call);

// --- functions that several commands use

// Disconnects the container of the attachment. Succeeds if the attachment does not exist.
CniResult<Done> disconnect(const CniCall& call, const model::Attachment& attachment);

// Connects the container. A missing network is created first, if the configuration defines it. The
// function refuses a driver that creates no interface, for example "none".
CniResult<app::EndpointReport> connect_container(const CniCall& call,
                                                 const app::ConnectRequest& request,
                                                 const model::NetworkSpec& definition);

// Returns the result document for this endpoint, in the version of the configuration. It begins
// with the interfaces, addresses and routes that earlier plug-ins have put in `prevResult`.
Json result_json(const CniEnvironment& environment, const NetworkConfig& config,
                 const app::EndpointReport& report, const Json& dns);

// Returns the properties that an existing network must have for this configuration.
app::ExpectedNetwork expected_network(const NetworkConfig& config);

// Returns the network of the configuration. Returns nothing if it does not exist. Error
// configuration: its driver or its subnets differ from the configuration.
CniResult<std::optional<model::Network>> find_network(const CniCall& call);

// --- values that a runtime gives for one container: capabilities and CNI_ARGS

// Adds addresses, MAC, ports, bandwidth and aliases to the request. Error unsupported_field:
// mydocker or the driver does not support a capability. If the configuration has a delegated
// plug-in, no addresses are added, because the delegated plug-in gets them.
CniResult<Done> add_capabilities(const CniCall& call, app::ConnectRequest& request);

// Returns the field "dns" of the result document. Its value is the capability "dns", or "dns" of
// the configuration if there is no such capability.
CniResult<Json> dns_of(const NetworkConfig& config);

}  // namespace mydocker::cli::cni

// Functions for the adapters of container engines: connect a container to a network that its engine
// defines.
#pragma once

#include <optional>
#include <string>

#include "runtime/app/reports.hpp"
#include "runtime/app/runtime.hpp"
#include "wait_while_busy.hpp"

namespace mydocker::cli {

// Adds options KEY=VALUE of an engine's network to the spec. "mydocker.driver=NAME" chooses the
// driver of mydocker. All other keys are options of this driver.
void add_engine_options(const std::vector<std::string>& words, model::NetworkSpec& spec);

// Connects the container. A missing network is created first. If another process creates it at the
// same time, the function waits: the first containers of a network often start together.
Result<app::ConnectReport> connect_or_create(app::Runtime& runtime,
                                             const app::ConnectRequest& request,
                                             const model::NetworkSpec& definition);

// Returns the gateway in the subnet of this address. Returns nothing if the subnet has none.
std::optional<std::string> gateway_of(const app::EndpointReport& report, const IpPrefix& address);

}  // namespace mydocker::cli

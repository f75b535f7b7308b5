// Connects a container to a network that its engine defines, and answers for the engine.
#pragma once

#include <optional>
#include <string>

#include "runtime/app/reports.hpp"
#include "runtime/app/runtime.hpp"

namespace mydocker::cli {

// Adds options KEY=VALUE of an engine's network to the request. "mydocker.driver=NAME" chooses the
// driver of mydocker; the others are options of that driver.
void add_engine_options(const std::vector<std::string>& words, app::CreateNetworkRequest& request);

// Connects the container. A missing network is created first. Waits while another process creates
// it: the first containers of a network often start at the same time.
Result<app::ConnectReport> connect_or_create(app::Runtime& runtime,
                                             const app::ConnectRequest& request,
                                             const app::CreateNetworkRequest& definition);

// Returns the gateway inside the subnet of this address. Nothing if it has none.
std::optional<std::string> gateway_of(const app::EndpointReport& report, const IpPrefix& address);

}  // namespace mydocker::cli

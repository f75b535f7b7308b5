// Connects a container to a network that its engine defines.
#pragma once

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

}  // namespace mydocker::cli

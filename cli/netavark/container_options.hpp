// The container of a call of netavark.
#pragma once

#include "output/json_text.hpp"
#include "runtime/app/requests.hpp"

namespace mydocker::cli::netavark {

// Returns the key of the endpoint: (netavark, the network's name, the container's id, interface).
// invalid_argument: a field is missing.
Result<model::Attachment> attachment_of(const Json& document);

// Returns the words of the connection. `netns`: the path of the namespace.
Result<app::ConnectRequest> connect_request(const Json& document, const std::string& netns);

}  // namespace mydocker::cli::netavark

// Digests of commands. Two commands with the same request have the same digest, so that a repeated
// command is recognized (Session::result_of).
#pragma once

#include <string>

#include "runtime/app/requests.hpp"

namespace mydocker::app {

std::string command_digest(const CreateNetworkRequest& request);
std::string command_digest(const RemoveNetworkRequest& request);
std::string command_digest(const UpdateNetworkRequest& request);
std::string command_digest(const ConnectRequest& request);
std::string command_digest(const DisconnectRequest& request);
// `verb`: "publish" or "unpublish".
std::string command_digest(const std::string& verb, const PortsRequest& request);

}  // namespace mydocker::app

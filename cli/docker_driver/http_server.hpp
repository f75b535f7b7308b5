// HTTP/1.1 on a UNIX socket that an activator has opened (systemd.socket(5)). Only this file uses
// Boost.Beast.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "mydocker/result.hpp"

namespace mydocker::cli::docker_driver {

// The parts of a request that the protocol uses.
struct HttpRequest {
  std::string path;  // "/NetworkDriver.Join"
  std::string body;
};

// The answer to it.
struct HttpAnswer {
  unsigned status = 200;
  std::string body;
};

using HttpHandler = std::function<HttpAnswer(const HttpRequest&)>;

// Serves one request for each connection of the listening socket, one after the other. Returns when
// no connection came for the time `idle`. Each connection that is accepted is served first. kernel:
// the socket cannot be used. Takes ownership of `socket`.
Result<void> serve_until_idle(int socket, std::chrono::milliseconds idle,
                              const HttpHandler& handler);

}  // namespace mydocker::cli::docker_driver

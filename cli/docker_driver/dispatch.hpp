#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "docker_driver/calls.hpp"
#include "mydocker/result.hpp"
#include "runtime/apply/fault_hook.hpp"

namespace mydocker::cli::docker_driver {

// An HTTP/1.1 server. It uses a UNIX socket that another program has opened, such as systemd
// (systemd.socket(5)). Only http_server.cpp uses Boost.Beast.

// The parts of a request that the protocol uses.
struct HttpRequest {
  std::string path;  // "/NetworkDriver.Join"
  std::string body;
};

// The answer to a request.
struct HttpAnswer {
  unsigned status = 200;
  std::string body;
};

using HttpHandler = std::function<HttpAnswer(const HttpRequest&)>;

// Serves the connections of the listening socket one after the other, each with one request.
// Returns when no connection has come for the time `idle`. An accepted connection is always served.
// Takes ownership of `socket`. Error kernel: the socket cannot be used.
Result<void> serve_until_idle(int socket, std::chrono::milliseconds idle,
                              const HttpHandler& handler);

// The table of Docker's calls, and the JSON documents of answers and errors.

// Runs the call that the path of the request names. If it fails, the body of the answer is {"Err":
// TEXT}. The status is then 404 (no such call), 400 (the request is wrong) or 500. The program also
// writes the error to its log.
class Dispatcher {
 public:
  // The object does not own `faults`.
  Dispatcher(app::Settings settings, apply::FaultHook& faults)
      : settings_(std::move(settings)), faults_(faults) {}

  HttpAnswer answer(const HttpRequest& request);

 private:
  app::Settings settings_;
  apply::FaultHook& faults_;
  HeldAddresses held_;
};

}  // namespace mydocker::cli::docker_driver

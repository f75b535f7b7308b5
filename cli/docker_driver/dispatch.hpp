#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "docker_driver/calls.hpp"
#include "mydocker/result.hpp"
#include "runtime/apply/fault_hook.hpp"

namespace mydocker::cli::docker_driver {

// An HTTP/1.1 server on a UNIX socket that an activator has opened (systemd.socket(5)). Only its
// source file uses Boost.Beast.

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

// Serves the connections of the listening socket one after the other, with one request each.
// Returns if no connection came for the time `idle`. An accepted connection is served before the
// return. Error kernel: the socket cannot be used. Takes ownership of `socket`.
Result<void> serve_until_idle(int socket, std::chrono::milliseconds idle,
                              const HttpHandler& handler);

// The table of Docker's calls, and the JSON form of answers and errors.

// Runs the call that the path names. An error has the status 404 (no such call), 400 (the request
// is wrong) or 500. Its body is {"Err": TEXT}. The program also writes the error to its log.
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

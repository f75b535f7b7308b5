#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "docker_driver/calls.hpp"
#include "mydocker/result.hpp"
#include "runtime/apply/fault_hook.hpp"

namespace mydocker::cli::docker_driver {

// HTTP/1.1 on a UNIX socket that an activator has opened (systemd.socket(5)). Only this file uses
// Boost.Beast.

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

// The names of the calls, and the form of answers and errors.

// Runs the call that the path names. Errors have the status 404 (no such call), 400 (the request is
// wrong) or 500, and a document {"Err": TEXT}. The log of the program gets them too.
class Dispatcher {
 public:
  // `faults` is not owned.
  Dispatcher(app::Settings settings, apply::FaultHook& faults)
      : settings_(std::move(settings)), faults_(faults) {}

  HttpAnswer answer(const HttpRequest& request);

 private:
  app::Settings settings_;
  apply::FaultHook& faults_;
  HeldAddresses held_;
};

}  // namespace mydocker::cli::docker_driver

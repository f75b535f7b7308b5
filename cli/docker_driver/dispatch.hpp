// The names of the calls, and the form of answers and errors.
#pragma once

#include "docker_driver/calls.hpp"
#include "docker_driver/http_server.hpp"
#include "runtime/apply/fault_hook.hpp"

namespace mydocker::cli::docker_driver {

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

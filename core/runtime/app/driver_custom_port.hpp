// Custom resources of a network, by way of its driver's handler.
#pragma once

#include "runtime/app/session.hpp"

namespace mydocker::app {

class DriverCustomPort final : public apply::CustomPort {
 public:
  // The driver is looked up and loaded when the first Custom resource needs it.
  DriverCustomPort(Session& session, std::string network_id)
      : session_(session), network_id_(std::move(network_id)) {}

  Result<bool> observe(const Custom& resource, int netns) override;
  Result<void> create(const Custom& resource, int netns) override;
  // Where the driver cannot, as its file is gone: an error that says what to do, or, with
  // Session::abandons, a notice.
  Result<void> destroy(const Custom& resource, int netns) override;

 private:
  Result<drivers::DriverHandle*> driver();
  Result<void> destroy_by_driver(const Custom& resource, int netns);

  Session& session_;
  std::string network_id_;
};

}  // namespace mydocker::app

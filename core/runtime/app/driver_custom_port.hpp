// Custom resources of a network, by way of its driver's handler.
#pragma once

#include "runtime/app/parts.hpp"

namespace mydocker::app {

class DriverCustomPort final : public apply::CustomPort {
 public:
  // The driver is looked up and loaded when the first Custom resource needs it.
  DriverCustomPort(Parts& parts, std::string network_id)
      : parts_(parts), network_id_(std::move(network_id)) {}

  Result<bool> observe(const Custom& resource, int netns) override;
  Result<void> create(const Custom& resource, int netns) override;
  Result<void> destroy(const Custom& resource, int netns) override;

 private:
  Result<drivers::DriverHandle*> driver();

  Parts& parts_;
  std::string network_id_;
};

}  // namespace mydocker::app

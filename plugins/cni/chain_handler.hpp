// Creates, checks and removes attachments by running their plug-ins.
#pragma once

#include "mydocker/sdk.hpp"

namespace cni {

// The handler of both resources of an endpoint (attachment.hpp). It runs in the process of the
// command, so the first thread of the process is in the namespace of the host.
class ChainHandler final : public mydocker::ResourceHandler {
 public:
  [[nodiscard]] mydocker::Result<bool> observe(const mydocker::Custom& resource) const override;
  [[nodiscard]] mydocker::Result<void> create(const mydocker::Custom& resource) const override;
  [[nodiscard]] mydocker::Result<void> destroy(const mydocker::Custom& resource) const override;
};

}  // namespace cni

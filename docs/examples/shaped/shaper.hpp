// A shaper: a token bucket (tc-tbf(8)) as the root queueing discipline of one link.
#pragma once

#include <cstdint>
#include <string>

#include <mydocker/sdk.hpp>

namespace shaped {

inline constexpr const char* kKind = "shaper";

// A resource for a plan; `rate` in kilobits a second. Its name is that of the link, so a link has
// one shaper. What the handler needs stands in its fields, since that is all it is given.
mydocker::Custom shaper(mydocker::Place place, const std::string& link, std::int64_t rate);

// Called in the network namespace of the resource's place, as root. Unlike planning this acts, and
// so it has to keep the promises that the core keeps for the resources: create() makes all of it or
// nothing and refuses what is there already, destroy() takes only what is ours and finds no fault
// with what is gone.
class ShaperHandler final : public mydocker::ResourceHandler {
 public:
  [[nodiscard]] mydocker::Result<bool> observe(const mydocker::Custom& resource) const override;
  [[nodiscard]] mydocker::Result<void> create(const mydocker::Custom& resource) const override;
  [[nodiscard]] mydocker::Result<void> destroy(const mydocker::Custom& resource) const override;
};

}  // namespace shaped

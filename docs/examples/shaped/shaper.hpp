// A shaper: a token bucket (tc-tbf(8)) as the root queueing discipline of one link.
#pragma once

#include <cstdint>
#include <string>

#include <mydocker/sdk.hpp>

namespace shaped {

inline constexpr const char* kKind = "shaper";

// Returns a shaper for a plan. `rate` is in kilobits per second. The name is the link's name, so a
// link has one shaper at most. The fields have all data that the handler needs.
mydocker::Custom shaper(mydocker::Place place, const std::string& link, std::int64_t rate);

// The handler of shapers. Its methods run as root in the network namespace of the resource's place.
// create() creates the whole shaper or nothing. It refuses a link that has another one.
// update() changes the rate in place. destroy() removes only a token bucket. A missing one is a
// success.
class ShaperHandler final : public mydocker::ResourceHandler {
 public:
  mydocker::Result<mydocker::CustomState> observe(const mydocker::Custom& resource,
                                                  mydocker::HandlerContext& context) const override;
  mydocker::Result<void> create(const mydocker::Custom& resource,
                                mydocker::HandlerContext& context) const override;
  mydocker::Result<void> update(const mydocker::Custom& resource,
                                mydocker::HandlerContext& context) const override;
  mydocker::Result<void> destroy(const mydocker::Custom& resource,
                                 mydocker::HandlerContext& context) const override;
};

}  // namespace shaped

// A connected endpoint that this command alone may change.
//
// A part that comes or goes has a row of its own in the journal, so that whoever finds it left
// behind undoes it or carries it on as any other, and the endpoint is as it was before, or as it
// shall be. Only at the end, or before the beginning, the part and the endpoint are one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/app/parts.hpp"

namespace mydocker::app {

class LiveEndpoint {
 public:
  // not_found: it is not connected, or its namespace is gone; busy: another command changes it.
  static Result<LiveEndpoint> claim(Parts& parts, const std::string& network,
                                    const std::string& container);
  LiveEndpoint(LiveEndpoint&& other) noexcept;
  LiveEndpoint& operator=(LiveEndpoint&&) = delete;
  ~LiveEndpoint();

  [[nodiscard]] const model::Network& network() const noexcept { return known_.network; }
  [[nodiscard]] const model::Endpoint& endpoint() const noexcept { return endpoint_; }
  // Where its plans are carried out; stands on a kernel of `parts`, the last one that was opened.
  Result<apply::Site> site();

  // The same endpoint with these ports and no others.
  [[nodiscard]] model::Endpoint with(std::vector<model::Publication> ports) const;
  // What its plan has, with those ports, that it does not have now, and the other way round.
  Result<Plan> plan_added(const std::vector<model::Publication>& ports);
  Result<Plan> plan_removed(const std::vector<model::Publication>& ports);

  // Inside a transaction: a row for a part with these ports, in phase `creating`.
  Result<std::int64_t> begin_part(const std::vector<model::Publication>& ports);
  // The part, of which `held` is in the kernel, becomes the endpoint's; its row ends.
  Result<void> join(std::int64_t part, const Plan& held);
  // Inside a transaction: the ports, and what of `plan` the endpoint's row holds, go into a row of
  // their own, in phase `removing`.
  Result<store::Work> split(const std::vector<model::Publication>& ports, const Plan& plan);
  // All as it was before split().
  Result<void> rejoin(const store::Work& part);

 private:
  LiveEndpoint(Parts& parts, World& world) : parts_(&parts), state_(&world.state) {}
  Result<void> look_up(const std::string& network, const std::string& container);

  Parts* parts_;
  store::RuntimeState* state_;  // null: moved from
  std::optional<kernel::Netns> container_;
  store::NetworkCopy known_;
  model::Endpoint endpoint_;
  store::Work row_;
};

}  // namespace mydocker::app

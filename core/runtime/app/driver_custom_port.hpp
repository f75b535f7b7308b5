// Observes, creates and removes the Custom resources of a network with the handler of its driver.
#pragma once

#include "mydocker/ipam_handler.hpp"
#include "mydocker/resource_handler.hpp"
#include "runtime/app/session.hpp"

namespace mydocker::app {

// The Custom resources of the network `network_id`. The object does not own its references.
class DriverCustomPort final : public apply::CustomPort {
 public:
  // Loads the driver when the first Custom resource needs it. `command` refers to a member of the
  // session. If the session runs several commands, it always has the values of the present one.
  DriverCustomPort(Session& session, OpenState& open_state, const CommandInfo& command,
                   std::string network_id)
      : session_(session),
        open_state_(open_state),
        command_(command),
        network_id_(std::move(network_id)) {}

  Result<CustomState> observe(const Custom& resource, const kernel::Netns* container) override;
  Result<void> create(const Custom& resource, const kernel::Netns* container) override;
  Result<void> update(const Custom& resource, const kernel::Netns* container) override;
  // Returns an error with a hint if the driver cannot remove the resource. For example, the
  // driver's file no longer exists. If the user has given --force for this network
  // (CommandInfo::abandons_in), only logs a notice, and the resource stays.
  Result<void> destroy(const Custom& resource, const kernel::Netns* container) override;
  void remove_files() override;

 private:
  template <class T>
  using Method = Result<T> (drivers::DriverHandle::*)(const Custom&, HandlerContext&);
  // Calls a method of the driver and shows the driver's messages. For a lease, it is the network's
  // IPAM driver.
  template <class T>
  Result<T> call(Method<T> method, const Custom& resource, const kernel::Netns* container);
  Result<HandlerContext> context_for(const kernel::Netns* container);
  // Calls the IPAM driver and stores its addresses in Session::allocations. An error of kind
  // driver: an address of the lease is missing in the allocation.
  Result<void> allocate(const Custom& lease, const kernel::Netns* container);
  // Allocates the addresses again. If the IPAM driver holds other addresses for the container than
  // before, releases all of them and allocates once more.
  Result<void> reallocate(const Custom& lease, const kernel::Netns* container);
  // Returns the definition of the network. Returns nothing if the definition is lost.
  Result<std::optional<model::Network>> record() const;
  // Returns whether resources of this network may stay if their driver cannot remove them.
  [[nodiscard]] bool may_abandon() const;
  Result<drivers::DriverHandle*> driver_of(const Custom& resource);
  Result<void> destroy_by_driver(const Custom& resource, const kernel::Netns* container);

  Session& session_;
  OpenState& open_state_;
  const CommandInfo& command_;
  std::string network_id_;
};

}  // namespace mydocker::app

#include "runtime/app/driver_custom_port.hpp"

#include <algorithm>

#include "runtime/app/driver_messages.hpp"
#include "runtime/app/handler_directory.hpp"
#include "runtime/app/ipam_driver.hpp"
#include "runtime/base/text.hpp"

namespace mydocker::app {
namespace {

// Returns a text with the shell commands that remove the resource without the driver. They are in
// the driver's plan if the author of the driver has given them. Otherwise the text is empty.
std::string by_hand(const Custom& resource) {
  auto all = base::joined(resource.destroy_lines, " && ");
  if (all.empty()) return all;
  const bool inside = resource.place == Place::container;
  return "; remove it manually" + std::string(inside ? ", in the container: " : ": ") + all;
}

// Returns the error for a resource that could not be removed. `reason` says whether the driver is
// missing or has failed, and `remedy` is what the user can do.
Error not_removed(const Custom& resource, Error cause, const std::string& reason,
                  const std::string& remedy) {
  return std::move(cause).within(reason).hint(
      remedy + (is_lease(resource)
                    ? R"(, or give the lease up with "rm --force" or "disconnect --force")"
                    : R"(, or use "rm --force" or "disconnect --force" to keep it in the kernel)"));
}

}  // namespace

template <class T>
Result<T> DriverCustomPort::call(Method<T> method, const Custom& resource,
                                 const kernel::Netns* container) {
  MYDOCKER_TRY(auto* handle, driver_of(resource));
  MYDOCKER_TRY(auto context, context_for(container));
  auto result = (handle->*method)(resource, context);
  show_messages(session_.log, handle->manifest().name, context.lines);
  return result;
}

Result<HandlerContext> DriverCustomPort::context_for(const kernel::Netns* container) {
  HandlerContext context;
  context.host_netns = open_state_.host.fd();
  if (container != nullptr) context.container_netns = container->fd();
  context.directory = handler_directory(session_.settings.run_dir, network_id_);
  return context;
}

Result<CustomState> DriverCustomPort::observe(const Custom& resource,
                                              const kernel::Netns* container) {
  return call(&drivers::DriverHandle::observe, resource, container);
}

Result<void> DriverCustomPort::create(const Custom& resource, const kernel::Netns* container) {
  MYDOCKER_CHECK(make_handler_directory(session_.settings.run_dir, network_id_));
  if (is_lease(resource)) return allocate(resource, container);
  return call(&drivers::DriverHandle::create, resource, container);
}

Result<void> DriverCustomPort::update(const Custom& resource, const kernel::Netns* container) {
  MYDOCKER_CHECK(make_handler_directory(session_.settings.run_dir, network_id_));
  if (is_lease(resource)) return reallocate(resource, container);
  return call(&drivers::DriverHandle::update, resource, container);
}

Result<void> DriverCustomPort::reallocate(const Custom& lease, const kernel::Netns* container) {
  MYDOCKER_CHECK(allocate(lease, container));
  MYDOCKER_TRY(const auto state, observe(lease, container));
  if (state == CustomState::matches) return {};
  MYDOCKER_CHECK(call(&drivers::DriverHandle::destroy, lease, container));
  return allocate(lease, container);
}

Result<void> DriverCustomPort::allocate(const Custom& lease, const kernel::Netns* container) {
  MYDOCKER_TRY(auto wanted, lease_of(lease));
  MYDOCKER_TRY(const auto network, record());
  if (network) MYDOCKER_CHECK(reserve_held_on_lan(session_, open_state_, *network, wanted));
  MYDOCKER_TRY(auto allocation,
               call(&drivers::DriverHandle::allocate, custom_of(wanted), container));
  for (const auto& address : wanted.addresses)
    if (std::ranges::find(allocation.addresses, address) == allocation.addresses.end())
      return Error(ErrorKind::driver, "the driver does not give " + address.text());
  session_.allocations.insert_or_assign(lease.name, std::move(allocation));
  return {};
}

Result<void> DriverCustomPort::destroy(const Custom& resource, const kernel::Netns* container) {
  auto destroyed = destroy_by_driver(resource, container);
  if (destroyed.ok()) return {};
  if (!may_abandon()) return destroyed;
  session_.log.notice("not removed: " + describe(resource) + " (" + destroyed.error().message() +
                      ")" + by_hand(resource));
  return {};
}

void DriverCustomPort::remove_files() {
  remove_handler_directory(session_.settings.run_dir, network_id_);
}

Result<void> DriverCustomPort::destroy_by_driver(const Custom& resource,
                                                 const kernel::Netns* container) {
  if (auto driver = driver_of(resource); !driver.ok())
    return not_removed(resource, std::move(driver).error(), "only its driver can remove it",
                       "install the driver again");
  if (auto done = call(&drivers::DriverHandle::destroy, resource, container); !done.ok())
    return not_removed(resource, std::move(done).error(), "its driver cannot remove it",
                       "fix the cause and run the same command again");
  // The directory of a lease stays. Another command may be about to write into it.
  if (!is_lease(resource)) remove_empty_handler_directory(session_.settings.run_dir, network_id_);
  return {};
}

Result<std::optional<model::Network>> DriverCustomPort::record() const {
  MYDOCKER_TRY(auto* definitions, session_.definitions());
  MYDOCKER_TRY(auto networks, definitions->networks());
  MYDOCKER_TRY(const auto others, open_state_.state.networks_in_creation());
  networks.insert(networks.end(), others.begin(), others.end());
  const auto network = std::ranges::find(networks, network_id_, &model::Network::id);
  if (network == networks.end()) return std::optional<model::Network>();
  return std::optional(*network);
}

bool DriverCustomPort::may_abandon() const {
  const auto& reference = command_.abandons_in;
  if (!reference.empty())
    if (const auto named = find_active_or_defined(session_, open_state_, reference); named.ok())
      return named->id == network_id_;
  if (reference.empty() && !command_.abandons_unrecorded) return false;
  const auto network = record();
  if (!network || !*network) return command_.abandons_unrecorded || network_id_ == reference;
  return (*network)->name == reference;
}

Result<drivers::DriverHandle*> DriverCustomPort::driver_of(const Custom& resource) {
  MYDOCKER_TRY(const auto network, record());
  if (!network)
    return Error(ErrorKind::corrupt_state, "the definition of network " + network_id_ + " is lost");
  const auto& ipam = network->ipam_driver.name();
  return session_.driver_for_cleanup(is_lease(resource) ? ipam : network->driver);
}

}  // namespace mydocker::app

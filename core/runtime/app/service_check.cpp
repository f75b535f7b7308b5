#include "runtime/app/service_check.hpp"

#include "runtime/drivers/path_trust.hpp"
#include "runtime/kernel/service_user.hpp"

namespace mydocker::app {

Result<void> check_services(const Plan& plan) {
  for (const auto& entry : plan.entries()) {
    const auto* service = entry.resource.get_if<Service>();
    if (service == nullptr) continue;
    const auto what = describe(entry.resource);
    MYDOCKER_CHECK(drivers::trusted_file(service->argv.front()).within(what));
    MYDOCKER_CHECK(kernel::find_service_user(service->user).within(what));
  }
  return {};
}

}  // namespace mydocker::app

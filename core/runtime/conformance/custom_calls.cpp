#include "runtime/conformance/custom_calls.hpp"

#include <algorithm>

#include "runtime/app/driver_plans.hpp"
#include "runtime/conformance/option_inputs.hpp"
#include "runtime/conformance/plan_facts.hpp"
#include "runtime/conformance/plan_probe.hpp"
#include "runtime/drivers/driver_process.hpp"

namespace mydocker::conformance {
namespace {

// The requests for the owner's plan that differ in one option, and one with another MAC.
std::vector<documents::Request> variations(const documents::Request& usual,
                                           const Manifest& manifest) {
  std::vector<documents::Request> all;
  for (const auto& option : manifest.options)
    for (const auto& value : values_of(option)) {
      auto request = usual;
      Options& options =
          option.scope == OptionScope::network ? request.network.options : request.endpoint.options;
      auto values = options.values();
      values[option.key] = value;
      options = Options(std::move(values));
      all.push_back(std::move(request));
    }
  auto request = usual;
  request.endpoint.mac.bytes.back() ^= 1U;
  all.push_back(std::move(request));
  return all;
}

bool is_other_version(const Custom& one, const Custom& other) {
  return identity_of(one) == identity_of(other) && one.fields != other.fields;
}

}  // namespace

Result<int> CustomCalls::netns_of(const Custom& resource) {
  if (resource.place == Place::host || owner_.empty()) return -1;
  if (!container_) {
    MYDOCKER_TRY(container_, TestHost::container(owner_));
  }
  return container_->fd();
}

Result<bool> CustomCalls::observe(const Custom& resource) {
  const auto session = test_host_.session();
  MYDOCKER_TRY(const auto network, app::find_active_or_defined(*session, kNetwork));
  MYDOCKER_TRY(const int netns, netns_of(resource));
  return session->of_network(network.id).observe(resource, netns);
}

Result<void> CustomCalls::destroy(const Custom& resource) {
  const auto session = test_host_.session();
  MYDOCKER_TRY(const auto network, app::find_active_or_defined(*session, kNetwork));
  MYDOCKER_TRY(const int netns, netns_of(resource));
  return session->of_network(network.id).destroy(resource, netns);
}

Result<std::vector<Custom>> other_versions(TestHost& test_host, const DriverUnderTest& driver,
                                           const std::string& owner) {
  using drivers::Frame;
  MYDOCKER_TRY(auto process, drivers::DriverProcess::start({driver.driver().name, driver.file},
                                                           load_settings(driver), {}));
  MYDOCKER_TRY(const auto usual, test_host.question(owner));
  MYDOCKER_TRY(const auto record, test_host.recorded(owner));
  const auto existing = all_of<Custom>(record);
  std::vector<Custom> found;
  for (const auto& request : variations(usual, driver.driver())) {
    MYDOCKER_TRY(const auto reply, process.call({Frame::Kind::call, documents::encode(request)}));
    const auto plan = documents::decode_plan_reply(reply);
    if (!plan) continue;  // the driver refuses this option
    for (const auto& other : all_of<Custom>(*plan))
      if (std::ranges::any_of(existing,
                              [&](const Custom& one) { return is_other_version(one, other); }))
        found.push_back(other);
  }
  return found;
}

}  // namespace mydocker::conformance

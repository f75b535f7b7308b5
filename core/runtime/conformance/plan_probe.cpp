#include "runtime/conformance/plan_probe.hpp"

#include <vector>

#include "runtime/drivers/entry_point.hpp"
#include "runtime/sandbox/confinement.hpp"

namespace mydocker::conformance {
namespace {

using sandbox::FileRule;

// Confines the process to the files that a check needs. A second call has no further effect. In a
// sandbox, the writable folders are private to the check. Without a sandbox, only the host's /tmp
// is writable.
void confine(const DriverUnderTest& driver, const std::filesystem::path& file) {
  const std::string folder = file.parent_path();
  const bool is_private = driver.no_sandbox.empty();
  std::vector<FileRule> rules{
      {.path = "/proc", .access = FileRule::FileAccess::read_folder},
      {.path = "/dev/null", .access = FileRule::FileAccess::read_file},
      {.path = folder.c_str(), .access = FileRule::FileAccess::read_folder},
      {.path = driver.bundled.c_str(), .access = FileRule::FileAccess::read_folder},
      {.path = "/tmp", .access = FileRule::FileAccess::everything}};
  if (is_private) {
    rules.push_back({.path = "/run", .access = FileRule::FileAccess::everything});
    rules.push_back({.path = "/dev/shm", .access = FileRule::FileAccess::everything});
  }
  sandbox::confine_check(rules);
}

}  // namespace

drivers::LoadSettings load_settings(const DriverUnderTest& driver) {
  drivers::LoadSettings settings{driver.deadline / 2};
  settings.host_program = driver.host;
  return settings;
}

Result<PlanProbe> PlanProbe::load(const DriverUnderTest& driver) {
  return load(driver, driver.file);
}

Result<PlanProbe> PlanProbe::load(const DriverUnderTest& driver,
                                  const std::filesystem::path& file) {
  const std::string& name = driver.driver().name;
  confine(driver, file);
  MYDOCKER_TRY(const auto entry, drivers::load_entry_point({name, file}));
  PlanProbe probe(entry, name);
  if (const auto& wrapped = driver.driver().wraps; !wrapped.empty()) {
    MYDOCKER_TRY(probe.wrapped_,
                 drivers::load_entry_point({wrapped, driver.bundled / (wrapped + ".so")}));
  }
  return probe;
}

Result<std::string> PlanProbe::completed(documents::Request request) const {
  if (wrapped_) {
    MYDOCKER_TRY(const auto reply,
                 drivers::call_entry_point(*wrapped_, documents::encode(request)));
    MYDOCKER_TRY(const auto plan, documents::decode_plan_reply(reply));
    request.wrapped = plan.entries();
  }
  return documents::encode(request);
}

Result<std::string> PlanProbe::network_document(const PlanInput& input) const {
  return completed(network_request(input));
}

Result<std::string> PlanProbe::endpoint_document(const PlanInput& input,
                                                 const Plan& network) const {
  return completed(endpoint_request(input, network));
}

Result<std::string> PlanProbe::call(const std::string& request) const {
  return drivers::attributed(drivers::call_entry_point(entry_, request),
                             "driver \"" + name_ + "\"");
}

Result<Plan> PlanProbe::network(const PlanInput& input) const {
  MYDOCKER_TRY(const auto document, network_document(input));
  MYDOCKER_TRY(const auto reply, call(document));
  return documents::decode_plan_reply(reply);
}

Result<Plan> PlanProbe::endpoint(const PlanInput& input) const {
  MYDOCKER_TRY(const auto network, this->network(input));
  MYDOCKER_TRY(const auto document, endpoint_document(input, network));
  MYDOCKER_TRY(const auto reply, call(document));
  return documents::decode_plan_reply(reply);
}

Result<Plans> plans_of(const PlanProbe& probe, const PlanInput& input) {
  MYDOCKER_TRY(auto network, probe.network(input).within("plan_network, " + input.what));
  MYDOCKER_TRY(auto endpoint, probe.endpoint(input).within("plan_endpoint, " + input.what));
  return Plans{std::move(network), std::move(endpoint)};
}

Result<Planned> planned(const DriverUnderTest& driver, PlanInput input) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(auto plans, plans_of(probe, input));
  return Planned{std::move(input), std::move(plans)};
}

std::string text_of(const PlanProbe& probe, const PlanInput& input) {
  const auto plans = plans_of(probe, input);
  if (!plans) return plans.error().message();
  return documents::encode(plans->network) + documents::encode(plans->endpoint);
}

}  // namespace mydocker::conformance

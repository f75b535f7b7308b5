#include "runtime/conformance/test_host.hpp"

#include <cstdlib>

#include "runtime/app/driver_plans.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/conformance/plan_inputs.hpp"
#include "runtime/conformance/sandbox.hpp"
#include "runtime/kernel/linux_kernel.hpp"
#include "runtime/kernel/netns.hpp"
#include "runtime/kernel/snapshot.hpp"

namespace mydocker::conformance {
namespace {

std::string netns_path(const std::string& name) { return std::string(kNetnsFolder) + "/" + name; }

// Removes the lines about link-local addresses from a snapshot. The kernel adds these addresses
// some time after a link has a carrier, so they differ by chance.
void without_link_local(std::vector<std::string>& lines) {
  std::erase_if(lines, [](const std::string& line) {
    return line.starts_with("address fe80:") || line.starts_with("route fe80:");
  });
}

// Returns the endpoint from the stored state.
Result<model::Endpoint> endpoint_in(store::RuntimeState& state, const std::string& network,
                                    const std::string& container) {
  MYDOCKER_TRY(auto found, state.find_endpoint(network, container));
  if (found) return *std::move(found);
  return Error(ErrorKind::not_found, "container " + base::quoted(container) + " is not connected");
}

}  // namespace

void StepCount::step(const base::StepText& text) {
  if (count_++ == 0) first_ = std::string(text.why) + " (" + std::string(text.command) + ")";
}

std::vector<std::string> usual_subnets(const DriverUnderTest& driver) {
  if (!has_addresses(driver)) return {};
  return {"10.77.0.0/24"};
}

std::vector<std::string> dual_subnets(const DriverUnderTest& driver) {
  auto subnets = usual_subnets(driver);
  if (!subnets.empty() && has_ipv6(driver)) subnets.emplace_back("fd00:77::/64");
  return subnets;
}

app::Settings TestHost::settings() const {
  app::Settings settings;
  settings.state_dir = kStateFolder;
  settings.run_dir = kRunFolder;
  settings.driver_dirs = {kDriverFolder};
  settings.config_file = kConfigFile;
  settings.driver_host = kHostFile;
  return settings;
}

app::Runtime TestHost::runtime(apply::FaultHook* faults) {
  *log_ = StepCount();
  return {settings(), *log_, faults == nullptr ? *no_faults_ : *faults};
}

std::unique_ptr<app::Session> TestHost::session() {
  return std::make_unique<app::Session>(settings(), *log_, *no_faults_, app::Environment());
}

app::CreateNetworkRequest TestHost::request(const TestNetwork& spec) const {
  app::CreateNetworkRequest request;
  request.spec.name = spec.name;
  request.spec.driver = driver_->driver().name;
  request.spec.subnets = spec.subnets.empty() ? usual_subnets(*driver_) : spec.subnets;
  request.spec.internal = spec.internal;
  for (const auto& [key, value] : driver_->options)
    request.spec.options.push_back(std::string(key).append("=").append(value));
  return request;
}

Result<void> TestHost::create(const TestNetwork& spec, apply::FaultHook* faults) {
  MYDOCKER_CHECK(runtime(faults).create_network(request(spec)));
  return {};
}

Result<std::string> TestHost::create_script(const TestNetwork& spec) {
  auto dry = request(spec);
  dry.dry_run = true;
  MYDOCKER_TRY(auto report, runtime(nullptr).create_network(dry));
  return std::move(report.script);
}

Result<void> TestHost::connect(const app::ConnectRequest& request, apply::FaultHook* faults) {
  MYDOCKER_CHECK(runtime(faults).connect(request));
  return {};
}

// Returns the request to connect the container. A container always gets the same address, so that
// states can be compared.
app::ConnectRequest TestHost::request(const std::string& container) const {
  app::ConnectRequest request;
  request.network = kNetwork;
  request.container = container;
  if (has_addresses(*driver_))
    request.addresses = {"10.77.0." + std::to_string(1 + std::atoi(container.c_str() + 1))};
  return request;
}

Result<void> TestHost::connect(const std::string& container, apply::FaultHook* faults) {
  return connect(request(container), faults);
}

Result<std::string> TestHost::connect_script(const std::string& container) {
  auto dry = request(container);
  dry.dry_run = true;
  MYDOCKER_TRY(auto report, runtime(nullptr).connect(dry));
  return std::move(report.script);
}

Result<void> TestHost::disconnect(const std::string& container, apply::FaultHook* faults,
                                  const std::string& network) {
  app::DisconnectRequest request;
  request.network = network;
  request.container = container;
  MYDOCKER_CHECK(runtime(faults).disconnect(request));
  return {};
}

Result<std::string> TestHost::disconnect_script(const std::string& container) {
  app::DisconnectRequest dry;
  dry.network = kNetwork;
  dry.container = container;
  dry.dry_run = true;
  MYDOCKER_TRY(auto report, runtime(nullptr).disconnect(dry));
  return std::move(report.script);
}

Result<std::string> TestHost::remove_script() {
  app::RemoveNetworkRequest dry;
  dry.network = kNetwork;
  dry.dry_run = true;
  MYDOCKER_TRY(auto report, runtime(nullptr).remove_network(dry));
  return std::move(report.script);
}

Result<void> TestHost::remove(const std::string& network, apply::FaultHook* faults) {
  app::RemoveNetworkRequest request;
  request.network = network;
  MYDOCKER_CHECK(runtime(faults).remove_network(request));
  return {};
}

Result<StepCount> TestHost::reload(const std::string& network) {
  MYDOCKER_CHECK(runtime(nullptr).reload_network({network, false}));
  return *log_;
}

Result<void> TestHost::recover() { return runtime(nullptr).recover(); }

Result<model::Endpoint> TestHost::endpoint(const std::string& container) {
  MYDOCKER_TRY(const auto report, runtime(nullptr).inspect_network(kNetwork));
  for (const auto& one : report.endpoints)
    if (one.endpoint.container == container) return one.endpoint;
  return Error(ErrorKind::not_found, "container \"" + container + "\" is not connected");
}

Result<Plan> TestHost::recorded(const std::string& container) {
  const auto session = this->session();
  MYDOCKER_TRY(auto* open_state, session->open_state());
  MYDOCKER_TRY(const auto network, app::find_active_or_defined(*session, *open_state, kNetwork));
  std::string owner = network.id;
  if (!container.empty()) {
    MYDOCKER_TRY(const auto endpoint, endpoint_in(open_state->state, network.id, container));
    owner = endpoint.id;
  }
  MYDOCKER_TRY(const auto journal_entry, open_state->state.find_entry(owner));
  if (!journal_entry) return Error(ErrorKind::not_found, "no plan is stored");
  return journal_entry->plan;
}

namespace {

// Returns the plan of the driver that this driver wraps.
Result<Plan> wrapped_plan(app::Session& session, const std::string& name,
                          const documents::Request& request) {
  MYDOCKER_TRY(const auto candidate, session.find_driver(name));
  MYDOCKER_TRY(const auto load, session.load_settings());
  MYDOCKER_TRY(auto wrapped, session.driver_source.load(*candidate.wrapped, load));
  return request.call == documents::Call::plan_network
             ? wrapped.plan_network(request.network, request.host)
             : wrapped.plan_endpoint(request.network, request.endpoint, request.host);
}

}  // namespace

Result<documents::Request> TestHost::question(const std::string& container) {
  const auto session = this->session();
  MYDOCKER_TRY(auto* open_state, session->open_state());
  MYDOCKER_TRY(const auto network, app::find_active_or_defined(*session, *open_state, kNetwork));
  documents::Request request;
  MYDOCKER_TRY(request.network, app::view_for(driver_->driver(), network));
  std::string owner = network.id;
  if (!container.empty()) {
    request.call = documents::Call::plan_endpoint;
    MYDOCKER_TRY(const auto endpoint, endpoint_in(open_state->state, network.id, container));
    MYDOCKER_TRY(request.endpoint, app::view_for(driver_->driver(), endpoint));
    owner = endpoint.id;
  }
  MYDOCKER_TRY(auto facts, open_state->state.facts_of(owner));
  if (!facts)
    return Error(ErrorKind::not_found, "the state has no host facts for this network or container");
  request.host = *std::move(facts);
  if (!driver_->driver().wraps.empty()) {
    MYDOCKER_TRY(const auto plan, wrapped_plan(*session, network.driver, request));
    request.wrapped = plan.entries();
  }
  return request;
}

Result<void> TestHost::add_container(const std::string& name) {
  if (shares_host(*driver_)) return name_own_netns(name);
  MYDOCKER_CHECK(add_netns(name));
  // The loopback device is brought up and down here. A device that was up before keeps a queueing
  // discipline. So all later snapshots contain it.
  MYDOCKER_TRY(const auto netns, container(name));
  MYDOCKER_TRY(const auto kernel, kernel::open_linux_kernel(host_, &netns));
  MYDOCKER_CHECK(kernel->create(Loopback{}));
  return kernel->destroy(Loopback{});
}

Result<kernel::Netns> TestHost::container(const std::string& name) {
  return kernel::Netns::open(netns_path(name));
}

Result<std::vector<std::string>> TestHost::snapshot(
    const std::vector<std::string>& containers) const {
  MYDOCKER_TRY(auto lines, kernel::take_snapshot());
  without_link_local(lines);
  for (const auto& name : containers) {
    MYDOCKER_TRY(const auto netns, container(name));
    MYDOCKER_CHECK(kernel::run_inside({netns.fd()}, [&]() -> Result<void> {
      MYDOCKER_TRY(auto inside, kernel::take_snapshot());
      without_link_local(inside);
      for (const auto& line : inside)
        lines.push_back(std::string(name).append(" has ").append(line));
      return {};
    }));
  }
  return lines;
}

}  // namespace mydocker::conformance

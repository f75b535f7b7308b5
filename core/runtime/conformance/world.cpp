#include "runtime/conformance/world.hpp"

#include <cstdlib>

#include "runtime/app/driver_plans.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/conformance/scratch.hpp"
#include "runtime/conformance/wishes.hpp"
#include "runtime/kernel/namespace_entry.hpp"
#include "runtime/kernel/snapshot.hpp"

namespace mydocker::conformance {
namespace {

std::string netns_path(const std::string& name) { return std::string(kNetnsFolder) + "/" + name; }

// The kernel gives links such addresses by itself, some time after they carry.
void without_link_local(std::vector<std::string>& lines) {
  std::erase_if(lines, [](const std::string& line) {
    return line.starts_with("address fe80:") || line.starts_with("route fe80:");
  });
}

// As it is written down.
Result<model::Endpoint> endpoint_in(store::RuntimeState& state, const std::string& network,
                                    const std::string& container) {
  MYDOCKER_TRY(auto found, state.find_endpoint(network, container));
  if (found) return *std::move(found);
  return Error(ErrorKind::not_found, "container " + base::quoted(container) + " is not connected");
}

}  // namespace

void StepCount::step(std::string_view why, std::string_view command) {
  if (count_++ == 0) first_ = std::string(why) + " (" + std::string(command) + ")";
}

std::vector<std::string> usual_subnets(const Subject& subject) {
  if (!has_addresses(subject)) return {};
  return {"10.77.0.0/24"};
}

std::vector<std::string> dual_subnets(const Subject& subject) {
  auto subnets = usual_subnets(subject);
  if (!subnets.empty() && has_ipv6(subject)) subnets.emplace_back("fd00:77::/64");
  return subnets;
}

app::Settings World::settings() const {
  app::Settings settings;
  settings.state_dir = kStateFolder;
  settings.run_dir = settings.state_dir / "run";
  settings.driver_dirs = {kDriverFolder};
  settings.config_file = kConfigFile;
  return settings;
}

app::Runtime World::runtime(apply::FaultHook* faults) {
  *log_ = StepCount();
  return {settings(), *log_, faults == nullptr ? *no_faults_ : *faults};
}

std::unique_ptr<app::Parts> World::parts() {
  return std::make_unique<app::Parts>(settings(), *log_, *no_faults_);
}

app::CreateNetworkRequest World::request(const NetworkWish& wish) const {
  app::CreateNetworkRequest request;
  request.name = wish.name;
  request.driver = subject_->driver().name;
  request.subnets = wish.subnets.empty() ? usual_subnets(*subject_) : wish.subnets;
  request.internal = wish.internal;
  for (const auto& [key, value] : subject_->options) request.options.push_back(key + "=" + value);
  return request;
}

Result<void> World::create(const NetworkWish& wish, apply::FaultHook* faults) {
  MYDOCKER_CHECK(runtime(faults).create_network(request(wish)));
  return {};
}

Result<std::string> World::create_script(const NetworkWish& wish) {
  auto dry = request(wish);
  dry.dry_run = true;
  MYDOCKER_TRY(auto report, runtime(nullptr).create_network(dry));
  return std::move(report.script);
}

Result<void> World::connect(const app::ConnectRequest& request, apply::FaultHook* faults) {
  MYDOCKER_CHECK(runtime(faults).connect(request));
  return {};
}

// Always the same address for one container, so that states can be compared.
app::ConnectRequest World::request(const std::string& container) const {
  app::ConnectRequest request;
  request.network = kNetwork;
  request.container = container;
  if (has_addresses(*subject_))
    request.addresses = {"10.77.0." + std::to_string(1 + std::atoi(container.c_str() + 1))};
  return request;
}

Result<void> World::connect(const std::string& container, apply::FaultHook* faults) {
  return connect(request(container), faults);
}

Result<std::string> World::connect_script(const std::string& container) {
  auto dry = request(container);
  dry.dry_run = true;
  MYDOCKER_TRY(auto report, runtime(nullptr).connect(dry));
  return std::move(report.script);
}

Result<void> World::disconnect(const std::string& container, apply::FaultHook* faults,
                               const std::string& network) {
  app::DisconnectRequest request;
  request.network = network;
  request.container = container;
  MYDOCKER_CHECK(runtime(faults).disconnect(request));
  return {};
}

Result<void> World::remove(const std::string& network, apply::FaultHook* faults) {
  app::RemoveNetworkRequest request;
  request.network = network;
  MYDOCKER_CHECK(runtime(faults).remove_network(request));
  return {};
}

Result<StepCount> World::reload(const std::string& network) {
  MYDOCKER_CHECK(runtime(nullptr).reload_network({network, false}));
  return *log_;
}

Result<void> World::look() {
  MYDOCKER_CHECK(runtime(nullptr).list_networks());
  return {};
}

Result<model::Endpoint> World::endpoint(const std::string& container) {
  MYDOCKER_TRY(const auto report, runtime(nullptr).inspect_network(kNetwork));
  for (const auto& one : report.endpoints)
    if (one.endpoint.container == container) return one.endpoint;
  return Error(ErrorKind::not_found, "container \"" + container + "\" is not connected");
}

Result<Plan> World::recorded(const std::string& container) {
  const auto parts = this->parts();
  MYDOCKER_TRY(auto* world, parts->world());
  MYDOCKER_TRY(const auto network, app::known_network(*parts, kNetwork));
  std::string owner = network.id;
  if (!container.empty()) {
    MYDOCKER_TRY(const auto endpoint, endpoint_in(world->state, network.id, container));
    owner = endpoint.id;
  }
  MYDOCKER_TRY(const auto work, world->state.work_of(owner));
  if (!work) return Error(ErrorKind::not_found, "nothing is recorded");
  return documents::decode_plan(work->plan);
}

Result<documents::Request> World::question(const std::string& container) {
  const auto parts = this->parts();
  MYDOCKER_TRY(auto* world, parts->world());
  MYDOCKER_TRY(const auto network, app::known_network(*parts, kNetwork));
  documents::Request request;
  MYDOCKER_TRY(request.network, app::view_for(subject_->driver(), network));
  std::string owner = network.id;
  if (!container.empty()) {
    request.call = documents::Call::plan_endpoint;
    MYDOCKER_TRY(const auto endpoint, endpoint_in(world->state, network.id, container));
    MYDOCKER_TRY(request.endpoint, app::view_for(subject_->driver(), endpoint));
    owner = endpoint.id;
  }
  MYDOCKER_TRY(auto facts, world->state.facts_of(owner));
  if (!facts) return Error(ErrorKind::not_found, "no facts of the host are recorded");
  request.host = *std::move(facts);
  return request;
}

Result<void> World::add_container(const std::string& name) {
  if (shares_host(*subject_)) return name_own_netns(name);
  MYDOCKER_CHECK(add_netns(name));
  // A device that was up once keeps its queue discipline; only a new namespace has none.
  MYDOCKER_TRY(const auto netns, container(name));
  MYDOCKER_TRY(const auto kernel, kernel::open_linux_kernel(host_, &netns));
  MYDOCKER_CHECK(kernel->create(Loopback{}));
  return kernel->destroy(Loopback{});
}

Result<kernel::Netns> World::container(const std::string& name) {
  return kernel::Netns::open(netns_path(name));
}

Result<std::vector<std::string>> World::snapshot(const std::vector<std::string>& containers) const {
  MYDOCKER_TRY(auto lines, kernel::take_snapshot());
  without_link_local(lines);
  for (const auto& name : containers) {
    MYDOCKER_TRY(const auto netns, container(name));
    MYDOCKER_CHECK(kernel::run_inside(netns.fd(), [&]() -> Result<void> {
      MYDOCKER_TRY(auto inside, kernel::take_snapshot());
      without_link_local(inside);
      for (const auto& line : inside) lines.push_back(name + " has " + line);
      return {};
    }));
  }
  return lines;
}

}  // namespace mydocker::conformance

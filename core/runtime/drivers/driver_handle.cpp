#include "runtime/drivers/driver_handle.hpp"

#include "mydocker/documents.hpp"
#include "runtime/drivers/driver_channels.hpp"
#include "runtime/drivers/driver_source.hpp"
#include "runtime/drivers/naming.hpp"
#include "runtime/drivers/path_trust.hpp"
#include "runtime/drivers/wrapped_driver.hpp"

namespace mydocker::drivers {
namespace {

using documents::Call;
using documents::Request;

// Adds the driver's name and file to an error of kind driver. Such an error means an invalid reply,
// or a failure inside the driver. If the driver has refused the request, its own error is not
// changed.
template <class T>
Result<T> attribute_to_driver(Result<T> reply, const std::string& who) {
  if (!reply.ok() && reply.error().message().empty())
    return Error(reply.error().kind(), "it gives no reason").within(who);
  if (reply.ok() || reply.error().kind() != ErrorKind::driver) return reply;
  return std::move(reply).within(who);
}

}  // namespace

Result<Plan> DriverHandle::plan_network(const NetworkView& network, const HostFacts& host) {
  Request request;
  request.call = Call::plan_network;
  request.network = network;
  request.host = host;
  if (wrapped_) {
    MYDOCKER_TRY(const auto plan, wrapped_->plan_network(network, host));
    request.wrapped = plan.entries();
  }
  return planned(request);
}

Result<Plan> DriverHandle::plan_endpoint(const NetworkView& network, const EndpointView& endpoint,
                                         const HostFacts& host) {
  Request request;
  request.call = Call::plan_endpoint;
  request.network = network;
  request.endpoint = endpoint;
  request.host = host;
  if (wrapped_) {
    MYDOCKER_TRY(const auto plan, wrapped_->plan_endpoint(network, endpoint, host));
    request.wrapped = plan.entries();
  }
  return planned(request);
}

Result<Plan> DriverHandle::planned(const Request& request) {
  MYDOCKER_TRY(const std::string reply, channel_->call(documents::encode(request), CallContext{}));
  const auto who = driver_in(manifest_->name, file_);
  auto plan = attribute_to_driver(documents::decode_plan_reply(reply), who);
  if (plan && request.wrapped)
    MYDOCKER_CHECK(check_amended(Plan(*request.wrapped), *plan, manifest_->wraps).within(who));
  return plan;
}

Result<std::string> DriverHandle::act(Call call, const Custom& resource, HandlerContext& context) {
  Request request;
  request.call = call;
  request.resource = resource;
  request.context = channel_->seen_by_driver(context);
  const CallContext where{CallContext::Rights::act, resource.place, context.host_netns,
                          context.container_netns};
  auto reply = channel_->call(documents::encode(request), where);
  if (reply)
    for (auto& line : documents::log_in(*reply)) context.log(std::move(line));
  return reply;
}

Result<void> DriverHandle::change(Call call, const Custom& resource, HandlerContext& context) {
  MYDOCKER_TRY(const std::string reply, act(call, resource, context));
  return attribute_to_driver(documents::decode_void_reply(reply),
                             driver_in(manifest_->name, file_));
}

Result<CustomState> DriverHandle::observe(const Custom& resource, HandlerContext& context) {
  MYDOCKER_TRY(const std::string reply, act(Call::observe, resource, context));
  return attribute_to_driver(documents::decode_state_reply(reply),
                             driver_in(manifest_->name, file_));
}

Result<void> DriverHandle::create(const Custom& resource, HandlerContext& context) {
  return change(Call::create, resource, context);
}

Result<void> DriverHandle::update(const Custom& resource, HandlerContext& context) {
  return change(Call::update, resource, context);
}

Result<void> DriverHandle::destroy(const Custom& resource, HandlerContext& context) {
  return change(Call::destroy, resource, context);
}

Result<Allocation> DriverHandle::allocate(const Custom& lease, HandlerContext& context) {
  MYDOCKER_TRY(const std::string reply, act(Call::create, lease, context));
  return attribute_to_driver(documents::decode_allocation_reply(reply),
                             driver_in(manifest_->name, file_));
}

namespace {

Result<DriverHandle> load_alone(const Candidate& candidate, const LoadSettings& settings) {
  if (candidate.refusal) return *candidate.refusal;
  if (!candidate.manifest) return Error(ErrorKind::internal, "a driver without a manifest");
  // The real path of the file is loaded, because the command has checked this path. A symbolic link
  // could have changed since then.
  DriverFile file{candidate.name, candidate.real};
  if (file.path.empty()) {
    MYDOCKER_TRY(file.path,
                 trusted_file(candidate.file).within("refusing driver \"" + candidate.name + "\""));
  }
  if (candidate.source != Source::bundled) {
    auto channel = std::make_unique<WorkerChannel>(std::move(file), settings);
    return DriverHandle(candidate.manifest, std::move(channel), candidate.file);
  }
  MYDOCKER_TRY(auto channel, InProcessChannel::open(std::move(file)));
  return DriverHandle(candidate.manifest, std::move(channel), candidate.file);
}

}  // namespace

Result<DriverHandle> load(const Candidate& candidate, const LoadSettings& settings) {
  MYDOCKER_TRY(auto driver, load_alone(candidate, settings));
  if (candidate.wrapped) {
    MYDOCKER_TRY(auto wrapped, load(*candidate.wrapped, settings));
    driver.wrap(std::move(wrapped));
  }
  return driver;
}

namespace {

class InstalledDrivers final : public DriverSource {
 public:
  Result<Candidate> find(const SearchSettings& search, std::string_view name) override {
    return find_driver(search, name);
  }
  Result<DriverHandle> load(const Candidate& candidate, const LoadSettings& settings) override {
    return drivers::load(candidate, settings);
  }
};

}  // namespace

DriverSource& installed_drivers() {
  static InstalledDrivers drivers;
  return drivers;
}

}  // namespace mydocker::drivers

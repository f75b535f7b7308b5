// A loaded driver, as mydocker sees it.
//
// Bundled drivers are loaded into this process. For every other driver, each call runs in a process
// of the program mydocker-driver-host. The process has a deadline and, during planning, a sandbox.
// In both cases mydocker sends a request document and receives a reply document. A driver can
// crash, call exit(), hang, send invalid bytes or throw an exception. Each of these becomes one
// error that names the driver and its file.
//
// Example:
//   MYDOCKER_TRY(auto driver, load(candidate, settings));
//   MYDOCKER_TRY(const auto plan, driver.plan_network(network, host));
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "mydocker/documents.hpp"
#include "mydocker/ipam_handler.hpp"
#include "mydocker/manifest.hpp"
#include "mydocker/result.hpp"
#include "runtime/drivers/search_path.hpp"

namespace mydocker::drivers {

// The rights and the namespace of one call.
struct CallContext {
  // compute: the call only computes a reply, so it needs no rights. act: the call is that of a
  // handler, which changes the kernel.
  enum class Rights : std::uint8_t { compute, act };
  Rights rights = Rights::compute;
  Place place = Place::host;  // the namespace for the call, if its descriptor is given
  // Descriptors that are not owned; -1: none.
  int host_netns = -1;
  int container_netns = -1;
};

// Sends one request to the driver. It does not know the content of the documents.
class DriverChannel {
 public:
  virtual ~DriverChannel() = default;
  virtual Result<std::string> call(const std::string& request, const CallContext& context) = 0;
  // Prepares a later call that plans, for example by starting a process. This saves time, and does
  // not change the result of a call.
  virtual void prepare() {}
  // Returns the context for the driver's process. There, the descriptors of the namespaces have
  // other numbers.
  [[nodiscard]] virtual HandlerContext seen_by_driver(const HandlerContext& context) const {
    return context;
  }
  // Returns whether a call runs in this process. Then it starts no other process and waits for
  // none.
  [[nodiscard]] virtual bool runs_in_process() const noexcept { return false; }
};

// One driver. It owns its channel. Errors of kind driver name the driver and its file.
class DriverHandle {
 public:
  // Creates a handle. `file` is for error messages.
  DriverHandle(std::shared_ptr<const Manifest> manifest, std::unique_ptr<DriverChannel> channel,
               std::filesystem::path file = {})
      : manifest_(std::move(manifest)), channel_(std::move(channel)), file_(std::move(file)) {}

  [[nodiscard]] const Manifest& manifest() const noexcept { return *manifest_; }
  [[nodiscard]] std::shared_ptr<const Manifest> shared_manifest() const noexcept {
    return manifest_;
  }
  // Returns whether a call runs in this process. Other calls are too slow inside a transaction,
  // because other commands wait for its end.
  [[nodiscard]] bool runs_in_process() const noexcept { return channel_->runs_in_process(); }

  // Makes this driver add to the plans of `wrapped` (wrapped_driver.hpp). The handle owns
  // `wrapped`.
  void wrap(DriverHandle wrapped) { wrapped_ = std::make_unique<DriverHandle>(std::move(wrapped)); }

  // Prepares a later call that plans, as DriverChannel::prepare() does.
  void prepare() { channel_->prepare(); }

  Result<Plan> plan_network(const NetworkView& network, const HostFacts& host);
  Result<Plan> plan_endpoint(const NetworkView& network, const EndpointView& endpoint,
                             const HostFacts& host);
  // These functions call the ResourceHandler of the driver, in the namespace of the resource's
  // place. If the context has no descriptor of this namespace, the current namespace is used. The
  // driver's messages are added to the log of `context`.
  Result<CustomState> observe(const Custom& resource, HandlerContext& context);
  Result<void> create(const Custom& resource, HandlerContext& context);
  Result<void> update(const Custom& resource, HandlerContext& context);
  Result<void> destroy(const Custom& resource, HandlerContext& context);
  // Does the same as create() for a lease. The IpamHandler of the driver creates it. Returns the
  // addresses of the lease.
  Result<Allocation> allocate(const Custom& lease, HandlerContext& context);

 private:
  Result<std::string> act(documents::Call call, const Custom& resource, HandlerContext& context);
  Result<void> change(documents::Call call, const Custom& resource, HandlerContext& context);
  // Sends a request that plans, and reads the plan.
  Result<Plan> planned(const documents::Request& request);

  std::shared_ptr<const Manifest> manifest_;
  std::unique_ptr<DriverChannel> channel_;
  std::filesystem::path file_;
  std::unique_ptr<DriverHandle> wrapped_;  // null: this driver wraps no driver
};

// Settings for loading and calling drivers.
struct LoadSettings {
  std::chrono::milliseconds deadline{30'000};  // time limit of one call in a driver host
  // Whether the standard error of a driver host is discarded or shown. --debug shows it.
  enum class Stderr : std::uint8_t { discard, keep } driver_stderr = Stderr::discard;
  // A descriptor (not owned) for the standard output of a driver host. -1: the output is discarded.
  int driver_stdout = -1;
  // The trusted program that runs drivers. Empty: the installed program (host_program.hpp).
  std::filesystem::path host_program{};
  // It is called once for each driver if the kernel refuses layers of the sandbox.
  std::function<void(const std::string&)> notice{};
};

// Returns a handle for the candidate. A bundled driver is loaded now, into this process. Other
// drivers are loaded at the first call, in a driver host. If the candidate was refused
// (Candidate::refusal), returns this error.
Result<DriverHandle> load(const Candidate& candidate, const LoadSettings& settings);

}  // namespace mydocker::drivers

// A loaded driver, on mydocker's side of the boundary of the driver.
//
// Bundled drivers are loaded into this process. For every other driver each call runs in a process
// of the program mydocker-driver-host. That process has a deadline and, during planning, a sandbox.
// In both cases mydocker sends a request document and receives a reply document. Every failure (a
// crash, exit(), a hang, invalid bytes, an exception) becomes one error that names the driver and
// its file.
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
  // compute: only computes a reply, so it needs no rights. act: a handler changes the kernel.
  enum class Rights : std::uint8_t { compute, act };
  Rights rights = Rights::compute;
  Place place = Place::host;  // the namespace to enter first, if its descriptor is given
  // Descriptors, not owned; -1: none.
  int host_netns = -1;
  int container_netns = -1;
};

// Transports one request to the driver. Does not know the content of the documents.
class DriverChannel {
 public:
  virtual ~DriverChannel() = default;
  virtual Result<std::string> call(const std::string& request, const CallContext& context) = 0;
  // Prepares a later call that plans, for example by starting a process. Does not change any
  // result.
  virtual void prepare() {}
  // Returns the context with the numbers that its descriptors have in the driver's process.
  [[nodiscard]] virtual HandlerContext seen_by_driver(const HandlerContext& context) const {
    return context;
  }
  // Returns whether a call runs in this process, so that it does not start or wait for another
  // process.
  [[nodiscard]] virtual bool runs_in_process() const noexcept { return false; }
};

// One driver. Owns its channel. Errors of kind driver name the driver and its file.
class DriverHandle {
 public:
  // `file` is for error messages.
  DriverHandle(Manifest manifest, std::unique_ptr<DriverChannel> channel,
               std::filesystem::path file = {})
      : manifest_(std::move(manifest)), channel_(std::move(channel)), file_(std::move(file)) {}

  [[nodiscard]] const Manifest& manifest() const noexcept { return manifest_; }
  // Returns whether a call is fast enough while other commands wait for a transaction.
  [[nodiscard]] bool runs_in_process() const noexcept { return channel_->runs_in_process(); }

  // The plans of `wrapped` are the first step of this driver's plans (wrapped_driver.hpp).
  void wrap(DriverHandle wrapped) { wrapped_ = std::make_unique<DriverHandle>(std::move(wrapped)); }

  // Prepares a later call that plans.
  void prepare() { channel_->prepare(); }

  Result<Plan> plan_network(const NetworkView& network, const HostFacts& host);
  Result<Plan> plan_endpoint(const NetworkView& network, const EndpointView& endpoint,
                             const HostFacts& host);
  // Call the driver's ResourceHandler in the namespace of the resource's place, and add its
  // messages to the log of `context`. Without a descriptor the call is in the current namespace.
  Result<CustomState> observe(const Custom& resource, HandlerContext& context);
  Result<void> create(const Custom& resource, HandlerContext& context);
  Result<void> update(const Custom& resource, HandlerContext& context);
  Result<void> destroy(const Custom& resource, HandlerContext& context);
  // Like create() of a lease, which the driver's IpamHandler creates. Returns its addresses.
  Result<Allocation> allocate(const Custom& lease, HandlerContext& context);

 private:
  Result<std::string> act(documents::Call call, const Custom& resource, HandlerContext& context);
  Result<void> change(documents::Call call, const Custom& resource, HandlerContext& context);
  // Sends a request that plans, and reads the plan.
  Result<Plan> planned(const documents::Request& request);

  Manifest manifest_;
  std::unique_ptr<DriverChannel> channel_;
  std::filesystem::path file_;
  std::unique_ptr<DriverHandle> wrapped_;  // null: this driver wraps none
};

// How drivers are loaded and called.
struct LoadSettings {
  std::chrono::milliseconds deadline{30'000};  // for one call in a driver host
  // The standard error of a driver host: discarded, or shown (for --debug).
  enum class Stderr : std::uint8_t { discard, keep } driver_stderr = Stderr::discard;
  // A file (not owned) for the standard output of a driver host; -1: discarded.
  int driver_stdout = -1;
  // The trusted program that runs drivers; empty: the installed one (host_program.hpp).
  std::filesystem::path host_program{};
  // Called once per driver if the kernel refuses layers of the sandbox.
  std::function<void(const std::string&)> notice{};
};

// Returns a handle for the candidate. A bundled driver is loaded now, into this process. Other
// drivers are loaded at the first call, in a driver host. Returns the candidate's refusal if it has
// one.
Result<DriverHandle> load(const Candidate& candidate, const LoadSettings& settings);

}  // namespace mydocker::drivers

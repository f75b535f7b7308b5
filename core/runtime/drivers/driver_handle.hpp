// A driver, ready to be called; the host's side of the border.
//
// Bundled drivers are loaded into this process. For all others each call has a process of the
// program mydocker-driver-host, with a deadline and, while the driver plans, a sandbox. Either way
// a request document goes in and a reply document comes out, and whatever goes wrong (a crash,
// exit(), a hang, garbage, a throw) is one error that names the driver and its file.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "mydocker/documents.hpp"
#include "mydocker/manifest.hpp"
#include "mydocker/result.hpp"
#include "runtime/drivers/search_path.hpp"

namespace mydocker::drivers {

// What a call of a driver may do, and where.
struct CallContext {
  // compute: turn a document into another, which needs no power over anything. act: a handler's
  // work on the kernel.
  enum class Rights : std::uint8_t { compute, act };
  Rights rights = Rights::compute;
  int netns = -1;  // a namespace to enter first (a file descriptor, lent); -1: stay
};

// Carries one request across; knows nothing of what is in it.
class DriverChannel {
 public:
  virtual ~DriverChannel() = default;
  virtual Result<std::string> call(const std::string& request, const CallContext& context) = 0;
  // Announces a call that plans, so that what takes time can begin. Changes no result.
  virtual void prepare() {}
  // Whether a call takes no longer than its computing: there is no process to start or to wait for.
  [[nodiscard]] virtual bool runs_in_process() const noexcept { return false; }
};

class DriverHandle {
 public:
  // `file` is what errors name.
  DriverHandle(Manifest manifest, std::unique_ptr<DriverChannel> channel,
               std::filesystem::path file = {})
      : manifest_(std::move(manifest)), channel_(std::move(channel)), file_(std::move(file)) {}

  [[nodiscard]] const Manifest& manifest() const noexcept { return manifest_; }
  // Whether it may be asked while others wait for us.
  [[nodiscard]] bool runs_in_process() const noexcept { return channel_->runs_in_process(); }

  // Announces that a plan will be asked for.
  void prepare() { channel_->prepare(); }

  Result<Plan> plan_network(const NetworkView& network, const HostFacts& host);
  Result<Plan> plan_endpoint(const NetworkView& network, const EndpointView& endpoint,
                             const HostFacts& host);
  // The driver's ResourceHandler, in the namespace `netns` (a file descriptor, lent; -1: where we
  // are).
  Result<bool> observe(const Custom& resource, int netns);
  Result<void> create(const Custom& resource, int netns);
  Result<void> destroy(const Custom& resource, int netns);

 private:
  Manifest manifest_;
  std::unique_ptr<DriverChannel> channel_;
  std::filesystem::path file_;
};

struct LoadSettings {
  std::chrono::milliseconds deadline{30'000};  // for one call of a driver in a worker
  // What a driver in a worker writes on stderr: nobody's business, or shown (for --debug).
  enum class Stderr : std::uint8_t { discard, keep } driver_stderr = Stderr::discard;
  // A file (lent) that takes what it writes on stdout; -1: it is nobody's business.
  int driver_stdout = -1;
  // The program that runs drivers, trusted; empty: the one that belongs to this program
  // (host_program.hpp).
  std::filesystem::path host_program{};
  // Told, once for each driver, which layers of the sandbox the kernel refuses.
  std::function<void(const std::string&)> notice{};
};

// Loads nothing yet for a worker; loads at once, in process, what stands in the bundled folder. A
// candidate with a refusal is refused with it.
Result<DriverHandle> load(const Candidate& candidate, const LoadSettings& settings);

}  // namespace mydocker::drivers

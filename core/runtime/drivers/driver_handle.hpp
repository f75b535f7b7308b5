// A driver, ready to be called; the host's side of the border.
//
// Bundled drivers are loaded into this process; all others are loaded in a forked worker for each
// call, with a deadline. Either way a request document goes in and a reply document comes out, and
// whatever goes wrong (a crash, exit(), a hang, garbage, a throw) is one error that names the
// driver and its file.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "mydocker/documents.hpp"
#include "mydocker/manifest.hpp"
#include "mydocker/result.hpp"
#include "runtime/drivers/search_path.hpp"

namespace mydocker::drivers {

// Carries one request across; knows nothing of what is in it.
class Border {
 public:
  virtual ~Border() = default;
  // `netns`: a namespace to enter first (a file descriptor, lent), or -1; only for handler calls.
  virtual Result<std::string> call(const std::string& request, int netns) = 0;
};

class DriverHandle {
 public:
  DriverHandle(Manifest manifest, std::unique_ptr<Border> border)
      : manifest_(std::move(manifest)), border_(std::move(border)) {}

  [[nodiscard]] const Manifest& manifest() const noexcept { return manifest_; }

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
  std::unique_ptr<Border> border_;
};

struct LoadSettings {
  std::chrono::milliseconds deadline{30'000};  // for one call of a driver in a worker
};

// Loads nothing yet for a worker; loads at once, in process, what stands in the bundled folder. A
// candidate with a refusal is refused with it.
Result<DriverHandle> load(const Candidate& candidate, const LoadSettings& settings);

}  // namespace mydocker::drivers

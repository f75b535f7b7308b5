// The use cases. Each verb is one method, told as a story in a file of its own; this is the only
// wiring.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/app/reports.hpp"
#include "runtime/app/requests.hpp"
#include "runtime/apply/fault_hook.hpp"
#include "runtime/base/step_log.hpp"

namespace mydocker::app {

struct Parts;  // parts.hpp; ours alone

class Runtime {
 public:
  // Nothing is opened before it is needed. `log` and `faults` are lent and must outlive the
  // runtime.
  Runtime(Settings settings, base::StepLog& log, apply::FaultHook& faults);
  Runtime(Runtime&&) noexcept;
  ~Runtime();

  Result<ChangeReport> create_network(const CreateNetworkRequest& request);
  Result<ChangeReport> remove_network(const RemoveNetworkRequest& request);
  Result<ChangeReport> connect(const ConnectRequest& request);
  Result<ChangeReport> disconnect(const DisconnectRequest& request);

  // Of a container that is connected: its ports are reached while it stays so.
  Result<ChangeReport> publish(const PublishRequest& request);
  Result<ChangeReport> unpublish(const UnpublishRequest& request);

  // Of these networks, or of all.
  Result<std::vector<PortReport>> list_ports(const std::vector<std::string>& networks);

  Result<std::vector<NetworkReport>> list_networks();
  Result<NetworkReport> inspect_network(const std::string& reference);  // with endpoints and plan

  Result<std::vector<DriverReport>> list_drivers();
  Result<DriverReport> inspect_driver(const std::string& name_or_file);

 private:
  std::unique_ptr<Parts> parts_;
};

}  // namespace mydocker::app

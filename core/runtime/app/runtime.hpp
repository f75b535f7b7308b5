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

struct Session;  // session.hpp; for this module and the conformance kit alone

class Runtime {
 public:
  // Nothing is opened before it is needed. `log` and `faults` are lent and must outlive the
  // runtime.
  Runtime(Settings settings, base::StepLog& log, apply::FaultHook& faults);
  Runtime(Runtime&&) noexcept;
  ~Runtime();

  // Finishes or undoes what commands that died have left. Each method that changes something does
  // this first.
  Result<void> recover();

  Result<ChangeReport> create_network(const CreateNetworkRequest& request);
  Result<ChangeReport> remove_network(const RemoveNetworkRequest& request);
  // One after the other, each whatever became of the others; the scripts of a dry run are right
  // when they are run in that order.
  std::vector<Result<ChangeReport>> remove_networks(
      const std::vector<RemoveNetworkRequest>& requests);
  Result<ChangeReport> connect(const ConnectRequest& request);
  Result<ChangeReport> disconnect(const DisconnectRequest& request);

  // Of a container that is connected: its ports are reached while it stays so.
  Result<ChangeReport> publish(const PortsRequest& request);
  // Words as far as they tell; "all": all of them.
  Result<ChangeReport> unpublish(const PortsRequest& request);

  // Of these networks, or of all.
  Result<std::vector<PortReport>> list_ports(const std::vector<std::string>& networks);

  Result<std::vector<NetworkReport>> list_networks();
  Result<std::string> networks_format();  // of the configuration; empty: none
  Result<NetworkReport> inspect_network(const std::string& reference);  // with endpoints and plan

  Result<std::vector<NetworkReport>> inspect_networks();  // all of them
  Result<bool> network_exists(const std::string& reference);
  // Removes the networks that match and have no living endpoint; goes on after a failure.
  Result<PruneReport> prune_networks(const PruneNetworksRequest& request);

  Result<std::vector<DriverReport>> list_drivers();
  // Words with a "/" in them or ".so" at their end are files. None of it is run.
  Result<DriverReport> inspect_driver(const std::string& name_or_file);
  // Every check of loading these drivers, and of all of the search path if none is named. Runs
  // their code, in workers, where it is trusted.
  Result<std::vector<DriverDiagnosis>> diagnose_drivers(const std::vector<std::string>& words);
  // What the driver, or a file that may replace it, would plan for its networks that are in the
  // kernel and their living containers; nothing is changed.
  Result<std::vector<DriverDiffReport>> diff_plans(const std::string& name_or_file);
  // Puts a file into the first --driver-dir, or else the local folder, after all checks that need
  // not run it.
  Result<DriverChange> install_driver(const InstallDriverRequest& request);
  // Takes it away from there. Networks of it can still be disconnected and removed.
  Result<DriverChange> remove_driver(const DriverRequest& request);
  // Whether networks and connections may be made with it.
  Result<DriverChange> enable_driver(const DriverRequest& request);
  Result<DriverChange> disable_driver(const DriverRequest& request);
  // Whether somebody may write a driver of that name.
  static Result<void> check_new_driver_name(const std::string& name);
  // Whether the file may be called as it is: not by the name of a driver of ours, unless it is that
  // driver or the configuration allows it.
  Result<bool> may_have_its_name(const std::filesystem::path& driver_file);

  Result<ChangeReport> update_network(const UpdateNetworkRequest& request);

  // Makes again what the network and its living endpoints have lost in the kernel: to a flush of
  // the ruleset, a change of a setting, a deleted link. After a reboot: puts the network there.
  Result<ChangeReport> reload_network(const ReloadNetworkRequest& request);
  // One after the other, each whatever became of the others; the scripts of a dry run are right
  // when they are run in that order.
  std::vector<Result<ChangeReport>> reload_networks(
      const std::vector<ReloadNetworkRequest>& requests);

  // A file that holds the definitions of these networks; of all if none is named.
  Result<std::string> export_networks(const std::vector<std::string>& references);
  // What `network apply` has to do, in the order in which it has to be done. Everything that the
  // file says is checked.
  Result<std::vector<NetworkChange>> compare_with_file(const CompareFileRequest& request);
  // Carries one of them out. in_use: containers are connected to a network that has to go or to be
  // made anew. After an error the network is as before.
  Result<void> make_change(const NetworkChange& change);
  // All of them as one script.
  Result<std::string> simulate_changes(const std::vector<NetworkChange>& changes);

  CompletionSnapshot completion_snapshot();

 private:
  Result<void> recreate(const NetworkChange& change);

  std::unique_ptr<Session> session_;
};

}  // namespace mydocker::app

// The use cases of mydocker networks. Each command is one method of Runtime.
//
// Example:
//   Runtime runtime(Settings{}, log, faults);
//   MYDOCKER_TRY(const auto report, runtime.create_network({.spec = {.name = "web"}}));
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/app/reports.hpp"
#include "runtime/app/requests.hpp"
#include "runtime/apply/fault_hook.hpp"
#include "runtime/base/step_log.hpp"
#include "runtime/drivers/driver_source.hpp"
#include "runtime/kernel/system.hpp"

namespace mydocker::app {

struct Session;  // declared in session.hpp; only for this module and the conformance kit

// The machine and the drivers that a runtime uses. It owns neither. The default is the real machine
// with the installed drivers. Tests give both in memory.
struct Environment {
  kernel::System& system = kernel::linux_system();
  drivers::DriverSource& drivers = drivers::installed_drivers();
};

// The entry point of this module. Not thread-safe. Each method reports errors as `outer: inner`.
class Runtime {
 public:
  // Opens files and databases only when they are needed. The runtime does not own `log` and
  // `faults`, which must outlive it.
  Runtime(Settings settings, base::StepLog& log, apply::FaultHook& faults,
          const Environment& environment = {});
  Runtime(Runtime&&) noexcept;
  ~Runtime();

  // Completes or rolls back the changes of commands that died. Each method that changes something
  // does this first.
  Result<void> recover();

  Result<ChangeReport> create_network(const CreateNetworkRequest& request);
  Result<ChangeReport> remove_network(const RemoveNetworkRequest& request);
  // Removes the networks in this order. After an error of one network, the others are still
  // removed. The scripts of a dry run are valid in the same order.
  std::vector<Result<ChangeReport>> remove_networks(
      const std::vector<RemoveNetworkRequest>& requests);
  Result<ConnectReport> connect(const ConnectRequest& request);
  Result<ChangeReport> disconnect(const DisconnectRequest& request);

  // Returns the active endpoint of a container engine's attachment. Returns nothing if the network
  // or the endpoint does not exist. Also returns nothing while the endpoint is created or removed.
  Result<std::optional<EndpointReport>> find_attachment(const std::string& network,
                                                        const model::Attachment& attachment);

  // Returns the routes of the main table that an engine must create in the container
  // (model::ContainerHalf). not_found: there is no such endpoint.
  Result<std::vector<Route>> routes_for_engine(const std::string& network,
                                               const model::Attachment& attachment);

  // These functions return a free subnet of the pools, and a free address of a network's subnet.
  // Neither is reserved, so creating the network or the endpoint may fail.
  Result<IpPrefix> free_subnet(Family family);
  Result<IpPrefix> free_address(const FreeAddressRequest& request);

  // Adds addresses and routes to the link of a connected container. They are not in the plan of the
  // endpoint. They disappear with the link. After an error, a part of them may exist.
  Result<void> configure_link(const LinkSettings& settings);

  // Publishes ports of a connected container until it is disconnected.
  Result<ChangeReport> publish(const PortsRequest& request);
  // Releases the published ports that match the words. The word "all" releases all of them.
  Result<ChangeReport> unpublish(const PortsRequest& request);

  Result<std::vector<NetworkReport>> list_networks();  // reads only the definitions, not the state
  void find_interfaces(std::vector<NetworkReport>& reports);  // sets NetworkReport::interface
  // The names of networks in the kernel come first.
  Result<std::vector<std::string>> names_active_first();
  Result<std::string> networks_format();  // default format of the configuration; empty: none
  // The report has endpoints and plan.
  Result<NetworkReport> inspect_network(const std::string& reference);

  // The reports of all networks, with endpoints and plan.
  Result<std::vector<NetworkReport>> inspect_networks();
  Result<bool> network_exists(const std::string& reference);
  // Adds the BPF filters of a network to a link of the host (kernel/link_filters.hpp). not_found:
  // the host has no such link.
  Result<void> protect_link(const std::string& link);
  // Removes the networks that match and have no living endpoint. Continues after an error.
  Result<PruneReport> prune_networks(const PruneNetworksRequest& request);
  // Removes the endpoints of containers whose namespaces no longer exist. In the report, the name
  // of an endpoint is "NETWORK CONTAINER". Continues after an error.
  Result<PruneReport> prune_containers(const PruneContainersRequest& request);

  Result<std::vector<DriverReport>> list_drivers();
  // Returns the report on a driver. An argument with a "/" or with ".so" at its end is a file. The
  // file is not executed.
  Result<DriverReport> inspect_driver(const std::string& name_or_file);
  // Runs every load check for these drivers, or for all drivers of the search path if none is
  // named. Executes trusted drivers in worker processes.
  Result<std::vector<DriverDiagnosis>> diagnose_drivers(const std::vector<std::string>& words);
  // Compares the driver, or a file that may replace it, with the recorded plans. Covers its
  // networks in the kernel and their living containers. Changes nothing.
  Result<std::vector<DriverDiffReport>> diff_plans(const std::string& name_or_file);
  // Sends the request document to the driver. The plan is neither checked nor used.
  Result<RequestedPlan> plan_request(const std::string& name_or_file, const std::string& request);
  // Copies a file to the first --driver-dir, or to the local folder. First, it runs all checks that
  // do not execute the file.
  Result<DriverChange> install_driver(const InstallDriverRequest& request);
  // Removes the file from the same folder. Containers of its networks can still be disconnected,
  // and the networks removed.
  Result<DriverChange> remove_driver(const DriverRequest& request);
  // These functions allow or refuse new networks and connections with the driver.
  Result<DriverChange> enable_driver(const DriverRequest& request);
  Result<DriverChange> disable_driver(const DriverRequest& request);
  // Returns an error if a user's driver must not have this name.
  static Result<void> check_new_driver_name(const std::string& name);
  // Returns whether the file may use its name. Another driver may have the name of a bundled driver
  // only if the configuration allows it.
  Result<bool> may_have_its_name(const std::filesystem::path& driver_file);
  // Returns the program mydocker-driver-test. An error of kind not_found: it is not installed.
  static Result<std::filesystem::path> driver_test_program();

  Result<ChangeReport> update_network(const UpdateNetworkRequest& request);

  // Repairs what the network and its living endpoints have lost in the kernel. Examples: a flushed
  // ruleset, a changed sysctl, a deleted link. After a reboot it creates the network in the kernel.
  Result<ChangeReport> reload_network(const ReloadNetworkRequest& request);
  // Reloads the networks in this order. After an error of one network, the others are still
  // reloaded. The scripts of a dry run are valid in the same order.
  std::vector<Result<ChangeReport>> reload_networks(
      const std::vector<ReloadNetworkRequest>& requests);
  // Reloads all networks. Networks in the kernel come first, because they use the firewall tables.
  // Waits a few seconds for other commands that are changing a network. A network that they remove
  // is not in the reports.
  std::vector<Result<ChangeReport>> reload_all_networks(bool dry_run);

  // Compares the recorded plans of this network and its containers with the kernel. Changes
  // nothing. Returns nothing if there is no difference, or if the network is not in the kernel.
  Result<std::vector<DriftReport>> verify_network(const std::string& reference);
  // Does the same as verify_network() for the network and this one container. With an empty name,
  // only for the network itself.
  Result<std::vector<DriftReport>> verify_container(const std::string& reference,
                                                    const std::string& container);

  // Compares the two databases with each other and with the marked objects of the kernel. Returns a
  // report for each damaged file, each lost definition, and each object without an owner. Changes
  // nothing.
  Result<std::vector<DriftReport>> check_state();
  // Restores each database from the other one and from the kernel. A damaged file is kept under
  // another name. Objects without an owner stay.
  Result<void> repair_state();
  // Removes marked objects of the kernel that belong to no network.
  Result<GarbageReport> collect_garbage(bool dry_run);

  // Returns the text of a file with the definitions of these networks, or of all networks if none
  // is named.
  Result<std::string> export_networks(const std::vector<std::string>& references);
  // Returns the changes for `network apply`, in the order in which they must be made. Checks the
  // whole file first. Only one process applies a file at a time. So this function waits for the end
  // of another one, and holds a lock until the runtime is destroyed. A dry run of root does the
  // same. Error busy: another one still runs.
  Result<std::vector<NetworkChange>> compare_with_file(const CompareFileRequest& request);
  // A dry run of `network apply` cannot hold a lock before the first real one since the boot.
  // Returns whether such a real one has begun after compare_with_file(). If so, call
  // compare_with_file() again, which waits for it.
  [[nodiscard]] bool has_missed_apply() const;
  // Makes one of these changes. Error in_use: containers are connected to a network that must be
  // removed or recreated. After an error the network is as before.
  Result<void> make_change(const NetworkChange& change);
  // Recreates a network with connected containers. The containers are disconnected for this time.
  // If one of them cannot be connected again, the old network is restored with its containers.
  // Error in_use: an engine manages a container. Error unfinished: the message names the containers
  // that could not be connected to the old network either. After other errors the network and its
  // containers are as before.
  Result<void> remake(const NetworkChange& change);
  // Returns the change that recreates the network with the labels and options of the request.
  Result<NetworkChange> remake_of(const UpdateNetworkRequest& request);
  // Returns one script for all these changes, including networks that are recreated with connected
  // containers. `title` is the first comment of the script. Nothing is changed.
  Result<std::string> simulate_changes(const std::vector<NetworkChange>& changes,
                                       const std::string& title);

  CompletionSnapshot completion_snapshot();

 private:
  Result<void> make_without_checks(const NetworkChange& change);
  Result<void> disconnect_and_recreate(const NetworkChange& change);
  // Disconnects the containers, recreates the network, and connects the containers of `requests`
  // again.
  Result<void> disconnect_and_recreate(NetworkChange change, std::vector<ConnectRequest> requests);
  // Restores the network `old`, which replaces the network with the id `id`. Returns the error for
  // `cause`.
  Result<void> restore_old(const model::Network& old, const std::string& id,
                           const std::vector<ConnectRequest>& requests, const Error& cause);
  std::string connect_again(std::vector<ConnectRequest> requests);
  Result<void> recreate(const NetworkChange& change);

  std::unique_ptr<Session> session_;
};

}  // namespace mydocker::app

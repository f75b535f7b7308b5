// What the use cases share: the open databases, the host, the drivers; each opened when first
// needed.
#pragma once

#include <memory>
#include <optional>
#include <set>

#include "runtime/app/dry_run_overlay.hpp"
#include "runtime/app/runtime.hpp"
#include "runtime/apply/recovery.hpp"
#include "runtime/config/config.hpp"
#include "runtime/drivers/driver_handle.hpp"
#include "runtime/kernel/linux_kernel.hpp"
#include "runtime/store/definitions.hpp"
#include "runtime/store/runtime_state.hpp"

namespace mydocker::app {

// What lives until the next boot, and the host, after whatever dead processes left has been dealt
// with.
struct OpenState {
  store::RuntimeState state;
  kernel::Netns host;
  apply::Unrecovered unrecovered{};  // what could not be dealt with

  // Why nobody can work on the row of `owner` now. unfinished: it is left over; busy: another
  // command is at work on it.
  [[nodiscard]] Error why_locked(const std::string& owner) const;
};

// What a command does with the state.
enum class Access : std::uint8_t {
  read,     // shows it, on a private copy; anywhere, as any user, while others change it
  preview,  // a dry run: on a private copy as well, but only where the state belongs
  change,
};

template <class Request>
Access access_for(const Request& request) {
  return request.dry_run ? Access::preview : Access::change;
}

struct Session : apply::CustomPorts, apply::DefinitionsSource {
  Session(Settings given, base::StepLog& step_log, apply::FaultHook& fault_hook)
      : settings(std::move(given)), log(step_log), faults(fault_hook) {}

  Settings settings;
  base::StepLog& log;
  apply::FaultHook& faults;

  // Begins a command; `command` is its digest (command_digest.hpp), if it may be repeated. A copy
  // of the state is never used for two commands.
  void begin(Access access, std::string command = {});
  // The result of the command. One that failed, as what it asks for was there or gone already, has
  // succeeded if it repeats the one that made or removed it and could not tell.
  Result<ChangeReport> result_of(Result<ChangeReport> report, const std::string& network);

  // permission: a change is to be made and we are not root, or the state belongs to another network
  // namespace. With Access::read that state looks empty: nothing of it is here.
  Result<OpenState*> open_state();
  // Opened when first needed, which a command about a network in use never does; then, but for
  // Access::read, the pending ones that belong to nobody are dropped.
  Result<store::Definitions*> definitions() override;
  // Where a plan is carried out; `container` is lent, null: none.
  Result<kernel::Kernel*> kernel(const kernel::Netns* container);
  Result<kernel::HostView*> host_view();

  // What stands for `name` in the search path, not loaded; also when it is disabled.
  Result<drivers::Candidate> find_driver(const std::string& name);
  // permission: it is disabled.
  Result<void> check_enabled(const std::string& name);
  // To make something new with it; refused if it is disabled.
  Result<drivers::DriverHandle*> driver(const std::string& name);
  // To look after what is there already.
  Result<drivers::DriverHandle*> driver_for_cleanup(const std::string& name);
  Result<drivers::SearchSettings> search_settings();
  Result<drivers::LoadSettings> load_settings();
  Result<const config::Config*> config();

  // Custom resources that their driver cannot take away are left behind, and said.
  bool abandons = false;

  // While there is one, the kernel and the host look as if its changes were made.
  std::unique_ptr<DryRunOverlay> overlay;

  apply::CustomPort& of_network(const std::string& network_id) override;
  apply::RecoveryContext recovery_context();
  apply::ExecutionContext execution(const model::Network& network, kernel::Kernel& kernel,
                                    const kernel::Netns* container);

 private:
  Access access_ = Access::change;
  std::string command_;
  std::optional<OpenState> open_state_;
  std::optional<store::Definitions> definitions_;
  std::unique_ptr<kernel::Kernel> kernel_;
  std::unique_ptr<kernel::HostView> host_view_;
  std::optional<config::Config> config_;
  std::map<std::string, drivers::DriverHandle> drivers_;
  std::set<std::string> enabled_;  // as far as was looked
  std::map<std::string, std::unique_ptr<apply::CustomPort>> custom_;
};

// --- what several use cases do

// not_found, with "did you mean".
Result<model::Network> get_network(Session& session, const std::string& reference);

// The same for what is in use: from the copy of the definition where there is one.
Result<model::Network> find_active_or_defined(Session& session, const std::string& reference);

std::int64_t now_in_seconds();

// What tells this machine from others (machine-id(5)); empty if it has none.
std::string machine_id();

}  // namespace mydocker::app

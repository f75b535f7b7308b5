// The state that the use cases of one command share: databases, host, configuration and drivers.
// Each of them is opened when it is first needed.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>

#include "mydocker/ipam_handler.hpp"
#include "runtime/app/runtime.hpp"
#include "runtime/app/script_writer.hpp"
#include "runtime/apply/recovery.hpp"
#include "runtime/apply/stop_signals.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/config/config.hpp"
#include "runtime/drivers/driver_source.hpp"
#include "runtime/kernel/system.hpp"
#include "runtime/store/definitions.hpp"
#include "runtime/store/entry_lock.hpp"
#include "runtime/store/runtime_state.hpp"

namespace mydocker::app {

// The open runtime state (valid until the next boot) and the host's namespace. Recovery runs before
// a use case gets this object.
struct OpenState {
  store::RuntimeState state;
  kernel::Netns host;
  apply::Unrecovered unrecovered{};  // the changes that recovery could not finish

  // Returns why the journal entry of `owner` cannot be changed now. Error unfinished: an earlier
  // command left its change unfinished, and no other process works on it. Error busy: another
  // command changes it now, and `work` says what that command does.
  [[nodiscard]] Error why_locked(const std::string& owner,
                                 const std::string& work = "another command is changing it");
};

// An active journal entry as it is under its lock.
struct LockedEntry {
  store::JournalEntry entry;
  store::EntryLock lock;
};

// Locks the active journal entry of `owner`. Returns nothing if the owner has no journal entry.
// Error busy: another command is changing it. Error unfinished: recovery could not finish its
// change.
Result<std::optional<LockedEntry>> lock_active(OpenState& open_state, const std::string& owner);

// The context of a plan, and the kernel that the context refers to.
struct Execution {
  std::unique_ptr<kernel::Kernel> kernel;
  apply::ExecutionContext context;
};

// The properties of one command.
struct CommandInfo {
  std::string digest{};  // command_digest() if the command can be repeated; otherwise empty
  // Name or id of the network for which the user gave --force. Its Custom resources stay, with a
  // notice, if their driver cannot remove them. Empty: there is no such network. The same command
  // can also recover other networks. This does not apply to them.
  std::string abandons_in{};
  // Whether the same applies to networks whose definition is lost, because their drivers are not
  // known.
  bool abandons_unrecorded = false;
};

// How a command uses the state.
enum class Access : std::uint8_t {
  read,     // reads a private copy; possible for any user, even during a change
  preview,  // reads a private copy for a dry run; only in the right network namespace
  change,
};

// Returns `preview` for a dry run and `change` otherwise.
template <class Request>
Access access_for(const Request& request) {
  return request.dry_run ? Access::preview : Access::change;
}

// The session of one command. It owns everything that it opens, but not its references.
//
// A use case calls open_state() at one place, and passes the open state to everything below it. The
// rest is opened where it is needed, with definitions(), driver() and open_kernel().
struct Session : apply::CustomPorts, apply::DefinitionsSource, apply::KernelSource {
  Session(Settings given, base::StepLog& step_log, apply::FaultHook& fault_hook,
          const Environment& environment)
      : settings(std::move(given)),
        log(step_log),
        faults(fault_hook),
        system(environment.system),
        driver_source(environment.drivers) {}

  Settings settings;
  base::StepLog& log;
  apply::FaultHook& faults;
  kernel::System& system;
  drivers::DriverSource& driver_source;

  // Begins a command. A private copy of the state is used only for one command.
  void begin(Access access, CommandInfo command = {});
  // Begins another command with the same access. A dry run sees the changes of earlier commands.
  void begin_next(CommandInfo command = {});
  [[nodiscard]] const CommandInfo& command() const noexcept { return command_; }
  // While a Batch exists, all commands that begin count as parts of one command with this access.
  class Batch {
   public:
    Batch(Session& session, Access access) : session_(session) {
      session_.begin(access);
      session_.is_batch_ = true;
    }
    ~Batch() { session_.is_batch_ = false; }
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;

   private:
    Session& session_;
  };
  // Calls `read` with Access::read and returns its result. At first, only the pages of the
  // databases that it needs are read. If another command changes the databases meanwhile, `read` is
  // called again on whole copies. This also happens after an error, because pages of two versions
  // together can look damaged.
  template <class Read>
  auto read_pages(Read read) -> decltype(read()) {
    begin(Access::read);
    copy_ = store::Copy::pages;
    auto result = read();
    const bool consistent = result.ok() && has_read_one_version();
    begin(Access::read);
    return consistent ? result : read();
  }
  [[nodiscard]] bool is_dry_run() const noexcept { return writer_ != nullptr; }
  // Calls `report`, which writes notes about the real kernel after a change. A dry run has none.
  template <class Report>
  void note_after_change(const Report& report) const {
    if (!is_dry_run()) report();
  }
  // Receives the steps that change something.
  [[nodiscard]] base::StepLog& steps() { return writer_ ? *writer_ : log; }
  // Returns the steps since the last call as a script (script_writer.hpp), if this is a dry run.
  // Returns an empty text for a real run and inside a batch.
  std::string script(const std::string& title);
  // Returns the result of the command. An earlier run of the same command can have died after its
  // change, or recovery can have completed the change. Then the new run fails with not_found or
  // already_exists, because the change is done. This error is replaced with success.
  Result<ChangeReport> result_of(Result<ChangeReport> report, const std::string& network);

  // Opens the state. Error permission: this is a change without root, or the state belongs to
  // another network namespace. With Access::read, the state of another namespace looks empty.
  Result<OpenState*> open_state();
  // Opens the definitions when they are first needed. A command for a network in use does not need
  // them. The state is opened first, except with Access::read.
  Result<store::Definitions*> definitions() override;
  // Opens the kernel for a plan, after open_state(). The kernel of a dry run changes nothing. The
  // caller owns `container`. Null: the plan has none.
  Result<std::unique_ptr<kernel::Kernel>> open_kernel(const kernel::Netns* container) override;
  Result<kernel::HostView*> host_view();
  // Returns a view of a container's namespace. A namespace that this user cannot enter looks empty.
  // `container` is not owned.
  Result<std::unique_ptr<kernel::HostView>> container_view(const kernel::Netns& container);
  // Returns whether this is a dry run of a user without root.
  [[nodiscard]] bool is_unprivileged_dry_run() const { return is_dry_run() && !system.is_root(); }
  // Returns HostView::default_route(). Each command asks the kernel once.
  Result<std::optional<LinkFact>> default_route();
  // Returns the manifest of a driver. If the command already uses the driver, it is not searched
  // again.
  Result<std::shared_ptr<const Manifest>> manifest_of(const std::string& name);

  // Returns the driver's file from the search path, not loaded. Disabled drivers are also found.
  Result<drivers::Candidate> find_driver(const std::string& name);
  // Checks that the driver is enabled. Error permission: it is disabled.
  Result<void> check_enabled(const std::string& name);
  // Returns the driver for new networks and connections. Error permission: the driver is disabled.
  Result<drivers::DriverHandle*> driver(const std::string& name);
  // Returns the driver for existing networks, even if it is disabled.
  Result<drivers::DriverHandle*> driver_for_cleanup(const std::string& name);
  // folder_settings(): returns the folders of drivers. search_settings() also returns the folder of
  // disabled drivers, for lists.
  Result<drivers::SearchSettings> folder_settings();
  Result<drivers::SearchSettings> search_settings();
  Result<drivers::LoadSettings> load_settings();
  Result<const config::Config*> config();

  // A lock that `network apply` holds from the comparison to the end.
  base::UniqueFd apply_lock;
  // Whether no process had applied a file since the boot, so that a dry run found no lock.
  bool found_no_apply = false;

  // The addresses that IPAM drivers have allocated in this command. The key is the id of the
  // endpoint.
  std::map<std::string, Allocation> allocations{};
  // Whether another network on the LAN took an address while an IPAM driver allocated it.
  bool lost_address = false;

  apply::CustomPort& of_network(const std::string& network_id) override;
  apply::RecoveryContext recovery_context();
  // Returns the context of a plan, after open_state(). The caller owns `container`. Null: the plan
  // has none.
  Result<Execution> execution(const model::Network& network,
                              const kernel::Netns* container = nullptr, bool has_firewall = false);
  // Returns the context in which shell lines for the host run.
  [[nodiscard]] plan::ShellContext shell() const { return {{}, settings.run_dir.string()}; }

 private:
  std::vector<store::JournalEntry> unfinished_of(const std::string& command);
  void create_restored();
  [[nodiscard]] Result<void> make_state_dir() const;
  void report_missing_folder(const std::filesystem::path& folder, const char* origin);
  std::vector<apply::Recreation> restored_;  // networks that recovery has restored
  [[nodiscard]] bool has_read_one_version() const;
  Access access_ = Access::change;
  bool is_batch_ = false;
  std::unique_ptr<ScriptWriter> writer_;  // only for a dry run
  apply::FaultHook no_faults_;            // used for a dry run, which has no step that can fail
  store::Copy copy_ = store::Copy::whole;
  CommandInfo command_;
  // Whether an earlier run of the same command died, and another process is recovering its change
  // now.
  bool is_being_recovered_ = false;
  std::optional<apply::StopSignals> stop_signals_;  // set during a change
  std::optional<OpenState> open_state_;
  std::optional<store::Definitions> definitions_;
  std::unique_ptr<kernel::HostView> host_view_;
  std::optional<std::optional<LinkFact>> default_route_;
  std::optional<config::Config> config_;
  std::map<std::string, drivers::DriverHandle> drivers_;
  std::map<std::string, drivers::Candidate> candidates_;  // drivers that this command has found
  std::set<std::string> enabled_;                         // drivers that this command has checked
  std::map<std::string, std::unique_ptr<apply::CustomPort>> custom_;
};

// --- functions for several use cases

// Returns the network with this name, id or id prefix. The error not_found has a hint "did you
// mean".
Result<model::Network> get_network(Session& session, const std::string& reference);

// Does the same as get_network(), but first searches the copies of the active networks.
Result<model::Network> find_active_or_defined(Session& session, OpenState& open_state,
                                              const std::string& reference);

}  // namespace mydocker::app

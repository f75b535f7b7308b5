#include "runtime/app/session.hpp"

#include <algorithm>
#include <memory>

#include "runtime/app/creation.hpp"
#include "runtime/app/driver_custom_port.hpp"
#include "runtime/app/refusal.hpp"
#include "runtime/app/unprivileged_kernel.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/store/private_directory.hpp"

namespace mydocker::app {

void Session::begin(Access access, CommandInfo command) {
  begin_next(std::move(command));
  if (is_batch_ || (access_ == Access::change && access == Access::change)) return;
  access_ = access;
  custom_.clear();
  host_view_.reset();
  definitions_.reset();
  open_state_.reset();
  writer_ = access == Access::preview ? std::make_unique<ScriptWriter>(log) : nullptr;
}

void Session::begin_next(CommandInfo command) {
  command_ = std::move(command);
  is_being_recovered_ = false;
  candidates_.clear();
  default_route_.reset();
  copy_ = store::Copy::whole;
  if (open_state_) open_state_->state.set_command(command_.digest);
}

std::string Session::script(const std::string& title) {
  return writer_ && !is_batch_ ? writer_->script(title) : std::string();
}

// If a check fails, the databases count as changed. Reading whole copies then reports the error.
bool Session::has_read_one_version() const {
  const auto is_one = [](const auto& opened) {
    const auto unchanged = opened.is_unchanged();
    return unchanged.ok() && *unchanged;
  };
  return (!definitions_ || is_one(*definitions_)) && (!open_state_ || is_one(open_state_->state));
}

// Returns the unfinished journal entries of earlier runs of the same command. These runs died or
// failed.
std::vector<store::JournalEntry> Session::unfinished_of(const std::string& command) {
  auto entries = open_state_->state.unfinished();
  if (command.empty() || !entries) return {};
  std::erase_if(*entries, [&](const auto& entry) { return entry.command != command; });
  return *std::move(entries);
}

Result<ChangeReport> Session::result_of(Result<ChangeReport> report, const std::string& network) {
  if (access_ != Access::change || !open_state_) return report;
  if (report.ok()) {
    open_state_->state.acknowledge();
    return report;
  }
  const auto kind = report.error().kind();
  if (kind != ErrorKind::not_found && kind != ErrorKind::already_exists) return report;
  if (command_.digest.empty()) return report;
  const auto entries = unfinished_of(command_.digest);
  for (const auto& entry : entries)
    if (const auto& left = open_state_->unrecovered; left.contains(entry.owner))
      return left.at(entry.owner);
  const bool unfinished = is_being_recovered_ || !entries.empty();
  const auto owner = open_state_->state.completed_by(command_.digest);
  if (!owner.ok() || (!*owner && !unfinished)) return report;
  if (!*owner) return busy("another command completes it or rolls it back");
  log.notice("an earlier command did not finish this change; it is completed now");
  open_state_->state.acknowledge();
  return ChangeReport{store::without_suffix(**owner), network, {}};
}

Result<OpenState*> Session::open_state() {
  if (open_state_) return &*open_state_;
  const bool changes = access_ == Access::change;
  if (changes) MYDOCKER_CHECK(kernel::check_privileges(system));
  if (changes && !stop_signals_) stop_signals_.emplace();
  MYDOCKER_TRY(auto host, system.current_netns());
  MYDOCKER_TRY(auto boot, system.boot_id());
  const store::HostIdentity identity{std::move(boot), host.cookie(), host.inode()};
  if (changes) MYDOCKER_CHECK(make_state_dir());
  MYDOCKER_TRY(auto state,
               changes ? store::RuntimeState::open(settings.run_dir, identity)
                       : store::RuntimeState::open_snapshot(settings.run_dir, identity, copy_));
  if (access_ == Access::preview) MYDOCKER_CHECK(state.check_host());
  state.set_command(command_.digest);
  open_state_.emplace(OpenState{std::move(state), std::move(host)});
  if (open_state_->state.found_unfinished()) {
    MYDOCKER_TRY(open_state_->unrecovered, changes ? apply::recover(recovery_context())
                                                   : apply::left_unfinished(open_state_->state));
    is_being_recovered_ = std::ranges::any_of(
        unfinished_of(command_.digest),
        [&](const auto& entry) { return !open_state_->unrecovered.contains(entry.owner); });
    create_restored();
  }
  return &*open_state_;
}

// If the run directory is to be created inside the state directory, creates the state directory
// first. So the state directory gets its own mode, and not the mode of a parent.
Result<void> Session::make_state_dir() const {
  std::error_code ignored;
  if (settings.run_dir.parent_path() != settings.state_dir ||
      std::filesystem::exists(settings.run_dir, ignored))
    return {};
  MYDOCKER_CHECK(store::PrivateDirectory::open(settings.state_dir));
  return {};
}

// Creates the networks in the kernel that recovery has restored. If this fails, the network stays
// defined.
void Session::create_restored() {
  for (const auto& [network, entry_id] : std::exchange(restored_, {})) {
    log.notice("network " + base::quoted(network.name) +
               " was not recreated; its old definition is restored");
    const auto created = require_applied(*this, *open_state_, network);
    if (!created.ok()) log.notice(created.error().message());
    // An error is ignored, because the next command closes the journal entry.
    (void)open_state_->state.close_entry(entry_id);
    open_state_->state.unlock(entry_id);
  }
}

Result<store::Definitions*> Session::definitions() {
  if (definitions_) return &*definitions_;
  if (access_ == Access::read) {
    MYDOCKER_TRY(definitions_, store::Definitions::open_snapshot(settings.state_dir, copy_));
    return &*definitions_;
  }
  MYDOCKER_CHECK(open_state());
  MYDOCKER_TRY(definitions_, access_ == Access::change
                                 ? store::Definitions::open(settings.state_dir)
                                 : store::Definitions::open_snapshot(settings.state_dir));
  return &*definitions_;
}

Result<std::unique_ptr<kernel::Kernel>> Session::open_kernel(const kernel::Netns* container) {
  const bool hidden = container != nullptr && !container->is_readable();
  MYDOCKER_TRY(auto kernel, system.open_kernel(open_state_->host, hidden ? nullptr : container,
                                               settings.run_dir.string()));
  if (access_ != Access::change && !kernel::check_privileges(system).ok()) {
    MYDOCKER_TRY(auto recorded, recorded_resources(open_state_->state, container));
    kernel = without_root(std::move(kernel), std::move(recorded), hidden, log);
  }
  return writer_ ? writer_->wrap(std::move(kernel), container) : std::move(kernel);
}

Result<kernel::HostView*> Session::host_view() {
  if (!host_view_) {
    MYDOCKER_TRY(const auto* open_state, this->open_state());
    MYDOCKER_TRY(host_view_, system.open_host_view(open_state->host));
  }
  return writer_ ? writer_->wrap(*host_view_) : host_view_.get();
}

Result<std::unique_ptr<kernel::HostView>> Session::container_view(const kernel::Netns& container) {
  if (!container.is_readable()) return hidden_view();
  MYDOCKER_TRY(auto view, system.open_host_view(container));
  return writer_ ? writer_->wrap(std::move(view), container) : std::move(view);
}

Result<std::optional<LinkFact>> Session::default_route() {
  if (!default_route_) {
    MYDOCKER_TRY(auto* host, host_view());
    MYDOCKER_TRY(default_route_, host->default_route());
  }
  return *default_route_;
}

Result<const config::Config*> Session::config() {
  if (!config_) {
    auto loaded = config::load(settings.config_file);
    if (!loaded) return as_refusal(std::move(loaded).error());
    config_ = *std::move(loaded);
  }
  return &*config_;
}

apply::CustomPort& Session::of_network(const std::string& network_id) {
  auto& port = custom_[network_id];
  if (!port) port = std::make_unique<DriverCustomPort>(*this, *open_state_, command_, network_id);
  return writer_ ? writer_->wrap(*port) : *port;
}

apply::RecoveryContext Session::recovery_context() {
  return {
      *this,  open_state_->state,        *this,    *this, steps(), writer_ ? no_faults_ : faults,
      system, settings.run_dir.string(), restored_};
}

Result<Execution> Session::execution(const model::Network& network, const kernel::Netns* container,
                                     bool has_firewall) {
  MYDOCKER_TRY(auto kernel, open_kernel(container));
  apply::ExecutionContext context{*kernel, of_network(network.id),        open_state_->state,
                                  steps(), writer_ ? no_faults_ : faults, container};
  context.has_firewall = has_firewall;
  context.run_dir = settings.run_dir.string();
  const auto config = this->config();
  if (config.ok()) context.forwarding = (*config)->forwarding;
  return Execution{std::move(kernel), std::move(context)};
}

}  // namespace mydocker::app

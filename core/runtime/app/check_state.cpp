// Compares the two databases with each other and with the marked objects of the kernel.
#include "runtime/app/unowned.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/store/salvage.hpp"

namespace mydocker::app {
namespace {

// Adds a damaged file. Another error, for example a newer version, is returned.
Result<void> add_damage(const Result<void>& checked, const std::filesystem::path& file,
                        std::vector<DriftReport>& reports) {
  if (checked.ok() || checked.error().kind() == ErrorKind::not_found) return {};
  if (checked.error().kind() != ErrorKind::corrupt_state) return checked.error();
  const auto name = base::quoted(file.string());
  auto cause = checked.error().message();
  if (cause.starts_with(name + " is ")) cause.erase(0, name.size() + 4);
  reports.push_back({{}, {}, "file " + name, cause});
  return {};
}

Result<void> add_lost_definitions(Session& session, std::vector<DriftReport>& reports) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(const auto copied, undefined_networks(session, true));
  for (const auto& entry : copied) {
    MYDOCKER_TRY(const auto copy, open_state->state.find_active_network(entry.owner));
    reports.push_back(
        {copy ? copy->network.name : entry.owner, {}, "definition", "lost; runtime.db has a copy"});
  }
  MYDOCKER_TRY(const auto others, undefined_networks(session, false));
  for (const auto& entry : others)
    reports.push_back({entry.owner.substr(0, kShownIdSize), {}, "definition", "lost"});
  return {};
}

Result<void> add_lost_connections(Session& session, std::vector<DriftReport>& reports) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(const auto connections, lost_connections(session));
  for (const auto& entry : connections) {
    MYDOCKER_TRY(const auto endpoint, open_state->state.endpoint_of(entry.id));
    reports.push_back({entry.network_id.substr(0, kShownIdSize),
                       endpoint ? endpoint->container : "", "connection", "its network is lost"});
  }
  return {};
}

Result<void> add_unowned(Session& session, std::vector<DriftReport>& reports) {
  MYDOCKER_TRY(const auto objects, unowned_objects(session));
  for (const auto& object : objects)
    reports.push_back({{}, {}, describe(object), "belongs to no network in runtime.db"});
  return {};
}

Result<std::vector<DriftReport>> check(Session& session) {
  const auto& settings = session.settings;
  std::vector<DriftReport> reports;
  MYDOCKER_CHECK(add_damage(store::check_definitions(settings.state_dir),
                            settings.state_dir / "definitions.db", reports));
  MYDOCKER_CHECK(
      add_damage(store::check_runtime(settings.run_dir), settings.run_dir / "runtime.db", reports));
  if (!reports.empty()) return reports;
  MYDOCKER_CHECK(add_lost_definitions(session, reports));
  MYDOCKER_CHECK(add_lost_connections(session, reports));
  MYDOCKER_CHECK(add_unowned(session, reports));
  return reports;
}

}  // namespace

Result<std::vector<DriftReport>> Runtime::check_state() {
  session_->begin(Access::preview);
  return check(*session_).within("verify the stored state");
}

}  // namespace mydocker::app

#include "runtime/app/create_network.hpp"

#include <algorithm>

#include "runtime/app/creation.hpp"
#include "runtime/app/driver_plans.hpp"
#include "runtime/app/interference.hpp"
#include "runtime/app/ipam_driver.hpp"
#include "runtime/app/network_on_lan.hpp"
#include "runtime/app/network_subnets.hpp"
#include "runtime/app/port_allocator.hpp"
#include "runtime/app/refusal.hpp"
#include "runtime/app/requests.hpp"
#include "runtime/app/session.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/model/ids.hpp"
#include "runtime/model/network_spec.hpp"
#include "runtime/model/option_check.hpp"
#include "runtime/plan/script.hpp"

namespace mydocker::app {
namespace {

constexpr const char* kCreating = "another command is creating it";
constexpr const char* kDerivedName = "br-";  // prefix of link names that are derived from an id

Result<void> check_addresses_wanted(const model::NetworkSpec& spec, const Manifest& manifest) {
  if (manifest.can(Capability::addresses)) return {};
  const std::string given = !spec.subnets.empty() ? "--subnet"
                            : spec.ipv6           ? "--ipv6"
                            : spec.ipv4           ? "--ipv4"
                                                  : "";
  if (given.empty()) return {};
  return Error(ErrorKind::invalid_argument,
               given + ": networks of driver \"" + manifest.name + "\" have no addresses")
      .hint("leave " + given + " out, or choose a driver with addresses: mydocker driver ls");
}

Result<model::CheckedNetwork> checked_spec(Session& session, const model::NetworkSpec& spec,
                                           const Manifest& manifest) {
  MYDOCKER_TRY(auto checked, model::check_network(spec));
  MYDOCKER_CHECK(check_addresses_wanted(spec, manifest));
  if (checked.families.v6 && !manifest.can(Capability::ipv6)) {
    return Error(ErrorKind::unsupported, "driver \"" + manifest.name + "\" does not support IPv6")
        .hint("leave --ipv6 and IPv6 subnets out, or choose another driver: mydocker driver ls");
  }
  model::Network& network = checked.network;
  network.driver = manifest.name;
  MYDOCKER_TRY(const auto given, model::with_roles(network.options, spec.role_options, manifest,
                                                   OptionScope::network));
  MYDOCKER_TRY(network.options, model::check_options(given, manifest, OptionScope::network));
  MYDOCKER_CHECK(check_host_binding(session, network, manifest));
  MYDOCKER_CHECK(resolve_ipam_driver(session, manifest, network));
  return checked;
}

// Returns the name of the network's link. `given` is the user's name for it, or empty. If it is
// empty, returns the network's name. So the link is easy to find in `ip link`. If that name is not
// a valid link name, or is in use, the name is derived from the id.
Result<std::string> resolve_link_name(Session& session, store::Definitions& definitions,
                                      const std::vector<model::Network>& others,
                                      const model::Network& network, std::string given) {
  if (!given.empty()) return given;
  auto derived = derived_link_name(kDerivedName, network.id);
  if (!check_link_name(network.name).ok()) return derived;
  MYDOCKER_TRY(const bool in_use, definitions.has_link_name(network.name));
  if (in_use || std::ranges::find(others, network.name, &model::Network::link_name) != others.end())
    return derived;
  MYDOCKER_TRY(auto* host, session.host_view());
  MYDOCKER_TRY(const auto link, host->link(network.name));
  return link ? derived : network.name;
}

// Checks that the name is free. already_exists: a network has this name. Error busy: another
// command creates a network of this name, or rolls it back. If an earlier command left a network of
// this name unfinished, returns the error of the recovery.
Result<void> check_name_is_free(OpenState& open_state, store::Definitions& definitions,
                                const std::vector<model::Network>& others,
                                const std::string& name) {
  MYDOCKER_TRY(const bool exists, definitions.has_name(name));
  if (exists)
    return Error(ErrorKind::already_exists, "a network with that name already exists")
        .hint("see: mydocker network inspect " + name);
  const auto same = std::ranges::find(others, name, &model::Network::name);
  if (same == others.end()) return {};
  return open_state.why_locked(same->id, kCreating);
}

// Chooses the id, the subnets and the link name. Call it inside a transaction of the state, so that
// no other command takes the name or the subnets.
Result<void> choose_names_and_subnets(Session& session, OpenState& open_state,
                                      store::Definitions& definitions, model::CheckedNetwork& spec,
                                      const Manifest& manifest) {
  model::Network& network = spec.network;
  MYDOCKER_TRY(const auto reading, definitions.read_together());
  MYDOCKER_TRY(const auto serial, definitions.serial());
  network.id = model::network_id(session.system.machine_id(), session.settings.state_dir.string(),
                                 serial, network.name);
  MYDOCKER_TRY(const auto others, open_state.state.networks_in_creation());
  MYDOCKER_CHECK(check_name_is_free(open_state, definitions, others, network.name));
  MYDOCKER_CHECK(resolve_parent(session, manifest, network));
  if (manifest.can(Capability::lan)) {
    MYDOCKER_TRY(const auto networks, definitions.networks());
    MYDOCKER_CHECK(check_passthru(session, manifest, network, networks));
  }
  if (manifest.can(Capability::addresses))
    MYDOCKER_CHECK(allocate_subnets(session, open_state, definitions, manifest, spec));
  MYDOCKER_CHECK(check_reservations(session, open_state, manifest, network));
  MYDOCKER_TRY(network.link_name,
               resolve_link_name(session, definitions, others, network,
                                 option_of(network, manifest, OptionRole::link_name)));
  return {};
}

// For --ignore: returns the network if it exists. Error busy: another command creates it now.
Result<std::optional<model::Network>> find_existing(OpenState& open_state,
                                                    store::Definitions& definitions,
                                                    const std::string& name) {
  using Found = std::optional<model::Network>;
  MYDOCKER_TRY(const auto networks, definitions.networks());
  const auto same = std::ranges::find(networks, name, &model::Network::name);
  if (same != networks.end()) return Found(*same);
  MYDOCKER_TRY(const auto others, open_state.state.networks_in_creation());
  const auto created = std::ranges::find(others, name, &model::Network::name);
  if (created == others.end()) return Found();
  return open_state.why_locked(created->id, kCreating);
}

std::string nothing_script(const model::Network& there) {
  return plan::Script("does nothing: network \"" + there.name + "\" already exists").text();
}

using Hidden = std::optional<store::Definitions::Transaction>;

// Removes the definition of the replaced network in a transaction that is rolled back later. So the
// checks of the new definition allow the same name and subnets.
Result<Hidden> hide(store::Definitions& definitions, const model::Network* replaced) {
  if (replaced == nullptr) return Hidden();
  MYDOCKER_TRY(auto transaction, definitions.begin());
  MYDOCKER_CHECK(definitions.remove_network(replaced->id));
  return Hidden(std::move(transaction));
}

// A new network whose request is checked. Nothing is reserved yet.
struct CheckedRequest {
  const CreateNetworkRequest& request;
  drivers::Candidate candidate;
  model::CheckedNetwork spec;
};

Result<CheckedRequest> checked_request(Session& session, const CreateNetworkRequest& request) {
  MYDOCKER_CHECK(model::check_network(request.spec));
  MYDOCKER_TRY(auto candidate, session.find_driver(request.spec.driver));
  MYDOCKER_TRY(auto spec, checked_spec(session, request.spec, *candidate.manifest));
  spec.network.created = session.system.now();
  return CheckedRequest{request, std::move(candidate), std::move(spec)};
}

// Creates the network. `replaced` is the old definition of a recreated network, or null.
Result<ChangeReport> create(Session& session, OpenState& open_state, CheckedRequest checked,
                            const model::Network* replaced) {
  const auto& [request, candidate, spec] = checked;
  const model::Network& network = spec.network;
  MYDOCKER_TRY(auto* definitions, session.definitions());
  MYDOCKER_CHECK(definitions->check_writable());  // this is checked before anything is created
  MYDOCKER_TRY(auto hidden, hide(*definitions, replaced));
  MYDOCKER_TRY(auto opening, open_state.state.begin());
  if (request.ignore_existing) {
    MYDOCKER_TRY(const auto same, find_existing(open_state, *definitions, network.name));
    if (same) return ChangeReport{same->id, same->name, nothing_script(*same)};
  }
  MYDOCKER_CHECK(session.check_enabled(request.spec.driver));
  // A driver that is not bundled has its own process. The process is started now, so that it starts
  // while the subnets are chosen.
  if (candidate.source != drivers::Source::bundled)
    MYDOCKER_CHECK(session.driver(request.spec.driver));
  if (replaced != nullptr && replaced->driver == network.driver)
    keep_host_addresses(*candidate.manifest, *replaced, checked.spec.network);
  MYDOCKER_CHECK(choose_names_and_subnets(session, open_state, *definitions, checked.spec,
                                          *candidate.manifest));
  hidden.reset();
  MYDOCKER_TRY(const auto journal_entry, open_creation(open_state, network));
  MYDOCKER_TRY(const auto execution, session.execution(network));
  MYDOCKER_TRY(const auto known,
               make_network(session, open_state, {network, journal_entry, replaced},
                            execution.context, std::move(opening)));
  session.note_after_change([&, &request = request, &candidate = candidate] {
    report_lan_subnets(session, *candidate.manifest, network, request.spec.subnets);
    report_interference(session, *execution.kernel, known, {});
  });
  return ChangeReport{network.id, network.name,
                      session.script("creates network " + base::quoted(network.name))};
}

Result<ChangeReport> create(Session& session, const CreateNetworkRequest& request) {
  MYDOCKER_TRY(auto checked, checked_request(session, request));
  MYDOCKER_TRY(auto* open_state, session.open_state());
  return create(session, *open_state, std::move(checked), nullptr);
}

}  // namespace

Result<model::CheckedNetwork> new_network(Session& session, const model::NetworkSpec& spec) {
  MYDOCKER_TRY(const auto candidate, session.find_driver(spec.driver));
  MYDOCKER_TRY(auto checked, checked_spec(session, spec, *candidate.manifest));
  checked.network.created = session.system.now();
  if (!candidate.manifest->can(Capability::lan))
    MYDOCKER_CHECK(allocate_gateways(session, *candidate.manifest, checked.network));
  return checked;
}

Result<void> create_in_place_of(Session& session, OpenState& open_state,
                                const CreateNetworkRequest& request, const model::Network& old) {
  MYDOCKER_TRY(auto checked, checked_request(session, request));
  MYDOCKER_CHECK(create(session, open_state, std::move(checked), &old));
  return {};
}

Result<ChangeReport> Runtime::create_network(const CreateNetworkRequest& request) {
  session_->begin(access_for(request), {command_digest("create", request)});
  return session_->result_of(create(*session_, request), request.spec.name)
      .within("create network " + base::quoted(request.spec.name));
}

}  // namespace mydocker::app

#include <algorithm>
#include <chrono>

#include "runtime/app/create_network.hpp"
#include "runtime/app/network_on_lan.hpp"
#include "runtime/app/planned_change.hpp"
#include "runtime/base/file_lock.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/config/config_file.hpp"
#include "runtime/config/network_file.hpp"
#include "runtime/model/network_changes.hpp"
#include "runtime/model/subnet_spec.hpp"
#include "runtime/store/private_directory.hpp"

namespace mydocker::app {
namespace {

using model::DeclaredNetwork;

// A network of a file, with the name of the file.
struct Declaration {
  std::string file;
  DeclaredNetwork network;
};

std::string place(const std::string& file, std::size_t line) {
  return file + ":" + std::to_string(line);
}

// Checks each subnet of the file alone. So a gateway or another value of one subnet cannot apply to
// another subnet.
Result<void> check_subnets(const std::string& file, const DeclaredNetwork& declared) {
  for (const auto& subnet : declared.subnets) {
    DeclaredNetwork alone;
    alone.subnets = {subnet};
    auto checked = model::check_subnets(model::spec_of(alone));
    if (!checked.ok())
      return std::move(checked).error().within(place(file, subnet.line) + ": network " +
                                               base::quoted(declared.name));
  }
  return {};
}

// Copies those subnets of the existing network to `declared` that the file leaves to mydocker. So
// they do not count as a difference.
void keep_subnets(const DeclaredNetwork& now, const DeclaredNetwork& spec,
                  DeclaredNetwork& declared) {
  for (const auto& subnet : now.subnets)
    if (model::is_left_open(spec, subnet)) declared.subnets.push_back(subnet);
}

// A subnet of a network of the files.
struct UsedSubnet {
  IpPrefix prefix;
  std::string network;
  bool on_lan = false;  // whether hosts of a LAN use addresses of it too
};

// Compares the networks of files with the defined networks, one by one, and collects the changes.
// It does not own the references.
class FileComparison {
 public:
  FileComparison(Session& session, OpenState& open_state)
      : session_(session), open_state_(open_state) {}

  Result<void> network(const Declaration& declaration, const model::Network* now) {
    const auto& [file, declared] = declaration;
    MYDOCKER_CHECK(check_subnets(file, declared));
    return compare(declared, now)
        .within(place(file, declared.line) + ": network " + base::quoted(declared.name));
  }

  Result<void> unnamed(const model::Network& now) {
    NetworkChange change;
    change.kind = NetworkChange::Kind::remove;
    change.name = now.name;
    change.id = now.id;
    MYDOCKER_TRY(change.users, users_of(now));
    changes_.push_back(std::move(change));
    return {};
  }

  // Returns the changes in order. Removals are first, because they free names and subnets. Networks
  // with a fixed subnet come before networks that take any subnet.
  std::vector<NetworkChange> take() {
    const auto rank = [](const NetworkChange& change) {
      using Kind = NetworkChange::Kind;
      constexpr Kind kOrder[] = {Kind::remove, Kind::remake, Kind::update, Kind::create};
      const bool takes_any = change.kind == Kind::create && change.spec.subnets.empty();
      return std::pair(std::ranges::find(kOrder, change.kind) - std::begin(kOrder), takes_any);
    };
    std::ranges::stable_sort(changes_, {}, rank);
    return std::move(changes_);
  }

 private:
  Result<void> compare(const DeclaredNetwork& declared, const model::Network* now) {
    NetworkChange change;
    change.name = declared.name;
    change.spec = model::spec_of(declared);
    MYDOCKER_TRY(const auto checked, new_network(session_, change.spec));
    const auto& spec = checked.network;
    MYDOCKER_CHECK(keep_apart(spec));
    if (now == nullptr) {
      changes_.push_back(std::move(change));
      return {};
    }
    const auto as_it_is = declaration_of(*now);
    change.id = now->id;
    auto requested = declaration_of(spec);
    if (spec.ipam_driver != model::IpamDriver::none) {
      requested.ipv4 = checked.families.v4;
      requested.ipv6 = checked.families.v6;
    }
    MYDOCKER_TRY(const auto driver, session_.find_driver(spec.driver));
    const bool on_lan = driver.manifest->can(Capability::lan) && spec.driver == now->driver;
    if (on_lan) keep_resolved_defaults(*driver.manifest, as_it_is, requested);
    change.fields = model::changes_between(as_it_is, requested);
    if (change.fields.empty()) return {};
    if (can_stay(*now, spec, as_it_is, requested))
      for (auto& field : change.fields) field.in_place = true;
    if (std::ranges::all_of(change.fields, &model::FieldChange::in_place)) {
      change.kind = NetworkChange::Kind::update;
    } else {
      change.kind = NetworkChange::Kind::remake;
      auto complete = declared;
      if (spec.driver == now->driver) keep_subnets(as_it_is, requested, complete);
      if (on_lan) keep_resolved_defaults(*driver.manifest, as_it_is, complete);
      change.spec = model::spec_of(complete);
      MYDOCKER_TRY(change.users, users_of(*now));
    }
    changes_.push_back(std::move(change));
    return {};
  }

  // Returns whether the existing network can be updated. Only labels and options differ, and the
  // options can be changed in place.
  bool can_stay(const model::Network& now, const model::Network& spec, DeclaredNetwork as_it_is,
                const DeclaredNetwork& requested) {
    as_it_is.labels = requested.labels;
    as_it_is.options = requested.options;
    if (!model::changes_between(as_it_is, requested).empty()) return false;
    auto changed = now;
    changed.options = spec.options;
    return plan_change(session_, open_state_, now, changed).ok();
  }

  DeclaredNetwork declaration_of(const model::Network& network) {
    const auto driver = session_.find_driver(network.driver);
    return model::declared_from(network, driver.ok() ? &*driver->manifest : nullptr);
  }

  // Refuses a network with a subnet that overlaps a subnet of another network of the file. Two
  // networks on LANs may share one. The creation of the second one compares their LANs.
  Result<void> keep_apart(const model::Network& spec) {
    MYDOCKER_TRY(const auto driver, session_.find_driver(spec.driver));
    MYDOCKER_TRY(const bool on_lan, is_on_lan(session_, *driver.manifest, spec));
    for (const auto& subnet : spec.subnets) {
      for (const auto& other : subnets_)
        if (other.prefix.overlaps(subnet.prefix) && !(on_lan && other.on_lan))
          return Error(ErrorKind::invalid_argument,
                       "subnet " + subnet.prefix.text() + " overlaps " + other.prefix.text() +
                           " of network " + base::quoted(other.network))
              .hint("the subnets of the networks in a file or folder must not overlap");
    }
    for (const auto& subnet : spec.subnets) subnets_.push_back({subnet.prefix, spec.name, on_lan});
    return {};
  }

  Result<std::vector<std::string>> users_of(const model::Network& network) {
    MYDOCKER_TRY(const auto endpoints, open_state_.state.endpoints(network.id));
    std::vector<std::string> users;
    for (const auto& endpoint : endpoints) {
      MYDOCKER_TRY(const auto container, apply::container_of(session_.system, endpoint));
      if (container.exists) users.push_back(endpoint.container);
    }
    return users;
  }

  Session& session_;
  OpenState& open_state_;
  std::vector<UsedSubnet> subnets_{};
  std::vector<NetworkChange> changes_;
};

// Reads the file, or all files of the folder. Each network may be in one file only.
Result<std::vector<Declaration>> read_declarations(const CompareFileRequest& request) {
  MYDOCKER_TRY(const auto texts, config::read_network_texts(request.file));
  if (texts.empty() && request.prune)
    return Error(ErrorKind::invalid_argument,
                 "folder " + base::quoted(request.file) + " contains no file NAME.yaml")
        .hint("to remove a network, use: mydocker network rm NETWORK");
  std::vector<Declaration> declarations;
  for (const auto& [file, text] : texts) {
    MYDOCKER_TRY(auto networks, config::read_network_file(text, file));
    for (auto& network : networks) {
      const auto same = [&](const Declaration& other) {
        return other.network.name == network.name;
      };
      const auto first = std::ranges::find_if(declarations, same);
      if (first != declarations.end())
        return Error(ErrorKind::invalid_argument, place(file, network.line) + ": network " +
                                                      base::quoted(network.name) + " is also in " +
                                                      place(first->file, first->network.line))
            .hint("remove one of the two");
      declarations.push_back({.file = file, .network = std::move(network)});
    }
  }
  return declarations;
}

constexpr const char* kApplyLock = "apply-lock";

Result<void> wait_for_applies(Session& session) {
  constexpr std::chrono::minutes kPatience(1);
  MYDOCKER_TRY(const bool locked, base::lock_file(session.apply_lock.get(), kPatience));
  if (locked) return {};
  return Error(ErrorKind::busy, "another network apply still runs").hint("try again in a moment");
}

// Waits until another `network apply` has ended, because both may define the same network. Then
// this command compares its file with the networks that the other command has made.
Result<void> lock_applies(Session& session) {
  MYDOCKER_TRY(const auto folder, store::PrivateDirectory::open(session.settings.run_dir));
  MYDOCKER_TRY(session.apply_lock, folder.open_file(kApplyLock, 0));
  return wait_for_applies(session);
}

// Does the same as lock_applies() for a dry run, which creates no file. Only root can open the lock
// file, so a dry run of another user does not wait.
Result<void> lock_applies_of_dry_run(Session& session) {
  const auto folder = store::PrivateDirectory::open_existing(session.settings.run_dir);
  auto file = folder.ok() ? folder->open_to_read(kApplyLock) : folder.error();
  session.found_no_apply = !file.ok() && file.error().kind() == ErrorKind::not_found;
  if (!file.ok()) return {};
  session.apply_lock = *std::move(file);
  return wait_for_applies(session);
}

}  // namespace

Result<std::vector<NetworkChange>> Runtime::compare_with_file(const CompareFileRequest& request) {
  session_->begin(access_for(request));
  MYDOCKER_TRY(const auto declarations, read_declarations(request));
  // A dry run copies the state when it opens it.
  if (request.dry_run) MYDOCKER_CHECK(lock_applies_of_dry_run(*session_));
  MYDOCKER_TRY(auto* open_state, session_->open_state());
  if (!request.dry_run) MYDOCKER_CHECK(lock_applies(*session_));
  MYDOCKER_TRY(auto* definitions, session_->definitions());
  MYDOCKER_TRY(const auto networks, definitions->networks());
  FileComparison comparison(*session_, *open_state);
  for (const auto& one : declarations) {
    const auto now = std::ranges::find(networks, one.network.name, &model::Network::name);
    MYDOCKER_CHECK(comparison.network(one, now == networks.end() ? nullptr : &*now));
  }
  for (const auto& network : networks) {
    const auto names_it = [&](const Declaration& one) { return one.network.name == network.name; };
    if (request.prune && std::ranges::none_of(declarations, names_it))
      MYDOCKER_CHECK(comparison.unnamed(network));
  }
  return comparison.take();
}

bool Runtime::has_missed_apply() const {
  if (!session_->found_no_apply) return false;
  const auto folder = store::PrivateDirectory::open_existing(session_->settings.run_dir);
  const auto exists = folder.ok() ? folder->has_file(kApplyLock) : Result<bool>(false);
  return exists.ok() && *exists;
}

}  // namespace mydocker::app

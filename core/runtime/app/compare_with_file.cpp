#include <algorithm>

#include "runtime/app/creation.hpp"
#include "runtime/app/network_on_lan.hpp"
#include "runtime/app/planned_change.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/config/config_file.hpp"
#include "runtime/config/network_file.hpp"
#include "runtime/model/network_changes.hpp"
#include "runtime/model/subnet_spec.hpp"

namespace mydocker::app {
namespace {

using model::DeclaredNetwork;

CreateNetworkRequest request_of(const DeclaredNetwork& declared) {
  auto wish = model::wish_of(declared);
  CreateNetworkRequest request;
  request.name = std::move(wish.name);
  request.driver = declared.driver;
  request.subnets = std::move(wish.subnets);
  request.gateways = std::move(wish.gateways);
  request.ip_ranges = std::move(wish.ip_ranges);
  request.aux_addresses = std::move(wish.aux_addresses);
  request.options = std::move(wish.options);
  request.labels = std::move(wish.labels);
  request.internal = declared.internal;
  request.ipv4 = std::move(wish.ipv4);
  request.ipv6 = std::move(wish.ipv6);
  request.routes = std::move(wish.routes);
  request.reservations = std::move(wish.reservations);
  request.address_choice = std::move(wish.address_choice);
  return request;
}

std::string place(const std::string& file, std::size_t line) {
  return file + ":" + std::to_string(line);
}

// What a subnet of the file says belongs to that subnet, and to no other of its network.
Result<void> check_subnets(const std::string& file, const DeclaredNetwork& declared) {
  for (const auto& subnet : declared.subnets) {
    DeclaredNetwork alone;
    alone.subnets = {subnet};
    auto checked = model::check_subnets(model::wish_of(alone));
    if (!checked.ok())
      return std::move(checked).error().within(place(file, subnet.line) + ": network " +
                                               base::quoted(declared.name));
  }
  return {};
}

// The wish of a network that is there: where the file leaves the subnets open, they stay.
void keep_subnets(const DeclaredNetwork& now, const DeclaredNetwork& wish,
                  DeclaredNetwork& declared) {
  for (const auto& subnet : now.subnets)
    if (model::is_left_open(wish, subnet)) declared.subnets.push_back(subnet);
}

class Comparison {
 public:
  Comparison(Parts& parts, std::string file) : parts_(parts), file_(std::move(file)) {}

  Result<void> network(const DeclaredNetwork& declared, const model::Network* now) {
    MYDOCKER_CHECK(check_subnets(file_, declared));
    return compare(declared, now)
        .within(place(file_, declared.line) + ": network " + base::quoted(declared.name));
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

  // What goes makes room for what comes, and who names a subnet chooses before who takes any.
  std::vector<NetworkChange> take() {
    const auto rank = [](const NetworkChange& change) {
      using Kind = NetworkChange::Kind;
      constexpr Kind kOrder[] = {Kind::remove, Kind::remake, Kind::update, Kind::create};
      const bool takes_any = change.kind == Kind::create && change.wish.subnets.empty();
      return std::pair(std::ranges::find(kOrder, change.kind) - std::begin(kOrder), takes_any);
    };
    std::ranges::stable_sort(changes_, {}, rank);
    return std::move(changes_);
  }

 private:
  Result<void> compare(const DeclaredNetwork& declared, const model::Network* now) {
    NetworkChange change;
    change.name = declared.name;
    change.wish = request_of(declared);
    MYDOCKER_TRY(const auto checked, network_wish(parts_, change.wish));
    const auto& wish = checked.network;
    MYDOCKER_CHECK(keep_apart(wish));
    if (now == nullptr) {
      changes_.push_back(std::move(change));
      return {};
    }
    const auto as_it_is = declaration_of(*now);
    change.id = now->id;
    auto as_wished = declaration_of(wish);
    if (wish.address_choice == model::AddressChoice::ours) {
      as_wished.ipv4 = checked.families.v4;
      as_wished.ipv6 = checked.families.v6;
    }
    MYDOCKER_TRY(const auto driver, parts_.find_driver(wish.driver));
    const bool on_lan = driver.manifest->can("lan") && wish.driver == now->driver;
    if (on_lan) take_over_settled(as_it_is, as_wished);
    change.fields = model::changes_between(as_it_is, as_wished);
    if (change.fields.empty()) return {};
    if (can_stay(*now, wish, as_it_is, as_wished))
      for (auto& field : change.fields) field.in_place = true;
    if (std::ranges::all_of(change.fields, &model::FieldChange::in_place)) {
      change.kind = NetworkChange::Kind::update;
    } else {
      change.kind = NetworkChange::Kind::remake;
      auto complete = declared;
      if (wish.driver == now->driver) keep_subnets(as_it_is, as_wished, complete);
      if (on_lan) take_over_settled(as_it_is, complete);
      change.wish = request_of(complete);
      MYDOCKER_TRY(change.users, users_of(*now));
    }
    changes_.push_back(std::move(change));
    return {};
  }

  // Whether only labels and options differ, and those can be changed in place.
  bool can_stay(const model::Network& now, const model::Network& wish, DeclaredNetwork as_it_is,
                const DeclaredNetwork& as_wished) {
    as_it_is.labels = as_wished.labels;
    as_it_is.options = as_wished.options;
    if (!model::changes_between(as_it_is, as_wished).empty()) return false;
    auto changed = now;
    changed.options = wish.options;
    return plan_change(parts_, now, changed).ok();
  }

  DeclaredNetwork declaration_of(const model::Network& network) {
    const auto driver = parts_.find_driver(network.driver);
    return model::declared_from(network, driver.ok() ? &*driver->manifest : nullptr);
  }

  // The networks of one file must be possible together.
  Result<void> keep_apart(const model::Network& wish) {
    for (const auto& subnet : wish.subnets) {
      for (const auto& [prefix, owner] : taken_)
        if (prefix.overlaps(subnet.prefix))
          return Error(ErrorKind::invalid_argument, "subnet " + subnet.prefix.text() +
                                                        " overlaps " + prefix.text() +
                                                        " of network " + base::quoted(owner))
              .hint("the networks of a file must lie apart");
    }
    for (const auto& subnet : wish.subnets) taken_.emplace_back(subnet.prefix, wish.name);
    return {};
  }

  Result<std::vector<std::string>> users_of(const model::Network& network) {
    MYDOCKER_TRY(auto* world, parts_.world());
    MYDOCKER_TRY(const auto endpoints, world->state.endpoints(network.id));
    std::vector<std::string> users;
    for (const auto& endpoint : endpoints)
      if (apply::namespace_of(endpoint)) users.push_back(endpoint.container);
    return users;
  }

  Parts& parts_;
  std::string file_;
  std::vector<std::pair<IpPrefix, std::string>> taken_;
  std::vector<NetworkChange> changes_;
};

}  // namespace

Result<std::vector<NetworkChange>> Runtime::compare_with_file(const CompareFileRequest& request) {
  MYDOCKER_TRY(const auto text, config::read_network_text(request.file));
  const std::string file = request.file == "-" ? "standard input" : request.file;
  MYDOCKER_TRY(const auto declared, config::read_network_file(text, file));
  MYDOCKER_TRY(auto* definitions, parts_->definitions());
  MYDOCKER_TRY(const auto networks, definitions->networks());
  Comparison comparison(*parts_, file);
  for (const auto& one : declared) {
    const auto now = std::ranges::find(networks, one.name, &model::Network::name);
    MYDOCKER_CHECK(comparison.network(one, now == networks.end() ? nullptr : &*now));
  }
  for (const auto& network : networks) {
    const bool named =
        std::ranges::find(declared, network.name, &DeclaredNetwork::name) != declared.end();
    if (request.prune && !named) MYDOCKER_CHECK(comparison.unnamed(network));
  }
  return comparison.take();
}

}  // namespace mydocker::app

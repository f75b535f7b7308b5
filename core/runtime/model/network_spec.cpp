#include "runtime/model/network_spec.hpp"

#include "runtime/model/family_spec.hpp"
#include "runtime/model/key_values.hpp"
#include "runtime/model/names.hpp"
#include "runtime/model/route_spec.hpp"
#include "runtime/model/subnet_spec.hpp"

namespace mydocker::model {

Result<CheckedNetwork> check_network(const NetworkWish& wish) {
  CheckedNetwork network;
  MYDOCKER_CHECK(check_network_name(wish.name));
  network.name = wish.name;
  MYDOCKER_TRY(network.subnets, check_subnets(wish));
  MYDOCKER_TRY(network.address_choice, check_address_choice(wish.address_choice));
  MYDOCKER_TRY(network.families, check_families(wish, network.subnets, network.address_choice));
  MYDOCKER_TRY(network.routes, check_routes(wish.routes, network.subnets));
  MYDOCKER_TRY(network.options, check_key_values(wish.options, {"--opt", "KEY=VALUE", false}));
  MYDOCKER_TRY(network.labels, check_key_values(wish.labels, {"--label", "KEY[=VALUE]", true}));
  return network;
}

}  // namespace mydocker::model

#include "runtime/model/network_spec.hpp"

#include "runtime/model/key_values.hpp"
#include "runtime/model/names.hpp"
#include "runtime/model/subnet_spec.hpp"

namespace mydocker::model {

Result<CheckedNetwork> check_network(const NetworkWish& wish) {
  CheckedNetwork network;
  MYDOCKER_CHECK(check_network_name(wish.name));
  network.name = wish.name;
  MYDOCKER_TRY(network.subnets, check_subnets(wish));
  MYDOCKER_TRY(network.options, check_key_values(wish.options, {"--opt", "KEY=VALUE", false}));
  MYDOCKER_TRY(network.labels, check_key_values(wish.labels, {"--label", "KEY[=VALUE]", true}));
  return network;
}

}  // namespace mydocker::model

// Addresses of networks with `docker network create --ipam-driver mydocker`.
//
// mydocker stores nothing about a pool of Docker. The id of the pool contains all its data: SUBNET
// or SUBNET,RANGE. The used addresses are in the recorded state of the network with this subnet.
#include "docker_driver/docker_network.hpp"
#include "engine_document.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/model/address_rules.hpp"

namespace mydocker::cli::docker_driver {
namespace {

constexpr const char* kAddressSpace = "mydocker";

// The subnet and the range of a pool, read from its id.
struct RequestedPool {
  IpPrefix subnet;
  std::optional<IpPrefix> range{};
};

Result<RequestedPool> requested_pool_of(const Json& request) {
  MYDOCKER_TRY(const auto id, required_text(request, "PoolID"));
  const auto comma = id.find(',');
  RequestedPool pool;
  MYDOCKER_TRY(pool.subnet, IpPrefix::parse(id.substr(0, comma)));
  if (comma == std::string::npos) return pool;
  MYDOCKER_TRY(pool.range, IpPrefix::parse(id.substr(comma + 1)));
  return pool;
}

Json pool_answer(const std::string& subnet, const std::string& range) {
  return {{"PoolID", range.empty() ? subnet : subnet + "," + range},
          {"Pool", subnet},
          {"Data", Json::object()}};
}

Json address_answer(const IpPrefix& address) {
  return {{"Address", address.text()}, {"Data", Json::object()}};
}

// Returns whether Docker asks for the gateway. Docker does this before the network exists.
Result<bool> wants_gateway(const Json& request) {
  MYDOCKER_TRY(const Json options, object_field(request, "Options"));
  MYDOCKER_TRY(const auto type, text_field(options, "RequestAddressType"));
  return type == "com.docker.network.gateway";
}

// Returns the address that Docker has asked for. If Docker has asked for none, returns the gateway
// or the next free address.
Result<IpPrefix> chosen_address(const RemoteCall& call, const RequestedPool& pool) {
  MYDOCKER_TRY(const auto text, text_field(call.request, "Address"));
  if (!text.empty()) {
    MYDOCKER_TRY(const auto address, IpAddress::parse(text));
    return IpPrefix{address, pool.subnet.length};
  }
  MYDOCKER_TRY(const bool gateway, wants_gateway(call.request));
  if (gateway) return IpPrefix{model::lowest_usable(pool.subnet), pool.subnet.length};
  return call.runtime.free_address({pool.subnet, pool.range, call.held});
}

}  // namespace

bool is_own_address_space(const std::string& name) { return name == kAddressSpace; }

Result<Json> ipam_address_spaces(const RemoteCall& /*call*/) {
  return Json{{"LocalDefaultAddressSpace", kAddressSpace},
              {"GlobalDefaultAddressSpace", kAddressSpace}};
}

Result<Json> request_pool(const RemoteCall& call) {
  MYDOCKER_TRY(const auto wanted, text_field(call.request, "Pool"));
  MYDOCKER_TRY(const auto range, text_field(call.request, "SubPool"));
  if (!wanted.empty()) {
    MYDOCKER_TRY(const auto subnet, IpPrefix::parse(wanted));
    return pool_answer(subnet.network().text(), range);
  }
  if (!range.empty())
    return Error(ErrorKind::invalid_argument, "range " + base::quoted(range) + " has no subnet")
        .hint("give the subnet too: docker network create --subnet SUBNET --ip-range RANGE");
  MYDOCKER_TRY(const bool v6, flag_field(call.request, "V6"));
  MYDOCKER_TRY(const auto subnet, call.runtime.free_subnet(v6 ? Family::v6 : Family::v4));
  return pool_answer(subnet.text(), "");
}

Result<Json> request_address(const RemoteCall& call) {
  MYDOCKER_TRY(const auto pool, requested_pool_of(call.request));
  MYDOCKER_TRY(const auto address, chosen_address(call, pool));
  call.held.insert(address.address);
  return address_answer(address);
}

Result<Json> release_address(const RemoteCall& call) {
  MYDOCKER_TRY(const auto text, required_text(call.request, "Address"));
  MYDOCKER_TRY(const auto address, IpAddress::parse(text));
  call.held.erase(address);
  return Json::object();
}

}  // namespace mydocker::cli::docker_driver

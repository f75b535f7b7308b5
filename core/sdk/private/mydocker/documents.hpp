// JSON documents: everything that crosses the boundary of the driver or is stored.
//
// The SDK's driver side and the host share this header. It is not installed. If a field is missing
// or has a wrong type, the error names the field. Unknown fields are skipped, except in plans:
// there they are refused (docs/sdk_compatibility.md). runtime/plan/plan_check.hpp checks the
// content.
//
//   std::string text = documents::encode(plan);
//   Result<Plan> same = documents::decode_plan(text);
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "mydocker/host_facts.hpp"
#include "mydocker/ipam_handler.hpp"
#include "mydocker/manifest.hpp"
#include "mydocker/network_view.hpp"
#include "mydocker/plan.hpp"
#include "mydocker/resource_handler.hpp"
#include "mydocker/result.hpp"

namespace mydocker::documents {

// The methods of NetworkDriver (plan_*) and of ResourceHandler. For a lease they are those of
// IpamHandler: allocate() for `create` and `update`, check() for `observe`, release() for
// `destroy`.
enum class Call : std::uint8_t { plan_network, plan_endpoint, observe, create, destroy, update };

// One call of a driver. Members that the call does not need are empty.
struct Request {
  Call call = Call::plan_network;
  NetworkView network;
  EndpointView endpoint;
  HostFacts host;
  Custom resource;
  HandlerContext context{};  // its list of messages is empty
  // The entries of the plan of the wrapped driver. This driver adds its own entries to them. None:
  // this driver wraps no driver.
  std::optional<std::vector<PlanEntry>> wrapped{};
};

std::string encode(const Request& request);
Result<Request> decode_request(std::string_view document);

// A reply is one of {"plan": ..., "warnings": [...], "status": {...}}, {"state": ...},
// {"addresses": [...]}, {} and {"error": {kind, message, hints}}. A reply of a handler also has the
// messages of the handler, if there are any: {"log": [...]}.
using Lines = std::vector<std::string>;
std::string encode_reply(const Result<Plan>& reply);
std::string encode_reply(const Result<CustomState>& reply, const Lines& log = {});
std::string encode_reply(const Result<Allocation>& reply, const Lines& log = {});
std::string encode_reply(const Result<void>& reply, const Lines& log = {});
Result<Plan> decode_plan_reply(std::string_view document);
Result<CustomState> decode_state_reply(std::string_view document);
Result<Allocation> decode_allocation_reply(std::string_view document);
Result<void> decode_void_reply(std::string_view document);
// Returns the messages of a reply, even if the reply is an error. Returns nothing if the document
// is not a reply.
Lines log_in(std::string_view document);

std::string encode(const Plan& plan);
Result<Plan> decode_plan(std::string_view document);

// The host facts that a plan was made from. The document also has the driver status of this plan.
std::string encode(const HostFacts& facts, const std::map<std::string, std::string>& status = {});
Result<HostFacts> decode_facts(std::string_view document);
Result<std::map<std::string, std::string>> decode_status(std::string_view document);

Result<Manifest> decode_manifest(std::string_view document);

std::string encode(const std::map<std::string, std::string>& texts);
Result<std::map<std::string, std::string>> decode_texts(std::string_view document);

}  // namespace mydocker::documents

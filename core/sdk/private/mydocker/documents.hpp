// JSON documents: everything that crosses the boundary of the driver or is stored.
//
// The SDK's driver side and the host share this header. It is not installed. A missing field or one
// of a wrong type is an error that names the field. Unknown fields are skipped, except in plans,
// where they are refused (docs/sdk_compatibility.md). The content is checked elsewhere
// (runtime/plan/plan_check.hpp).
//
//   std::string text = documents::encode(plan);
//   Result<Plan> same = documents::decode_plan(text);
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "mydocker/host_facts.hpp"
#include "mydocker/manifest.hpp"
#include "mydocker/network_view.hpp"
#include "mydocker/plan.hpp"
#include "mydocker/result.hpp"

namespace mydocker::documents {

// The methods of NetworkDriver (plan_*) and of ResourceHandler.
enum class Call : std::uint8_t { plan_network, plan_endpoint, observe, create, destroy };

// One call of a driver. Members that the call does not need are empty.
struct Request {
  Call call = Call::plan_network;
  NetworkView network;
  EndpointView endpoint;
  HostFacts host;
  Custom resource;
  // The entries of the wrapped driver's plan, which the driver amends. None: it wraps no driver.
  std::optional<std::vector<PlanEntry>> wrapped{};
};

std::string encode(const Request& request);
Result<Request> decode_request(std::string_view document);

// A reply is {"plan": ...}, {"exists": bool}, {} or {"error": {kind, message, hints}}.
std::string encode_reply(const Result<Plan>& reply);
std::string encode_reply(const Result<bool>& reply);
std::string encode_reply(const Result<void>& reply);
Result<Plan> decode_plan_reply(std::string_view document);
Result<bool> decode_flag_reply(std::string_view document);
Result<void> decode_void_reply(std::string_view document);

std::string encode(const Plan& plan);
Result<Plan> decode_plan(std::string_view document);

// The facts are stored beside the plan that was made from them.
std::string encode(const HostFacts& facts);
Result<HostFacts> decode_facts(std::string_view document);

Result<Manifest> decode_manifest(std::string_view document);

std::string encode(const std::map<std::string, std::string>& texts);
Result<std::map<std::string, std::string>> decode_texts(std::string_view document);

}  // namespace mydocker::documents

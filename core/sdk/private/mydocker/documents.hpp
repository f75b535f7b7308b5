// Everything that crosses the border or is written down, as JSON documents. Not installed: shared
// by the SDK's driver side and the host.
//
// Decoding trusts nothing: a missing or ill-typed field is an error that names it. Unknown fields
// are skipped, so that a newer peer may say more; but not in a plan, where they are refused, since
// what they ask for would be missing (docs/sdk_compatibility.md). Does not: judge content
// (plan_check does).
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "mydocker/host_facts.hpp"
#include "mydocker/manifest.hpp"
#include "mydocker/network_view.hpp"
#include "mydocker/plan.hpp"
#include "mydocker/result.hpp"

namespace mydocker::documents {

enum class Call : std::uint8_t { plan_network, plan_endpoint, observe, create, destroy };

// One call of a driver; the members that the call does not need are left empty.
struct Request {
  Call call = Call::plan_network;
  NetworkView network;
  EndpointView endpoint;
  HostFacts host;
  Custom resource;
};

std::string encode(const Request& request);
Result<Request> decode_request(std::string_view document);

// Replies: {"plan": ...}, {"exists": bool}, {} or {"error": {kind, message, hints}}.
std::string encode_reply(const Result<Plan>& reply);
std::string encode_reply(const Result<bool>& reply);
std::string encode_reply(const Result<void>& reply);
Result<Plan> decode_plan_reply(std::string_view document);
Result<bool> decode_flag_reply(std::string_view document);
Result<void> decode_void_reply(std::string_view document);

std::string encode(const Plan& plan);
Result<Plan> decode_plan(std::string_view document);

// Kept beside the plan that was made from them.
std::string encode(const HostFacts& facts);
Result<HostFacts> decode_facts(std::string_view document);

Result<Manifest> decode_manifest(std::string_view document);

std::string encode(const std::map<std::string, std::string>& texts);
Result<std::map<std::string, std::string>> decode_texts(std::string_view document);

}  // namespace mydocker::documents

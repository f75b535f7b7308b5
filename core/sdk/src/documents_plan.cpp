// Plans, replies and maps of texts as documents. A stored plan and a reply with a plan have the
// same form: {"plan": [{"kind", "resource", "why", "lifetime"}, ...]}.
#include <algorithm>
#include <array>

#include "json_reader.hpp"
#include "json_writer.hpp"
#include "mydocker/documents.hpp"
#include "plan_json.hpp"

namespace mydocker {

using json::SameAs;

static constexpr std::array<std::string_view, 13> kErrorKindNames{
    "invalid_argument", "not_found",  "already_exists", "in_use", "busy",
    "exhausted",        "permission", "unsupported",    "kernel", "driver",
    "corrupt_state",    "unfinished", "internal"};

// Returns the kind with the name. An unknown kind is one of a newer SDK: it counts as `driver`.
static ErrorKind error_kind_from(std::string_view name) {
  const auto* const found = std::ranges::find(kErrorKindNames, name);
  return found == kErrorKindNames.end() ? ErrorKind::driver
                                        : static_cast<ErrorKind>(found - kErrorKindNames.begin());
}

static constexpr auto names_of(CustomState) {
  return std::array<std::string_view, 3>{"absent", "matches", "differs"};
}

namespace documents {
namespace {

struct PlanDocument {
  std::vector<PlanEntry> plan;
};
void fields(auto& codec, SameAs<PlanDocument> auto& document) { codec("plan", document.plan); }

// A plan with its warnings and its driver status. A stored plan has its entries only.
struct PlanReply {
  PlanDocument plan;
  std::vector<std::string> warnings;
  std::map<std::string, std::string> status;
};
void fields(auto& codec, SameAs<PlanReply> auto& reply) {
  fields(codec, reply.plan);
  codec.optional("warnings", reply.warnings);
  codec.optional("status", reply.status);
}

// The messages of a handler.
struct LogDocument {
  Lines log;
};
void fields(auto& codec, SameAs<LogDocument> auto& document) {
  codec.optional("log", document.log);
}

struct StateDocument {
  CustomState state = CustomState::absent;
  LogDocument log;
};
void fields(auto& codec, SameAs<StateDocument> auto& document) {
  codec("state", document.state);
  fields(codec, document.log);
}

struct AllocationDocument {
  Allocation allocation;
  LogDocument log;
};
void fields(auto& codec, SameAs<AllocationDocument> auto& document) {
  codec("addresses", document.allocation.addresses);
  codec.optional("gateways", document.allocation.gateways);
  codec.optional("routes", document.allocation.routes);
  fields(codec, document.log);
}

// The kind is a text here, because a newer driver may have more kinds.
struct ErrorBody {
  std::string kind;
  std::string message;
  std::vector<std::string> hints;
};
void fields(auto& codec, SameAs<ErrorBody> auto& body) {
  codec("kind", body.kind);
  codec("message", body.message);
  codec("hints", body.hints);
}

struct ErrorDocument {
  ErrorBody error;
  LogDocument log;
};
void fields(auto& codec, SameAs<ErrorDocument> auto& document) {
  codec("error", document.error);
  fields(codec, document.log);
}

std::string document_of(const Error& error, const Lines& log = {}) {
  return json::document_of(
      ErrorDocument{{std::string(kErrorKindNames[static_cast<std::size_t>(error.kind())]),
                     error.message(), error.hints()},
                    {log}});
}

Error error_in(const json::Document& document) {
  const auto read = json::value_of<ErrorDocument>(document, ErrorKind::driver);
  if (!read.ok()) return read.error();
  Error error(error_kind_from(read->error.kind), read->error.message);
  for (const std::string& hint : read->error.hints) error = std::move(error).hint(hint);
  return error;
}

// A reply has a result, or an error.
template <class T>
Result<T> reply_of(std::string_view document) {
  MYDOCKER_TRY(const auto parsed, json::Document::parse(document, ErrorKind::driver));
  if (parsed.has("error")) return error_in(parsed);
  return json::value_of<T>(parsed, ErrorKind::driver);
}

}  // namespace

std::string encode(const Plan& plan) { return json::document_of(PlanDocument{plan.entries()}); }

Result<Plan> decode_plan(std::string_view document) {
  MYDOCKER_TRY(const auto parsed, json::Document::parse(document, ErrorKind::corrupt_state));
  MYDOCKER_TRY(auto read, json::value_of<PlanDocument>(parsed, ErrorKind::corrupt_state));
  return Plan(std::move(read.plan));
}

std::string encode_reply(const Result<Plan>& reply) {
  if (!reply.ok()) return document_of(reply.error());
  return json::document_of(PlanReply{{reply->entries()}, reply->warnings(), reply->status()});
}

std::string encode_reply(const Result<CustomState>& reply, const Lines& log) {
  return reply.ok() ? json::document_of(StateDocument{*reply, {log}})
                    : document_of(reply.error(), log);
}

std::string encode_reply(const Result<Allocation>& reply, const Lines& log) {
  return reply.ok() ? json::document_of(AllocationDocument{*reply, {log}})
                    : document_of(reply.error(), log);
}

std::string encode_reply(const Result<void>& reply, const Lines& log) {
  return reply.ok() ? json::document_of(LogDocument{log}) : document_of(reply.error(), log);
}

Result<Plan> decode_plan_reply(std::string_view document) {
  MYDOCKER_TRY(auto read, reply_of<PlanReply>(document));
  Plan plan(std::move(read.plan.plan));
  for (auto& warning : read.warnings) plan.warn(std::move(warning));
  for (auto& [key, value] : read.status) plan.report(key, std::move(value));
  return plan;
}

Result<CustomState> decode_state_reply(std::string_view document) {
  MYDOCKER_TRY(const auto read, reply_of<StateDocument>(document));
  return read.state;
}

Result<Allocation> decode_allocation_reply(std::string_view document) {
  MYDOCKER_TRY(auto read, reply_of<AllocationDocument>(document));
  return std::move(read.allocation);
}

Result<void> decode_void_reply(std::string_view document) {
  MYDOCKER_CHECK(reply_of<LogDocument>(document));
  return {};
}

Lines log_in(std::string_view document) {
  const auto parsed = json::Document::parse(document, ErrorKind::driver);
  if (!parsed) return {};
  auto read = json::value_of<LogDocument>(*parsed, ErrorKind::driver);
  return read ? std::move(read->log) : Lines();
}

std::string encode(const std::map<std::string, std::string>& texts) {
  return json::document_of(texts);
}

Result<std::map<std::string, std::string>> decode_texts(std::string_view document) {
  MYDOCKER_TRY(const auto parsed, json::Document::parse(document, ErrorKind::corrupt_state));
  std::map<std::string, std::string> texts;
  const json::Path whole;
  json::Reader reader(parsed.root(), whole, ErrorKind::corrupt_state);
  reader.get(parsed.root(), whole, texts);
  if (auto error = reader.finish()) return *std::move(error);
  return texts;
}

}  // namespace documents
}  // namespace mydocker

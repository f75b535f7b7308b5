// Checks L (loading): the entry point sends exactly one reply to each document, even if the
// document is wrong.
#include <unistd.h>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/plan_probe.hpp"
#include "runtime/drivers/driver_handle.hpp"

namespace mydocker::conformance {
namespace {

constexpr std::size_t kDeep = 2000;
constexpr std::size_t kLong = 1U << 20;

// Checks that the driver replies to `request` with an error. `what` describes the request in the
// result.
Result<RuleResult> is_refused(const PlanProbe& probe, const std::string& what,
                              const std::string& request) {
  auto reply = probe.call(request);
  if (!reply) return fail("an error for " + what, reply.error().message());
  const auto decoded = documents::decode_void_reply(*reply);
  if (!decoded && reply->find("\"error\"") != std::string::npos) return pass();
  return fail("an error for " + what, base::quoted(reply->substr(0, 60)));
}

Result<RuleResult> garbage(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto input, usual_input(driver));
  MYDOCKER_TRY(const auto whole, probe.network_document(input));
  const std::vector<std::pair<std::string, std::string>> documents{
      {"an empty document", ""},
      {"half a document", whole.substr(0, whole.size() / 2)},
      {"a document whose end is missing", whole.substr(0, whole.size() - 1)},
      {"a list", "[]"},
      {"null", "null"},
      {"an empty object", "{}"},
      {"bytes that are not text", "\xff\xfe\x80"},
      {"a zero", std::string(1, '\0')},
      {"a long word", std::string(kLong, 'a')},
      {"2000 open brackets", std::string(kDeep, '[')},
      {"fields of other types", R"({"call":"plan_network","network":7,"host":[]})"},
  };
  for (const auto& [what, document] : documents) {
    MYDOCKER_TRY(auto result, is_refused(probe, what, document));
    if (result.outcome != RuleOutcome::pass) return result;
  }
  return pass();
}

Result<RuleResult> unknown_call(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto input, usual_input(driver));
  MYDOCKER_TRY(auto request, probe.network_document(input));
  const std::string call = "plan_network";
  request.replace(request.find(call), call.size(), "plan_voyage");
  return is_refused(probe, "an unknown call", request);
}

// Returns the document with `field` inserted at the start of the first JSON object with the key
// `object`.
std::string with_field(std::string document, const std::string& object, const std::string& field) {
  const auto at = document.find("\"" + object + "\":{");
  if (at != std::string::npos) document.insert(document.find('{', at) + 1, field + ",");
  return document;
}

constexpr const char* kRefused = "the unchanged request gets an error, see P01";

// Checks that the driver sends the same reply to two documents. They say the same thing, but they
// come from different versions of mydocker.
Result<RuleResult> same_answer(const PlanProbe& probe, const std::string& request,
                               const std::string& other, const char* expected) {
  MYDOCKER_TRY(const auto usual, probe.call(request));
  if (!documents::decode_plan_reply(usual)) return skip(kRefused);
  MYDOCKER_TRY(const auto answer, probe.call(other));
  return answer == usual ? pass() : fail(expected, base::quoted(answer.substr(0, 80)));
}

Result<RuleResult> new_host(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto input, usual_input(driver));
  const auto network = probe.network(input);
  if (!network) return skip(kRefused);
  MYDOCKER_TRY(const auto request, probe.endpoint_document(input, *network));
  const std::string field = R"("from_the_future":{"deep":[1,null,"x"]})";
  std::string newer = "{" + field + "," + request.substr(1);
  for (const auto* object : {"network", "endpoint", "host"})
    newer = with_field(std::move(newer), object, field);
  return same_answer(probe, request, newer, "unknown fields to be ignored");
}

// Checks that the driver replies in the same way if an optional field of a request is missing or
// empty.
Result<RuleResult> later_fields(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto input, usual_input(driver));
  const auto network = probe.network(input);
  if (!network) return skip(kRefused);
  MYDOCKER_TRY(const auto request, probe.endpoint_document(input, *network));
  return same_answer(probe, request, with_field(request, "endpoint", R"("extra_addresses":[])"),
                     "the same reply for an empty field and for a missing field");
}

// Returns a candidate for the file under test. It includes the bundled driver that the file wraps.
drivers::Candidate tested_candidate(const DriverUnderTest& driver) {
  drivers::Candidate candidate;
  candidate.file = driver.file;
  candidate.name = driver.driver().name;
  candidate.source = drivers::Source::option;
  candidate.manifest = std::make_shared<const Manifest>(driver.driver());
  if (driver.driver().wraps.empty()) return candidate;
  drivers::Candidate wrapped;
  wrapped.name = driver.driver().wraps;
  wrapped.file = wrapped.real = driver.bundled / (wrapped.name + ".so");
  auto manifest = std::make_shared<Manifest>();
  manifest->name = wrapped.name;
  wrapped.manifest = std::move(manifest);
  candidate.wrapped = std::make_shared<const drivers::Candidate>(std::move(wrapped));
  return candidate;
}

Result<RuleResult> in_worker(const DriverUnderTest& driver) {
  if (!driver.no_sandbox.empty()) return skip(driver.no_sandbox);
  MYDOCKER_TRY(const auto input, usual_input(driver));
  MYDOCKER_TRY(auto handle, drivers::load(tested_candidate(driver), load_settings(driver)));
  const auto apart = handle.plan_network(input.network, input.host);
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  const auto here = probe.network(input);
  if (apart.ok() == here.ok() && (!here.ok() || apart->entries().size() == here->entries().size()))
    return pass();
  return fail("the same plan without privileges as with them",
              apart.ok() ? "another plan" : apart.error().message());
}

constexpr const char* kBorderFix = "leave the entry point to MYDOCKER_EXPORT_DRIVER";

constexpr Check kBorderCheckTable[] = {
    {"L08", Level::load, "later-fields",
     "optional fields may be missing in a request, or may be empty", kBorderFix, later_fields},
    {"L09", Level::load, "new-host", "the driver ignores unknown fields in a request", kBorderFix,
     new_host},
    {"L10", Level::load, "unknown-call", "an unknown call gets an error", kBorderFix, unknown_call},
    {"L14", Level::load, "garbage", "a document that is not a request gets an error", kBorderFix,
     garbage},
    {"L15", Level::load, "in-worker",
     "the plan is the same as user nobody, without capabilities and with resource limits",
     "do not use privileges or files for planning", in_worker},
};

}  // namespace

const std::span<const Check> kBoundaryChecks = kBorderCheckTable;

}  // namespace mydocker::conformance

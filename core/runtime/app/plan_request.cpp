// Sends one stored request to a driver and checks that the reply is a plan.
#include "mydocker/documents.hpp"
#include "runtime/app/driver_candidate.hpp"
#include "runtime/app/session.hpp"

namespace mydocker::app {
namespace {

Result<Plan> planned_by(drivers::DriverHandle& driver, const documents::Request& request) {
  switch (request.call) {
    case documents::Call::plan_network:
      return driver.plan_network(request.network, request.host);
    case documents::Call::plan_endpoint:
      return driver.plan_endpoint(request.network, request.endpoint, request.host);
    default:
      return Error(ErrorKind::invalid_argument, "the request is not for a plan");
  }
}

}  // namespace

Result<PlanReply> Runtime::plan_request(const std::string& name_or_file,
                                        const std::string& request) {
  auto decoded = documents::decode_request(request);
  if (!decoded)
    return Error(ErrorKind::invalid_argument, "the request: " + decoded.error().message());
  MYDOCKER_TRY(const auto candidate, candidate_of(*session_, name_or_file));
  MYDOCKER_TRY(const auto load, session_->load_settings());
  MYDOCKER_TRY(auto driver, session_->driver_source.load(candidate, load));
  MYDOCKER_TRY(const auto plan, planned_by(driver, *decoded));
  PlanReply reply{documents::encode(plan), {}};
  for (const auto& entry : plan.entries())
    reply.lines.push_back(describe(entry.resource) + ": " + entry.why);
  return reply;
}

}  // namespace mydocker::app

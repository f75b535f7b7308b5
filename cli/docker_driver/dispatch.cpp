#include "docker_driver/dispatch.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "output/standard_streams.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/spdlog_step_log.hpp"

namespace mydocker::cli::docker_driver {
namespace {

constexpr unsigned kOk = 200;
constexpr unsigned kBadRequest = 400;
constexpr unsigned kNotFound = 404;
constexpr unsigned kFailed = 500;

Result<Json> activate(const RemoteCall& /*call*/) {
  return Json{{"Implements", Json::array({"NetworkDriver", "IpamDriver"})}};
}

Result<Json> capabilities(const RemoteCall& /*call*/) {
  return Json{{"Scope", "local"}, {"ConnectivityScope", "local"}};
}

Result<Json> ipam_capabilities(const RemoteCall& /*call*/) {
  return Json{{"RequiresMACAddress", false}, {"RequiresRequestReplay", false}};
}

// Handles the calls of Docker for which mydocker does nothing. The answer is an empty object.
Result<Json> nothing(const RemoteCall& /*call*/) { return Json::object(); }

// One element of the table of calls: the path of a call, and its function.
struct NamedCall {
  std::string_view path;
  Handler run;
};

constexpr NamedCall kCalls[] = {
    {"/Plugin.Activate", activate},
    {"/NetworkDriver.GetCapabilities", capabilities},
    {"/NetworkDriver.CreateNetwork", create_network},
    {"/NetworkDriver.DeleteNetwork", delete_network},
    {"/NetworkDriver.CreateEndpoint", create_endpoint},
    {"/NetworkDriver.EndpointOperInfo", endpoint_info},
    {"/NetworkDriver.DeleteEndpoint", delete_endpoint},
    {"/NetworkDriver.Join", join},
    {"/NetworkDriver.Leave", nothing},
    {"/NetworkDriver.ProgramExternalConnectivity", publish_ports},
    {"/NetworkDriver.RevokeExternalConnectivity", release_ports},
    {"/NetworkDriver.DiscoverNew", nothing},
    {"/NetworkDriver.DiscoverDelete", nothing},
    {"/IpamDriver.GetCapabilities", ipam_capabilities},
    {"/IpamDriver.GetDefaultAddressSpaces", ipam_address_spaces},
    {"/IpamDriver.RequestPool", request_pool},
    {"/IpamDriver.ReleasePool", nothing},
    {"/IpamDriver.RequestAddress", request_address},
    {"/IpamDriver.ReleaseAddress", release_address},
};

// Returns the text of an error. Docker shows the text to its user.
std::string text_for_docker(const Error& error) {
  auto text = error.message();
  for (const auto& hint : error.hints()) text += "\nhint: " + hint;
  return text;
}

HttpAnswer failure(unsigned status, const Error& error) {
  print_error(error);
  return {status, on_one_line(Json{{"Err", text_for_docker(error)}})};
}

// Returns whether the body of the request is missing. Four calls have no parameters, so their body
// may be empty.
bool lacks_document(const NamedCall& call, const std::string& body) {
  constexpr Handler kWithout[] = {activate, capabilities, ipam_capabilities, ipam_address_spaces};
  return body.empty() && std::ranges::find(kWithout, call.run) == std::end(kWithout);
}

// Returns the error for a call with an empty body. Docker repeats a call in this way if it got no
// answer.
Error lost_document(const std::string& path) {
  return Error(ErrorKind::busy, path.substr(1) +
                                    ": Docker repeated this call with an empty body, because its "
                                    "first attempt got no answer")
      .hint("run the same docker command again");
}

Json document_of(const std::string& body) {
  return body.empty() ? Json::object() : Json::parse(body).value_or({});
}

}  // namespace

HttpAnswer Dispatcher::answer(const HttpRequest& request) {
  const auto* call = std::ranges::find(kCalls, request.path, &NamedCall::path);
  if (call == std::end(kCalls))
    return failure(kNotFound, {ErrorKind::not_found, "no call " + base::quoted(request.path)});
  if (lacks_document(*call, request.body)) return failure(kBadRequest, lost_document(request.path));
  const auto document = document_of(request.body);
  if (!document.is_object())
    return failure(kBadRequest,
                   {ErrorKind::invalid_argument, request.path + ": the body is not a JSON object"});
  base::SpdlogStepLog log(base::Verbosity::quiet);
  app::Runtime runtime(settings_, log, faults_);
  const auto result =
      call->run({document, runtime, held_}).within(std::string(call->path.substr(1)));
  if (result) return {kOk, on_one_line(*result)};
  const bool wrong = result.error().kind() == ErrorKind::invalid_argument;
  return failure(wrong ? kBadRequest : kFailed, result.error());
}

}  // namespace mydocker::cli::docker_driver

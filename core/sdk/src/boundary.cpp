#include "mydocker/detail/boundary.hpp"

#include <exception>
#include <string>

#include "mydocker/detail/build_kind.hpp"
#include "mydocker/documents.hpp"
#include "mydocker/ipam_handler.hpp"
#include "mydocker/network_driver.hpp"
#include "mydocker/resource_handler.hpp"

namespace mydocker::detail {
namespace {

using documents::Call;

// Returns the reply for an exception of the driver.
std::string reply_to_throw(const std::string& what) {
  return documents::encode_reply(
      Result<void>(Error(ErrorKind::driver, "the driver threw " + what)
                       .hint("this is a defect of the driver; report it to its author")));
}

std::string handle(const NetworkDriver& driver, const documents::Request& request) {
  const ResourceHandler* handler = driver.handler();
  const Custom& resource = request.resource;
  HandlerContext context = request.context;
  if (handler == nullptr)
    return documents::encode_reply(Result<void>(
        Error(ErrorKind::driver, "no handler for " + resource.kind + " \"" + resource.name + "\"")
            .hint("return a ResourceHandler from handler(), or do not plan Custom resources")));
  if (request.call == Call::observe)
    return documents::encode_reply(handler->observe(resource, context), context.lines);
  const auto done = request.call == Call::create   ? handler->create(resource, context)
                    : request.call == Call::update ? handler->update(resource, context)
                                                   : handler->destroy(resource, context);
  return documents::encode_reply(done, context.lines);
}

// Returns the default as the core passes values on.
std::string default_of(const OptionSpec& spec) {
  std::string text(spec.default_value);
  if (spec.type != OptionType::rate && spec.type != OptionType::size) return text;
  const auto number = spec.type == OptionType::rate ? parse_rate(text) : parse_size(text);
  return number ? std::to_string(*number) : text;
}

// Adds the default values of the driver's options. The lease has only the given options.
Options with_defaults(const Options& options, const DriverInfo& info) {
  auto values = options.values();
  for (const auto& spec : info.options)
    if (spec.scope != OptionScope::endpoint && !spec.default_value.empty())
      values.emplace(spec.key, default_of(spec));
  return Options(std::move(values));
}

// Calls the handler of leases. The driver lacks one only if its manifest is wrong.
std::string handle_lease(const NetworkDriver& driver, const DriverInfo& info,
                         const documents::Request& request) {
  const IpamHandler* handler = driver.ipam();
  HandlerContext context = request.context;
  auto lease = lease_of(request.resource);
  if (handler == nullptr)
    return documents::encode_reply(Result<void>(
        Error(ErrorKind::driver, "no handler for leases")
            .hint("return an IpamHandler from ipam(), or leave out Capability::ipam")));
  if (!lease) return documents::encode_reply(Result<void>(lease.error()));
  lease->options = with_defaults(lease->options, info);
  if (request.call == Call::observe)
    return documents::encode_reply(handler->check(*lease, context), context.lines);
  if (request.call == Call::destroy)
    return documents::encode_reply(handler->release(*lease, context), context.lines);
  return documents::encode_reply(handler->allocate(*lease, context), context.lines);
}

Result<Plan> network_plan(const NetworkDriver& driver, const documents::Request& request) {
  if (request.wrapped)
    return driver.amend_network(Plan(*request.wrapped), request.network, request.host);
  return driver.plan_network(request.network, request.host);
}

Result<Plan> endpoint_plan(const NetworkDriver& driver, const documents::Request& request) {
  if (request.wrapped)
    return driver.amend_endpoint(Plan(*request.wrapped), request.network, request.endpoint,
                                 request.host);
  return driver.plan_endpoint(request.network, request.endpoint, request.host);
}

std::string reply_of(const NetworkDriver& driver, const DriverInfo& info,
                     std::string_view document) {
  const auto request = documents::decode_request(document);
  if (!request.ok()) return documents::encode_reply(Result<void>(request.error()));
  switch (request->call) {
    case Call::plan_network:
      return documents::encode_reply(network_plan(driver, *request));
    case Call::plan_endpoint:
      return documents::encode_reply(endpoint_plan(driver, *request));
    default:
      return is_lease(request->resource) ? handle_lease(driver, info, *request)
                                         : handle(driver, *request);
  }
}

// Returns the reply of `function`, also if it throws. Only the copy of a string can throw here,
// when no memory is left. Then the program ends.
template <class Function>
std::string caught(Function function) noexcept {
  try {
    return function();
  } catch (const std::exception& thrown) {
    return reply_to_throw(std::string("an exception: ") + thrown.what());
  } catch (...) {
    return reply_to_throw("something that is not a std::exception");
  }
}

// Sends the reply. It is called outside every try block, because an exception of `reply` must not
// cause a second reply.
void send(const std::string& document, void* context, mydocker_reply reply) {
  reply(context, document.data(), document.size());
}

}  // namespace

void answer(const NetworkDriver& driver, const DriverInfo& info, std::string_view request,
            void* context, mydocker_reply reply) noexcept {
  send(caught([&] { return reply_of(driver, info, request); }), context, reply);
}

void answer(const NetworkDriver& (*driver)(), const DriverInfo& info, std::string_view request,
            void* context, mydocker_reply reply) noexcept {
  send(caught([&] { return reply_of(driver(), info, request); }), context, reply);
}

}  // namespace mydocker::detail

void MYDOCKER_SDK_BUILD_KIND() noexcept {}

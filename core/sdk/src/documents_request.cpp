// A call of a driver as a document: {"call": ...} with the arguments of that call.
#include <array>

#include "json_reader.hpp"
#include "json_writer.hpp"
#include "mydocker/documents.hpp"
#include "plan_json.hpp"

namespace mydocker {

using json::SameAs;

static void fields(auto& codec, SameAs<SubnetView> auto& subnet) {
  codec("prefix", subnet.prefix);
  codec("gateway", subnet.gateway);
  codec.optional("host", subnet.host);
}

static void fields(auto& codec, SameAs<PortView> auto& port) {
  codec("protocol", port.protocol);
  codec("host_address", port.host_address);
  codec("host_port", port.host_port);
  codec("container_port", port.container_port);
  codec("count", port.count);
}

static void fields(auto& codec, SameAs<NetworkView> auto& network) {
  codec("id", network.id);
  codec("name", network.name);
  codec("link_name", network.link_name);
  codec("subnets", network.subnets);
  codec("internal", network.internal);
  codec("routes", network.routes);
  codec("options", network.options);
  codec.optional("labels", network.labels);
}

static void fields(auto& codec, SameAs<OtherEndpointView> auto& other) {
  codec("id", other.id);
  codec("addresses", other.addresses);
}

static void fields(auto& codec, SameAs<EndpointView> auto& endpoint) {
  codec("id", endpoint.id);
  codec("container", endpoint.container);
  codec("link_name", endpoint.link_name);
  codec("mac", endpoint.mac);
  codec("addresses", endpoint.addresses);
  codec("default_route", endpoint.default_route);
  codec("metric", endpoint.metric);
  codec("ports", endpoint.ports);
  codec.optional("extra_addresses", endpoint.extra_addresses);
  codec("options", endpoint.options);
  codec.optional("others", endpoint.others);
}

static constexpr auto names_of(Medium) {
  return std::array<std::string_view, 4>{"ethernet", "loopback", "wireless", "other"};
}

static void fields(auto& codec, SameAs<LinkFact> auto& link) {
  codec("name", link.name);
  codec("kind", link.kind);
  codec("mtu", link.mtu);
  codec("up", link.up);
  codec.optional("medium", link.medium);
  codec.optional("master", link.master);
  codec.optional("addresses", link.addresses);
}

static void fields(auto& codec, SameAs<RouteFact> auto& route) {
  codec("to", route.to);
  codec("link", route.link);
}

static void fields(auto& codec, SameAs<EndpointFact> auto& endpoint) {
  codec("id", endpoint.id);
  codec("container", endpoint.container);
  codec("mac", endpoint.mac);
  codec("addresses", endpoint.addresses);
}

static void fields(auto& codec, SameAs<HostFacts> auto& host) {
  codec("default_route", host.default_route);
  codec("links", host.links);
  codec("ipv6", host.ipv6);
  codec("advertised_link", host.advertised_link);
  codec.optional("routes", host.routes);
  codec.optional("endpoints", host.endpoints);
  codec.optional("kernel_features", host.kernel_features);
}

static void fields(auto& codec, SameAs<HandlerContext> auto& context) {
  codec("host_netns", context.host_netns);
  codec("container_netns", context.container_netns);
  codec("directory", context.directory);
}

namespace documents {

static constexpr auto names_of(Call) {
  return std::array<std::string_view, 6>{"plan_network", "plan_endpoint", "observe",
                                         "create",       "destroy",       "update"};
}

static void fields(auto& codec, SameAs<Request> auto& request) {
  codec("call", request.call);
  const bool plans = request.call == Call::plan_network || request.call == Call::plan_endpoint;
  if (!plans) {
    codec("resource", request.resource);
    return codec("context", request.context);
  }
  codec("network", request.network);
  if (request.call == Call::plan_endpoint) codec("endpoint", request.endpoint);
  codec("host", request.host);
  codec.optional("wrapped", request.wrapped);
}

namespace {

using Status = std::map<std::string, std::string>;

// The host facts of a plan, and the driver status that came with this plan.
struct StatusDocument {
  HostFacts facts;
  Status status;
};
void fields(auto& codec, SameAs<StatusDocument> auto& document) {
  fields(codec, document.facts);
  codec.optional("status", document.status);
}

}  // namespace

std::string encode(const HostFacts& facts, const Status& status) {
  return json::document_of(StatusDocument{facts, status});
}

Result<Status> decode_status(std::string_view document) {
  MYDOCKER_TRY(const auto parsed, json::Document::parse(document, ErrorKind::corrupt_state));
  MYDOCKER_TRY(auto read, json::value_of<StatusDocument>(parsed, ErrorKind::corrupt_state));
  return std::move(read.status);
}

Result<HostFacts> decode_facts(std::string_view document) {
  MYDOCKER_TRY(const auto parsed, json::Document::parse(document, ErrorKind::corrupt_state));
  return json::value_of<HostFacts>(parsed, ErrorKind::corrupt_state);
}

std::string encode(const Request& request) { return json::document_of(request); }

Result<Request> decode_request(std::string_view document) {
  MYDOCKER_TRY(const auto parsed, json::Document::parse(document, ErrorKind::driver));
  return json::value_of<Request>(parsed, ErrorKind::driver).within("read the host's request");
}

}  // namespace documents
}  // namespace mydocker

// The fields of stored networks and endpoints, once for each struct.
//
// A function fields() passes each member to a codec, with its names. A codec leaves out the value
// of an optional() field if it is the default. Codecs exist for records (writing, reading, the
// checksum of a network) and for rows of definitions.db (columns, writing, reading). A new member
// needs one line here, and a new column needs a step of the schema in definitions.cpp.
//
// The names of stored fields never change: earlier versions have written files with them. The names
// of an element's fields follow the name and the number of the element: "subnet0-gateway".
#pragma once

#include <concepts>
#include <type_traits>

#include "runtime/model/network.hpp"

namespace mydocker::store {

// The name of a field in a record, and of its column in a table.
struct FieldName {
  FieldName(const char* both) noexcept : record(both), column(both) {}  // NOLINT: a plain name
  FieldName(const char* in_record, const char* in_row) noexcept
      : record(in_record), column(in_row) {}
  const char* record;
  const char* column;
};

// A concept for `Value` or `const Value`. A codec reads into a Value, and writes a const Value.
template <class T, class Value>
concept Is = std::same_as<std::remove_const_t<T>, Value>;

template <class Codec>
void fields(Codec& codec, Is<model::Subnet> auto& subnet) {
  codec({"", "prefix"}, subnet.prefix);
  codec({"-gateway", "gateway"}, subnet.gateway);
  codec({"", "range"}, subnet.range);
  codec({"-reserved", "aux_addresses"}, subnet.aux_addresses);
  codec({"-promised", "reservations"}, subnet.reservations);
  codec({"-host", "host_addresses"}, subnet.host_addresses);
}

template <class Codec>
void fields(Codec& codec, Is<model::Network> auto& network) {
  codec("id", network.id);
  codec("name", network.name);
  codec("driver", network.driver);
  codec({"link", "link_name"}, network.link_name);
  codec("internal", network.internal);
  codec("created", network.created);
  codec({"option", "options"}, network.options);
  codec({"label", "labels"}, network.labels);
  codec("subnet", network.subnets);
  codec({"route", "routes"}, network.routes);
  codec({"address-choice", "ipam_driver"}, network.ipam_driver);
}

template <class Codec>
void fields(Codec& codec, Is<model::PortMapping> auto& mapping) {
  codec("", mapping.port.protocol);
  codec("-at", mapping.port.host_address);
  codec("-host", mapping.port.host_port);
  codec("-container", mapping.port.container_port);
  codec("-count", mapping.port.count);
  codec("-since", mapping.since);
}

template <class Codec>
void fields(Codec& codec, Is<OtherEndpointView> auto& other) {
  codec("", other.id);
  codec("-address", other.addresses);
}

template <class Codec>
void fields(Codec& codec, Is<model::Endpoint> auto& endpoint) {
  codec("id", endpoint.id);
  codec("network", endpoint.network_id);
  codec("container", endpoint.container);
  codec("netns", endpoint.netns_path);
  codec("cookie", endpoint.netns_cookie);
  codec("link", endpoint.link_name);
  codec("mac", endpoint.mac);
  codec("address", endpoint.addresses);
  codec("default-route", endpoint.default_route);
  codec("port", endpoint.ports);
  codec("option", endpoint.options);
  codec("created", endpoint.created);
  codec("gateway-priority", endpoint.gateway_priority);
  codec("metric", endpoint.metric);
  codec("extra-address", endpoint.extra_addresses);
  codec.optional("engine", endpoint.attachment.engine);
  codec.optional("engine-network", endpoint.attachment.network);
  codec.optional("engine-id", endpoint.attachment.id);
  codec.optional("engine-interface", endpoint.attachment.interface);
  codec("other", endpoint.others);
  codec("routed-ipv4", endpoint.routed_v4);
  codec("routed-ipv6", endpoint.routed_v6);
  codec.optional("container-half", endpoint.container_half);
}

}  // namespace mydocker::store

// The fields of stored networks and endpoints, once for each struct.
//
// A function fields() passes each member of a struct to a codec, with the name of its field. A
// codec is an object that writes, reads or hashes fields. There are codecs for records (writing,
// reading, the checksum of a network) and for rows of definitions.db (columns, writing, reading). A
// codec leaves out the value of an optional() field if it is the default. A new member needs one
// line here, and a new column needs a step of the schema in definitions.cpp. Each function names
// all members first, so the compiler reports a missing one.
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
  auto& [prefix, gateway, range, aux_addresses, reservations, host_addresses] = subnet;
  codec({"", "prefix"}, prefix);
  codec({"-gateway", "gateway"}, gateway);
  codec({"", "range"}, range);
  codec({"-reserved", "aux_addresses"}, aux_addresses);
  codec({"-promised", "reservations"}, reservations);
  codec({"-host", "host_addresses"}, host_addresses);
}

template <class Codec>
void fields(Codec& codec, Is<model::Network> auto& network) {
  auto& [id, name, driver, link_name, subnets, internal, options, labels, created, routes,
         ipam_driver, ipam_options] = network;
  codec("id", id);
  codec("name", name);
  codec("driver", driver);
  codec({"link", "link_name"}, link_name);
  codec("internal", internal);
  codec("created", created);
  codec({"option", "options"}, options);
  codec({"label", "labels"}, labels);
  codec("subnet", subnets);
  codec({"route", "routes"}, routes);
  codec({"address-choice", "ipam_driver"}, ipam_driver);
  codec({"ipam-option", "ipam_options"}, ipam_options);
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
  auto& [id, network_id, container, netns_path, netns_cookie, link_name, mac, addresses,
         default_route, ports, options, created, gateway_priority, metric, extra_addresses,
         attachment, others, routed_v4, routed_v6, container_half, gateways, routes] = endpoint;
  codec("id", id);
  codec("network", network_id);
  codec("container", container);
  codec("netns", netns_path);
  codec("cookie", netns_cookie);
  codec("link", link_name);
  codec("mac", mac);
  codec("address", addresses);
  codec("default-route", default_route);
  codec("port", ports);
  codec("option", options);
  codec("created", created);
  codec("gateway-priority", gateway_priority);
  codec("metric", metric);
  codec("extra-address", extra_addresses);
  codec.optional("engine", attachment.engine);
  codec.optional("engine-network", attachment.network);
  codec.optional("engine-id", attachment.id);
  codec.optional("engine-interface", attachment.interface);
  codec("other", others);
  codec("routed-ipv4", routed_v4);
  codec("routed-ipv6", routed_v6);
  codec.optional("container-half", container_half);
  codec("gateway", gateways);
  codec("route", routes);
}

}  // namespace mydocker::store

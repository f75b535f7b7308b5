#include "runtime/store/record.hpp"

#include <bit>
#include <string>
#include <utility>

#include "mydocker/net_types.hpp"
#include "runtime/model/network_spec.hpp"

namespace mydocker::store {
namespace {

using model::Endpoint;
using model::Network;
using model::PortMapping;
using model::Subnet;

std::string nth(const char* name, std::size_t n) { return name + std::to_string(n); }

void put_subnet(Record& record, const std::string& place, const Subnet& subnet) {
  record.set(place, subnet.prefix.text());
  if (subnet.gateway) record.set(place + "-gateway", subnet.gateway->text());
  if (subnet.range) {
    record.set(place + "-first", subnet.range->first.text());
    record.set(place + "-last", subnet.range->last.text());
  }
  for (const auto& [name, address] : subnet.reserved)
    record.set(std::string(place).append("-reserved.").append(name), address.text());
  for (const auto& [container, address] : subnet.reservations)
    record.set(std::string(place).append("-promised.").append(container), address.text());
}

// Reads an optional address. An empty text means that there is none.
bool read_address(const std::string& text, std::optional<IpAddress>& address) {
  if (text.empty()) return true;
  auto parsed = IpAddress::parse(text);
  if (!parsed.ok()) return false;
  address = *parsed;
  return true;
}

bool read_addresses(const std::map<std::string, std::string>& texts,
                    std::map<std::string, IpAddress>& addresses) {
  for (const auto& [name, text] : texts) {
    const auto address = IpAddress::parse(text);
    if (!address.ok()) return false;
    addresses.emplace(name, *address);
  }
  return true;
}

// Reads the fields NAME0, NAME1 and so on.
bool read_prefixes(const Record& record, const char* name, std::vector<IpPrefix>& prefixes) {
  for (std::size_t n = 0; !record.text(nth(name, n)).empty(); ++n) {
    const auto prefix = IpPrefix::parse(record.text(nth(name, n)));
    if (!prefix.ok()) return false;
    prefixes.push_back(*prefix);
  }
  return true;
}

std::optional<Subnet> subnet_from(const Record& record, const std::string& place) {
  Subnet subnet;
  const auto prefix = IpPrefix::parse(record.text(place));
  std::optional<IpAddress> first;
  std::optional<IpAddress> last;
  if (!prefix.ok() || !read_address(record.text(place + "-gateway"), subnet.gateway) ||
      !read_address(record.text(place + "-first"), first) ||
      !read_address(record.text(place + "-last"), last))
    return std::nullopt;
  subnet.prefix = *prefix;
  if (first && last) subnet.range = {*first, *last};
  if (!read_addresses(record.texts(place + "-reserved"), subnet.reserved) ||
      !read_addresses(record.texts(place + "-promised"), subnet.reservations))
    return std::nullopt;
  return subnet;
}

// Adds the fields of a published port: PLACE, PLACE-at and so on.
void put_port(Record& record, const std::string& place, const PortMapping& published) {
  const PortView& port = published.port;
  record.set(place, std::string(name_of(port.protocol)));
  if (port.host_address) record.set(place + "-at", port.host_address->text());
  record.set(place + "-host", std::int64_t{port.host_port});
  record.set(place + "-container", std::int64_t{port.container_port});
  record.set(place + "-count", std::int64_t{port.count});
  record.set(place + "-since", published.since);
}

void put_attachment(Record& record, const model::Attachment& attachment) {
  if (attachment.engine.empty()) return;
  record.set("engine", attachment.engine);
  record.set("engine-network", attachment.network);
  record.set("engine-id", attachment.id);
  record.set("engine-interface", attachment.interface);
}

std::optional<Protocol> protocol_from(const std::string& name) {
  for (const auto protocol : {Protocol::tcp, Protocol::udp, Protocol::sctp})
    if (name == name_of(protocol)) return protocol;
  return std::nullopt;
}

std::optional<PortMapping> port_from(const Record& record, const std::string& place) {
  PortMapping published;
  const auto protocol = protocol_from(record.text(place));
  if (!protocol || !read_address(record.text(place + "-at"), published.port.host_address))
    return std::nullopt;
  published.port.protocol = *protocol;
  published.port.host_port = static_cast<std::uint16_t>(record.number(place + "-host"));
  published.port.container_port = static_cast<std::uint16_t>(record.number(place + "-container"));
  published.port.count = static_cast<std::uint16_t>(record.number(place + "-count"));
  published.since = record.number(place + "-since");
  return published;
}

// Adds the fields of another endpoint of the container: PLACE, PLACE-address0 and so on.
void put_other(Record& record, const std::string& place, const OtherEndpointView& other) {
  record.set(place, other.id);
  for (std::size_t n = 0; n < other.addresses.size(); ++n)
    record.set(nth((place + "-address").c_str(), n), other.addresses[n].text());
}

}  // namespace

Record record_of(const Network& network) {
  Record record;
  record.set("id", network.id);
  record.set("name", network.name);
  record.set("driver", network.driver);
  record.set("link", network.link_name);
  record.set("internal", std::int64_t{network.internal ? 1 : 0});
  record.set("created", network.created);
  record.set("option", network.options);
  record.set("label", network.labels);
  for (std::size_t n = 0; n < network.subnets.size(); ++n)
    put_subnet(record, nth("subnet", n), network.subnets[n]);
  for (std::size_t n = 0; n < network.routes.size(); ++n)
    record.set(nth("route", n), model::route_text(network.routes[n]));
  record.set("address-choice", model::name_of(network.ipam_driver));
  return record;
}

std::optional<Network> network_from(const Record& record) {
  Network network;
  network.id = record.text("id");
  network.name = record.text("name");
  network.driver = record.text("driver");
  network.link_name = record.text("link");
  network.internal = record.number("internal") != 0;
  network.created = record.number("created");
  network.options = record.texts("option");
  network.labels = record.texts("label");
  for (std::size_t n = 0; !record.text(nth("subnet", n)).empty(); ++n) {
    auto subnet = subnet_from(record, nth("subnet", n));
    if (!subnet) return std::nullopt;
    network.subnets.push_back(*std::move(subnet));
  }
  for (std::size_t n = 0; !record.text(nth("route", n)).empty(); ++n) {
    const auto route = model::parse_route(record.text(nth("route", n)));
    if (!route.ok()) return std::nullopt;
    network.routes.push_back(*route);
  }
  network.ipam_driver = model::ipam_driver_from(record.text("address-choice"));
  return network;
}

Record record_of(const Endpoint& endpoint) {
  Record record;
  record.set("id", endpoint.id);
  record.set("network", endpoint.network_id);
  record.set("container", endpoint.container);
  record.set("netns", endpoint.netns_path);
  record.set("cookie", std::bit_cast<std::int64_t>(endpoint.netns_cookie));
  record.set("link", endpoint.link_name);
  record.set("mac", endpoint.mac.text());
  record.set("default-route", std::int64_t{endpoint.default_route ? 1 : 0});
  record.set("created", endpoint.created);
  record.set("option", endpoint.options);
  record.set("gateway-priority", endpoint.gateway_priority);
  record.set("metric", std::int64_t{endpoint.metric});
  put_attachment(record, endpoint.attachment);
  if (endpoint.container_half == model::ContainerHalf::engine)
    record.set("container-half", "engine");
  record.set("routed-ipv4", std::int64_t{endpoint.routed_v4 ? 1 : 0});
  record.set("routed-ipv6", std::int64_t{endpoint.routed_v6 ? 1 : 0});
  for (std::size_t n = 0; n < endpoint.addresses.size(); ++n)
    record.set(nth("address", n), endpoint.addresses[n].text());
  for (std::size_t n = 0; n < endpoint.extra_addresses.size(); ++n)
    record.set(nth("extra-address", n), endpoint.extra_addresses[n].text());
  for (std::size_t n = 0; n < endpoint.ports.size(); ++n)
    put_port(record, nth("port", n), endpoint.ports[n]);
  for (std::size_t n = 0; n < endpoint.others.size(); ++n)
    put_other(record, nth("other", n), endpoint.others[n]);
  return record;
}

std::optional<Endpoint> endpoint_from(const Record& record) {
  Endpoint endpoint;
  endpoint.id = record.text("id");
  endpoint.network_id = record.text("network");
  endpoint.container = record.text("container");
  endpoint.netns_path = record.text("netns");
  endpoint.netns_cookie = std::bit_cast<std::uint64_t>(record.number("cookie"));
  endpoint.link_name = record.text("link");
  const auto mac = MacAddress::parse(record.text("mac"));
  if (!mac.ok()) return std::nullopt;
  endpoint.mac = *mac;
  endpoint.default_route = record.number("default-route") != 0;
  endpoint.created = record.number("created");
  endpoint.options = record.texts("option");
  endpoint.gateway_priority = record.number("gateway-priority");
  endpoint.metric = static_cast<std::uint32_t>(record.number("metric"));
  endpoint.attachment = {record.text("engine"), record.text("engine-network"),
                         record.text("engine-id"), record.text("engine-interface")};
  if (record.text("container-half") == "engine")
    endpoint.container_half = model::ContainerHalf::engine;
  endpoint.routed_v4 = record.number("routed-ipv4") != 0;
  endpoint.routed_v6 = record.number("routed-ipv6") != 0;
  if (!read_prefixes(record, "address", endpoint.addresses) ||
      !read_prefixes(record, "extra-address", endpoint.extra_addresses))
    return std::nullopt;
  for (std::size_t n = 0; !record.text(nth("port", n)).empty(); ++n) {
    const auto port = port_from(record, nth("port", n));
    if (!port) return std::nullopt;
    endpoint.ports.push_back(*port);
  }
  for (std::size_t n = 0; !record.text(nth("other", n)).empty(); ++n) {
    OtherEndpointView other{record.text(nth("other", n)), {}};
    const auto addresses = nth("other", n) + "-address";
    if (!read_prefixes(record, addresses.c_str(), other.addresses)) return std::nullopt;
    endpoint.others.push_back(std::move(other));
  }
  return endpoint;
}

}  // namespace mydocker::store

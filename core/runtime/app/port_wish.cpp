#include "runtime/app/port_wish.hpp"

#include <algorithm>

#include "runtime/base/quoted.hpp"
#include "runtime/kernel/port_probe.hpp"
#include "runtime/model/host_port.hpp"

namespace mydocker::app {
namespace {

using model::HostPort;
using model::PortWish;

constexpr const char* kHostBinding = "host-binding";

// Chooses and checks the ports of one command.
class PortDesk {
 public:
  PortDesk(Parts& parts, store::RuntimeState& state, const model::Endpoint& endpoint)
      : parts_(parts), state_(state), endpoint_(endpoint) {}

  // Publications of the wish, several if the ports that were chosen are not in a row.
  Result<void> settle(const PortWish& wish) {
    PortView port;
    port.protocol = wish.protocol;
    port.host_address = wish.host_address;
    port.container_port = wish.container.first;
    if (model::host_ports(port, endpoint_.addresses).empty()) return unreachable(wish);
    if (!wish.host) return choose_all(port, wish.container.count);
    if (wish.host->count != wish.container.count) return choose_one(port, *wish.host);
    port.host_port = wish.host->first;
    port.count = wish.container.count;
    for (const auto& one : model::host_ports(port, endpoint_.addresses)) MYDOCKER_CHECK(check(one));
    add(port);
    return {};
  }

  [[nodiscard]] std::vector<model::Publication> take() { return std::move(settled_); }

 private:
  static Error unreachable(const PortWish& wish) {
    const std::string what = "the container has no address";
    if (!wish.host_address)
      return Error(ErrorKind::invalid_argument, what).hint("connect it with --ip ADDRESS");
    return Error(ErrorKind::invalid_argument,
                 what + " of the family of " + wish.host_address->text())
        .hint("publish at an address of the container's own family");
  }

  void add(const PortView& port) { settled_.push_back({port, now_in_seconds()}); }

  [[nodiscard]] bool is_asked_for(const HostPort& port) const {
    return std::ranges::any_of(settled_, [&](const model::Publication& published) {
      const auto own = model::host_ports(published.port, endpoint_.addresses);
      return std::ranges::any_of(own, [&](const HostPort& o) { return collide(o, port); });
    });
  }

  // An error says who has it.
  Result<void> check(const HostPort& port) {
    const auto name = "port " + model::text_of(port);
    if (is_asked_for(port)) return Error(ErrorKind::invalid_argument, name + " is asked for twice");
    MYDOCKER_TRY(const auto holder, state_.port_holder(port));
    if (holder) return held_by(name, *holder);
    MYDOCKER_TRY(const auto use, kernel::probe_port(port.protocol, port.address, port.port));
    if (use == kernel::PortUse::no_address) {
      return Error(ErrorKind::not_found, "the host has no address " + port.address.text())
          .hint("see: ip address");
    }
    if (use == kernel::PortUse::free) return {};
    return Error(ErrorKind::already_exists, name + " is in use by a program on this host")
        .hint("see: ss -lnp");
  }

  Error held_by(const std::string& port, const model::Endpoint& holder) {
    const auto network = known_network(parts_, holder.network_id);
    const auto name = network.ok() ? network->name : holder.network_id;
    Error error(ErrorKind::already_exists, port + " is published already by container " +
                                               base::quoted(holder.container) + " of network " +
                                               base::quoted(name));
    if (apply::namespace_of(holder))
      return std::move(error).hint("see: mydocker network port ls " + name);
    return std::move(error).hint("whose namespace is gone: mydocker network disconnect " + name +
                                 " " + holder.container);
  }

  // Free in every family that the port would be published in.
  Result<bool> is_free(const PortView& port) {
    for (const auto& one : model::host_ports(port, endpoint_.addresses)) {
      const auto checked = check(one);
      if (checked.ok()) continue;
      const auto kind = checked.error().kind();
      if (kind != ErrorKind::already_exists && kind != ErrorKind::invalid_argument)
        return checked.error();
      return false;
    }
    return true;
  }

  Result<void> choose_one(PortView port, const model::PortRange& among) {
    for (unsigned n = 0; n < among.count; ++n) {
      port.host_port = static_cast<std::uint16_t>(among.first + n);
      MYDOCKER_TRY(const bool free, is_free(port));
      if (!free) continue;
      add(port);
      return {};
    }
    return Error(ErrorKind::exhausted, "no port from " + std::to_string(among.first) + " to " +
                                           std::to_string(among.first + among.count - 1) +
                                           " is free");
  }

  // One after the other; those that happen to be in a row are one publication.
  Result<void> choose_all(PortView port, std::uint16_t count) {
    for (std::uint16_t n = 0; n < count; ++n, ++port.container_port) {
      MYDOCKER_TRY(port.host_port, next_free(port));
      const bool in_a_row =
          n > 0 && settled_.back().port.host_port + settled_.back().port.count == port.host_port;
      if (in_a_row)
        ++settled_.back().port.count;
      else
        add(port);
    }
    return {};
  }

  // After the last one that was chosen, so that a port just given up is not given away at once.
  Result<std::uint16_t> next_free(PortView port) {
    const auto span = kernel::local_port_span();
    MYDOCKER_TRY(const auto last, state_.last_port());
    const unsigned size = span.last - span.first + 1U;
    const unsigned begin = last >= span.first && last < span.last ? last - span.first + 1U : 0U;
    for (unsigned n = 0; n < size; ++n) {
      port.host_port = static_cast<std::uint16_t>(span.first + (begin + n) % size);
      MYDOCKER_TRY(const bool free, is_free(port));
      if (!free) continue;
      MYDOCKER_CHECK(state_.set_last_port(port.host_port));
      return port.host_port;
    }
    return Error(ErrorKind::exhausted, "no port from " + std::to_string(span.first) + " to " +
                                           std::to_string(span.last) + " is free");
  }

  Parts& parts_;
  store::RuntimeState& state_;
  const model::Endpoint& endpoint_;
  std::vector<model::Publication> settled_;
};

}  // namespace

Result<std::vector<PortWish>> port_wishes(Parts& parts, const model::Network& network,
                                          const std::vector<std::string>& words) {
  MYDOCKER_TRY(auto wishes, model::parse_port_wishes(words));
  if (wishes.empty()) return wishes;
  MYDOCKER_TRY(const auto* driver, parts.driver(network.driver));
  if (!driver->manifest().can("ports")) {
    Error error(ErrorKind::invalid_argument,
                "driver " + base::quoted(network.driver) + " publishes no ports");
    if (driver->manifest().can("lan"))
      return std::move(error).hint(
          "its containers are on the LAN themselves: ask for their ports "
          "at their own addresses");
    if (driver->manifest().can("host-namespace"))
      return std::move(error).hint(
          "its containers share the host's ports: there is nothing to "
          "publish");
    return std::move(error).hint("use a network of a driver that does: mydocker driver ls");
  }
  if (network.internal) {
    return Error(ErrorKind::invalid_argument,
                 "the network is internal: nobody outside reaches its containers")
        .hint("connect the container to another network as well, and publish there");
  }
  return wishes;
}

Result<std::vector<model::Publication>> settle_ports(Parts& parts, const model::Network& network,
                                                     const model::Endpoint& endpoint,
                                                     const std::vector<PortWish>& wishes) {
  MYDOCKER_TRY(auto* world, parts.world());
  const auto binding = network.options.find(kHostBinding);
  PortDesk desk(parts, world->state, endpoint);
  for (auto wish : wishes) {
    if (!wish.host_address && binding != network.options.end()) {
      MYDOCKER_TRY(wish.host_address, IpAddress::parse(binding->second));
    }
    MYDOCKER_CHECK(desk.settle(wish).within("port " + base::quoted(wish.word)));
  }
  return desk.take();
}

}  // namespace mydocker::app

#include "runtime/app/port_allocator.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "runtime/app/dead_endpoints.hpp"
#include "runtime/app/driver_plans.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/kernel/port_probe.hpp"
#include "runtime/model/address_rules.hpp"
#include "runtime/model/host_port.hpp"

namespace mydocker::app {
namespace {

using model::HostPort;
using model::PortSpec;

Error unfit(const IpAddress& address, const std::string& what) {
  return Error(ErrorKind::invalid_argument,
               "ports cannot be published at " + address.text() + ": it is " + what)
      .hint("use an address of the host: ip address");
}

// Checks the address. A program can bind the broadcast address of a link, and on older kernels also
// its network address. But the host does not forward packets to them.
Result<void> check_unicast(Session& session, const IpAddress& address) {
  if (model::is_any(address) || !address.is_v4()) return {};
  MYDOCKER_TRY(auto* host, session.host_view());
  MYDOCKER_TRY(const auto prefixes, host->host_prefixes());
  const auto is_own = [&](const kernel::HostPrefix& one) {
    return one.address && one.address->address == address;
  };
  const auto is_broadcast = [&](const kernel::HostPrefix& one) {
    return one.address && model::has_broadcast(one.prefix) &&
           (one.prefix.last() == address || one.prefix.address == address);
  };
  const auto found = std::ranges::find_if(prefixes, is_broadcast);
  if (std::ranges::any_of(prefixes, is_own)) return {};
  if (found != prefixes.end())
    return unfit(address, std::string("the ") +
                              (found->prefix.address == address ? "network" : "broadcast") +
                              " address of " + found->prefix.text());
  // Loopback and link-local addresses are in no list of prefixes. A link can also have a broadcast
  // address that is not the last address of its prefix.
  return host->is_broadcast(address) ? Result<void>(unfit(address, "a broadcast address"))
                                     : Result<void>();
}

// Checks and chooses the ports of one command. Nothing is owned.
class PortAllocator {
 public:
  PortAllocator(Session& session, OpenState& open_state, const model::Endpoint& endpoint)
      : session_(session), open_state_(open_state), endpoint_(endpoint) {}

  // Adds the published ports of the spec. If the chosen ports are not consecutive, it adds several
  // published ports.
  Result<void> allocate(const PortSpec& spec) {
    PortView port;
    port.protocol = spec.protocol;
    port.host_address = spec.host_address;
    port.container_port = spec.container.first;
    if (!model::reaches(port, endpoint_, Family::v4) &&
        !model::reaches(port, endpoint_, Family::v6))
      return unreachable(spec);
    if (!spec.host && model::host_ports(port, endpoint_).empty()) return add_routed(port, spec);
    if (!spec.host) return choose_all(port, spec.container.count);
    if (spec.host->count != spec.container.count) return choose_one(port, *spec.host);
    port.host_port = spec.host->first;
    port.count = spec.container.count;
    for (const auto& one : model::host_ports(port, endpoint_)) MYDOCKER_CHECK(check(one));
    add(port);
    return {};
  }

  [[nodiscard]] std::vector<model::PortMapping> take() { return std::move(allocated_); }

 private:
  static Error unreachable(const PortSpec& spec) {
    const std::string what = "the container has no address";
    if (!spec.host_address)
      return Error(ErrorKind::unsupported, what).hint("connect it with --ip ADDRESS");
    return Error(ErrorKind::unsupported,
                 what + " of the same family as " + spec.host_address->text())
        .hint("publish on a host address of the container's address family");
  }

  // Adds a port that clients reach at the container's own address. It needs no port of the host.
  Result<void> add_routed(PortView port, const PortSpec& spec) {
    port.host_port = spec.container.first;
    port.count = spec.container.count;
    add(port);
    return {};
  }

  void add(const PortView& port) {
    allocated_.push_back({port, session_.system.now()});
    note_host_ports(port);
  }

  void note_host_ports(const PortView& port) {
    for (const auto& one : model::host_ports(port, endpoint_))
      host_ports_.emplace(key_of(one), one);
  }

  using Key = std::pair<Protocol, std::uint16_t>;  // ports that collide have the same key
  static Key key_of(const HostPort& port) { return {port.protocol, port.port}; }

  [[nodiscard]] bool is_asked_for(const HostPort& port) const {
    const auto [first, last] = host_ports_.equal_range(key_of(port));
    return std::any_of(first, last, [&](const auto& own) { return collide(own.second, port); });
  }

  // Checks a port. If it is in use, the error names the user of the port.
  Result<void> check(const HostPort& port) {
    const auto name = "port " + model::text_of(port);
    if (is_asked_for(port)) return Error(ErrorKind::invalid_argument, name + " is given twice");
    MYDOCKER_TRY(const auto holder, open_state_.state.port_owner(port));
    if (holder) return owned_by(name, *holder);
    MYDOCKER_TRY(const auto use, use_of(port));
    if (use == kernel::PortUse::no_address) {
      return Error(ErrorKind::not_found, "the host has no address " + port.address.text())
          .hint("see: ip address");
    }
    if (use == kernel::PortUse::free) return check_unicast(session_, port.address);
    return Error(ErrorKind::already_exists, name + " is in use by a program on this host")
        .hint("see: ss -lnp");
  }

  // Returns who uses a port of the host. Only root can bind a port below 1024 to find out. In a dry
  // run of another user, such a port counts as free.
  Result<kernel::PortUse> use_of(const HostPort& port) {
    auto use = session_.system.probe_port(port.protocol, port.address, port.port);
    const bool hidden = !use.ok() && use.error().kind() == ErrorKind::permission;
    return hidden && session_.is_unprivileged_dry_run() ? kernel::PortUse::free : std::move(use);
  }

  Error owned_by(const std::string& port, const model::Endpoint& holder) {
    const auto network = find_active_or_defined(session_, open_state_, holder.network_id);
    const auto name = network.ok() ? network->name : holder.network_id;
    Error error(ErrorKind::already_exists, port + " is already published by container " +
                                               base::quoted(holder.container) + " of network " +
                                               base::quoted(name));
    if (seems_alive(session_, open_state_, holder))
      return std::move(error).hint("see: mydocker network port ls " + name);
    return std::move(error).hint(
        "its network namespace no longer exists: mydocker network disconnect " + name + " " +
        holder.container);
  }

  // Returns whether the port is free in each address family.
  Result<bool> is_free(const PortView& port) {
    for (const auto& one : model::host_ports(port, endpoint_)) {
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
    const auto reserved = session_.system.reserved_ports();
    bool any_reserved = false;
    for (unsigned n = 0; n < among.count; ++n) {
      port.host_port = static_cast<std::uint16_t>(among.first + n);
      if (contains(reserved, port.host_port)) {
        any_reserved = true;
        continue;
      }
      MYDOCKER_TRY(const bool free, is_free(port));
      if (!free) continue;
      add(port);
      return {};
    }
    Error error(ErrorKind::exhausted, "no port from " + std::to_string(among.first) + " to " +
                                          std::to_string(among.first + among.count - 1) +
                                          " is free");
    return any_reserved ? std::move(error).hint(
                              "the host reserves some of these ports for its programs: sysctl "
                              "net.ipv4.ip_local_reserved_ports")
                        : error;
  }

  static bool contains(const std::vector<kernel::PortSpan>& spans, std::uint16_t port) {
    return std::ranges::any_of(spans, [port](const kernel::PortSpan& one) {
      return one.first <= port && port <= one.last;
    });
  }

  // Chooses the ports one after the other. Consecutive ports become one published port.
  Result<void> choose_all(PortView port, std::uint16_t count) {
    for (std::uint16_t n = 0; n < count; ++n, ++port.container_port) {
      MYDOCKER_TRY(port.host_port, next_free(port));
      const bool in_a_row =
          n > 0 &&
          allocated_.back().port.host_port + allocated_.back().port.count == port.host_port;
      if (!in_a_row) {
        add(port);
        continue;
      }
      ++allocated_.back().port.count;
      note_host_ports(port);
    }
    return {};
  }

  // Returns the next free port. The search begins after the last chosen port, so that a released
  // port is not used again immediately.
  Result<std::uint16_t> next_free(PortView port) {
    const auto span = session_.system.local_port_span();
    MYDOCKER_TRY(const auto last, open_state_.state.last_port());
    const auto reserved = session_.system.reserved_ports();
    const unsigned size = span.last - span.first + 1U;
    const unsigned begin = last >= span.first && last < span.last ? last - span.first + 1U : 0U;
    for (unsigned n = 0; n < size; ++n) {
      port.host_port = static_cast<std::uint16_t>(span.first + (begin + n) % size);
      if (contains(reserved, port.host_port)) continue;
      MYDOCKER_TRY(const bool free, is_free(port));
      if (!free) continue;
      MYDOCKER_CHECK(open_state_.state.set_last_port(port.host_port));
      return port.host_port;
    }
    return Error(ErrorKind::exhausted, "no port from " + std::to_string(span.first) + " to " +
                                           std::to_string(span.last) + " is free");
  }

  Session& session_;
  OpenState& open_state_;
  const model::Endpoint& endpoint_;
  std::vector<model::PortMapping> allocated_;
  std::multimap<Key, HostPort> host_ports_{};
};

std::string option_text(const Manifest& manifest) {
  return "option " + base::quoted(manifest.key_of(OptionRole::host_binding));
}

}  // namespace

// Checks the address by the same rules as an address of --publish. The host need not have the
// address yet.
Result<void> check_host_binding(Session& session, const model::Network& network,
                                const Manifest& manifest) {
  const auto binding = option_of(network, manifest, OptionRole::host_binding);
  if (binding.empty()) return {};
  MYDOCKER_TRY(const auto address, IpAddress::parse(binding));
  const auto why = model::unfit_to_publish_at(address);
  if (!why.empty()) return Error(ErrorKind::invalid_argument, option_text(manifest) + ": " + why);
  return check_unicast(session, address).within(option_text(manifest));
}

Result<std::vector<PortSpec>> port_specs(const Manifest& driver, const model::Network& network,
                                         const std::vector<std::string>& words) {
  MYDOCKER_TRY(auto specs, model::parse_port_specs(words));
  if (specs.empty()) return specs;
  if (!driver.can(Capability::ports)) {
    Error error(ErrorKind::unsupported,
                "driver " + base::quoted(network.driver) + " does not support published ports");
    if (driver.can(Capability::lan))
      return std::move(error).hint(
          "its containers are on the LAN: connect to their ports "
          "at the containers' addresses");
    if (driver.can(Capability::host_namespace))
      return std::move(error).hint(
          "its containers share the host's ports: they do not need to be "
          "published");
    return std::move(error).hint(
        "use a network of a driver that supports them: mydocker driver ls");
  }
  if (network.internal) {
    return Error(ErrorKind::unsupported,
                 "the network is internal: clients outside cannot reach its containers")
        .hint("connect the container to a second network, and publish the port there");
  }
  const auto binding = option_of(network, driver, OptionRole::host_binding);
  for (auto& spec : specs) {
    if (spec.host_address || binding.empty()) continue;
    MYDOCKER_TRY(spec.host_address, IpAddress::parse(binding));
    spec.address_from = option_text(driver);
  }
  return specs;
}

Result<std::vector<model::PortMapping>> allocate_ports(Session& session, OpenState& open_state,
                                                       const model::Endpoint& endpoint,
                                                       const std::vector<PortSpec>& specs) {
  PortAllocator allocator(session, open_state, endpoint);
  for (const auto& spec : specs)
    MYDOCKER_CHECK(allocator.allocate(spec).within(
        "port " + base::quoted(spec.word) +
        (spec.address_from.empty() ? "" : " at the address of " + spec.address_from)));
  return allocator.take();
}

}  // namespace mydocker::app

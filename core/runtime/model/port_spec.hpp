// The arguments for published ports, with Docker's grammar:
//
//   [HOSTADDRESS:][HOSTPORT[-LAST]:]CONTAINERPORT[-LAST][/tcp|udp|sctp]
//
// An IPv6 address is in brackets. If the host port is missing or 0, the core chooses one. Two
// ranges must have the same length. A host range for one container port means the first free port
// of the range. app/port_allocator chooses the ports.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/network_view.hpp"
#include "mydocker/result.hpp"

namespace mydocker::model {

// Consecutive ports.
struct PortRange {
  std::uint16_t first = 0;
  std::uint16_t count = 1;
  auto operator<=>(const PortRange&) const = default;
};

// One parsed argument.
struct PortSpec {
  std::string word;  // the whole argument, for errors
  Protocol protocol = Protocol::tcp;
  std::optional<IpAddress> host_address{};  // 0.0.0.0 or :: means every address of the family
  // Source of the address for errors, as `option "NAME"`; empty: the argument.
  std::string address_from{};
  std::optional<PortRange> host{};  // none: the core chooses the port
  PortRange container{};
  auto operator<=>(const PortSpec&) const = default;
};

// Parses one or more arguments. Errors begin with `port "WORD"`.
Result<PortSpec> parse_port_spec(const std::string& word);
Result<std::vector<PortSpec>> parse_port_specs(const std::vector<std::string>& words);

// Returns whether the published port has all parts that `spec` names. Example: "80" matches a
// published port of the container's port 80/tcp, with any host port and address.
bool names(const PortSpec& spec, const PortView& port);

// Returns whether the argument is a single port or range that equals the host port of the published
// port. Example: "8080" for 8080:80. Without a protocol, the argument matches any protocol.
bool names_host_port(const PortSpec& spec, const PortView& port);

// Returns an argument for the published port: "127.0.0.1:8080-8081:80-81/tcp".
std::string word_of(const PortView& port);

// Returns the part for the container: "80/tcp".
std::string container_word_of(const PortView& port);

}  // namespace mydocker::model

// The words that publish ports: Docker's grammar.
//
//   [HOSTADDRESS:][HOSTPORT[-LAST]:]CONTAINERPORT[-LAST][/tcp|udp|sctp]
//
// An IPv6 address stands in brackets. A host's port that is left out, or is 0, is chosen. Two
// ranges are of one length; a host's range for one port of the container means: the first that is
// free. Does not: choose, know who has which port.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/network_view.hpp"
#include "mydocker/result.hpp"

namespace mydocker::model {

struct PortRange {
  std::uint16_t first = 0;
  std::uint16_t count = 1;
  auto operator<=>(const PortRange&) const = default;
};

struct PortSpec {
  std::string word;  // as the user wrote it, for errors
  Protocol protocol = Protocol::tcp;
  std::optional<IpAddress> host_address{};  // 0.0.0.0 and ::, every one of that family
  std::optional<PortRange> host{};          // none: chosen
  PortRange container{};
  auto operator<=>(const PortSpec&) const = default;
};

// Errors begin with `port "WORD"`.
Result<PortSpec> parse_port_spec(const std::string& word);
Result<std::vector<PortSpec>> parse_port_specs(const std::vector<std::string>& words);

// Whether the spec, as far as it says something, is about this very publication.
bool names(const PortSpec& spec, const PortView& port);

// "127.0.0.1:8080-8081:80-81/tcp": a word that stands for the publication.
std::string word_of(const PortView& port);

}  // namespace mydocker::model

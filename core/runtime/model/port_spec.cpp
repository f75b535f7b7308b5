#include "runtime/model/port_spec.hpp"

#include <charconv>
#include <cstddef>
#include <string_view>

#include "runtime/base/quoted.hpp"
#include "runtime/base/text.hpp"
#include "runtime/model/host_port.hpp"

namespace mydocker::model {
namespace {

constexpr unsigned kLastPort = 65535;

Error refused(const std::string& cause) { return {ErrorKind::invalid_argument, cause}; }

Error refused_form(const std::string& cause) {
  return refused(cause).hint("write [HOSTADDRESS:][HOSTPORT:]CONTAINERPORT[/tcp|udp|sctp]");
}

std::optional<unsigned> number(std::string_view text) {
  unsigned value = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end || value > kLastPort) return std::nullopt;
  return value;
}

Result<std::uint16_t> parse_port(std::string_view text) {
  const auto port = number(text);
  if (port && *port > 0) return static_cast<std::uint16_t>(*port);
  return refused_form(base::quoted(text) + " is not a port from 1 to 65535");
}

Result<PortRange> parse_range(std::string_view text) {
  const auto dash = text.find('-');
  MYDOCKER_TRY(const auto first, parse_port(text.substr(0, dash)));
  if (dash == std::string_view::npos) return PortRange{first, 1};
  MYDOCKER_TRY(const auto last, parse_port(text.substr(dash + 1)));
  if (last < first) {
    return refused("the range " + base::quoted(text) + " has its last port before its first port")
        .hint("write the lower port first");
  }
  return PortRange{first, static_cast<std::uint16_t>(last - first + 1)};
}

Result<Protocol> parse_protocol(std::string_view text) {
  const std::string word = base::lower(text);
  for (const auto protocol : {Protocol::tcp, Protocol::udp, Protocol::sctp})
    if (word == name_of(protocol)) return protocol;
  return refused(base::quoted(text) + " is not a protocol").hint("choose tcp, udp or sctp");
}

// Removes "ADDRESS:" from the front of the text before the container's port, and returns it.
Result<std::optional<IpAddress>> take_address(std::string_view& text) {
  using Found = std::optional<IpAddress>;
  const std::string_view whole = text;
  std::string_view address;
  if (text.starts_with('[')) {
    const auto close = text.find("]:");
    if (close == std::string_view::npos) return refused_form(R"("[" is not closed by "]:")");
    address = text.substr(1, close - 1);
    text.remove_prefix(close + 2);
  } else {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return Found();
    address = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  auto parsed = IpAddress::parse(address);
  if (!parsed.ok() && whole.find("::") != std::string_view::npos)
    return refused_form(base::quoted(address) + " is not an address")
        .hint("write an IPv6 address in brackets: [2001:db8::1]:8080:80");
  if (!parsed.ok()) return refused_form(base::quoted(address) + " is not an address");
  if (const auto v4 = mapped_address(*parsed)) parsed = *v4;
  if (const auto why = unfit_to_publish_at(*parsed); !why.empty())
    return refused("ports cannot be published at " + parsed->text() + ": " + why);
  return Found(*parsed);
}

// Parses the text before the container's port: "ADDRESS:PORT", "ADDRESS:", "PORT".
Result<void> parse_host_side(std::string_view text, PortSpec& spec) {
  if (text.find(':') == std::string_view::npos && IpAddress::parse(text).ok()) {
    return refused("the host's port is missing after address " + base::quoted(text))
        .hint("write " + std::string(text) + ":HOSTPORT:CONTAINERPORT, or " + std::string(text) +
              "::CONTAINERPORT for a free port");
  }
  MYDOCKER_TRY(spec.host_address, take_address(text));
  if (text.find(':') != std::string_view::npos) {
    return refused_form("the port has too many colons")
        .hint("write an IPv6 address in brackets: [2001:db8::1]:8080:80");
  }
  if (text.empty() || number(text) == 0U) return {};
  MYDOCKER_TRY(spec.host, parse_range(text));
  return {};
}

Result<PortSpec> parse_word(const std::string& word) {
  PortSpec spec;
  spec.word = word;
  std::string_view rest = word;
  if (rest.empty()) return refused_form("it is empty");
  if (const auto slash = rest.find('/'); slash != std::string_view::npos) {
    MYDOCKER_TRY(spec.protocol, parse_protocol(rest.substr(slash + 1)));
    rest = rest.substr(0, slash);
  }
  const auto colon = rest.rfind(':');
  const bool alone = colon == std::string_view::npos;
  const auto container = alone ? rest : rest.substr(colon + 1);
  if (container.empty()) return refused_form("the container's port is missing");
  if (!alone) MYDOCKER_CHECK(parse_host_side(rest.substr(0, colon), spec));
  MYDOCKER_TRY(spec.container, parse_range(container));
  if (spec.host && spec.container.count != 1 && spec.host->count != spec.container.count) {
    return refused("its ranges have different lengths, " + std::to_string(spec.host->count) +
                   " and " + std::to_string(spec.container.count))
        .hint("write the same number of host ports and container ports, or no host port");
  }
  return spec;
}

std::string range_word(std::uint16_t first, std::uint16_t count) {
  auto text = std::to_string(first);
  return count == 1 ? text : text + "-" + std::to_string(first + count - 1);
}

}  // namespace

Result<PortSpec> parse_port_spec(const std::string& word) {
  return parse_word(word).within("port " + base::quoted(word));
}

Result<std::vector<PortSpec>> parse_port_specs(const std::vector<std::string>& words) {
  std::vector<PortSpec> specs;
  for (const auto& word : words) {
    MYDOCKER_TRY(auto spec, parse_port_spec(word));
    specs.push_back(std::move(spec));
  }
  return specs;
}

bool names(const PortSpec& spec, const PortView& port) {
  const bool host = !spec.host || *spec.host == PortRange{port.host_port, port.count};
  const bool address = !spec.host_address || spec.host_address == port.host_address;
  return host && address && spec.protocol == port.protocol &&
         spec.container == PortRange{port.container_port, port.count};
}

bool names_host_port(const PortSpec& spec, const PortView& port) {
  const bool alone = !spec.host && !spec.host_address;
  const bool any_protocol = spec.word.find('/') == std::string::npos;
  return alone && spec.container == PortRange{port.host_port, port.count} &&
         (any_protocol || spec.protocol == port.protocol);
}

std::string word_of(const PortView& port) {
  std::string word;
  if (port.host_address) {
    const auto text = port.host_address->text();
    word = (port.host_address->is_v4() ? text : "[" + text + "]") + ":";
  }
  return word + range_word(port.host_port, port.count) + ":" +
         range_word(port.container_port, port.count) + "/" + std::string(name_of(port.protocol));
}

std::string container_word_of(const PortView& port) {
  return range_word(port.container_port, port.count) + "/" + std::string(name_of(port.protocol));
}

}  // namespace mydocker::model

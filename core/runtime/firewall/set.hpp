// The sets and maps of the firewall's tables, with the type of their keys and values.
//
// The tables are static. Only the elements of these sets change (docs/decisions/0010). Example: the
// map kPorts4 is `type inet_proto . inet_service : ipv4_addr . inet_service` in nft(8).
//
// Main entry point: all_sets().
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace mydocker::firewall {

// The two tables, which have the same name "mydocker" in two nftables families. inet: forwarding
// and translation of packets. bridge: anti-spoofing of frames from containers.
enum class Table : std::uint8_t { inet, bridge };

inline constexpr const char* kTableName = "mydocker";
inline constexpr std::array<Table, 2> kTables{Table::inet, Table::bridge};

// The comment of both tables. mydocker does not manage a table with another comment.
// The schema number changes only if the meaning of existing set elements changes. New sets and
// rules keep the number, because mydocker adds the missing ones to an existing table.
inline constexpr std::string_view kTableComment = "mydocker network, schema 3";

// The type of one field of a key or a value.
enum class Field : std::uint8_t {
  family,  // family of the IP addresses (`nf_proto` in nft(8))
  link_name,
  ipv4,
  ipv6,
  mac,
  protocol,
  port,
  nd_target,  // the target address of a neighbour advertisement (RFC 4861, section 4.4)
};

// A list of up to three fields. nft(8) joins them with ".".
class FieldList {
 public:
  template <std::same_as<Field>... Each>
  constexpr FieldList(Each... each)  // NOLINT(google-explicit-constructor): a list of values
      : fields_{each...}, size_(sizeof...(each)) {}

  [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
  [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] constexpr Field operator[](std::size_t at) const { return fields_[at]; }
  [[nodiscard]] constexpr const Field* begin() const noexcept { return fields_.data(); }
  [[nodiscard]] constexpr const Field* end() const noexcept { return fields_.data() + size_; }

 private:
  std::array<Field, 3> fields_{};
  std::size_t size_ = 0;
};

// The definition of one set or map. The name is a static string.
struct Set {
  Table table;
  const char* name;
  FieldList key;
  bool intervals = false;  // whether the last field of a key is an IpPrefix
  FieldList value{};       // fields of the value; empty: a set, not a map

  [[nodiscard]] constexpr bool is_map() const noexcept { return !value.empty(); }
};

// Sets for forwarding. Packets to a link in the set `links` are dropped, unless another set allows
// them.
inline constexpr Set kLinks{Table::inet, "links", {Field::link_name}};
inline constexpr Set kAllowedPairs{
    Table::inet, "allowed_pairs", {Field::link_name, Field::link_name}};
inline constexpr Set kHairpin{Table::inet, "hairpin", {Field::link_name, Field::link_name}};
// Links to which packets from everywhere are allowed.
inline constexpr Set kUnprotected4{Table::inet, "unprotected4", {Field::link_name}};
inline constexpr Set kUnprotected6{Table::inet, "unprotected6", {Field::link_name}};
// Links to which only ICMP echo requests are allowed.
inline constexpr Set kPing4{Table::inet, "ping4", {Field::link_name}};
inline constexpr Set kPing6{Table::inet, "ping6", {Field::link_name}};
// The address families whose forwarding was off before mydocker turned it on. Packets of these
// families from a link of another program to another such link are dropped.
inline constexpr Set kNoTransit{Table::inet, "no_transit", {Field::family}};
// Links of other programs with a special setting: their own `forwarding` was 1 while
// net.ipv4.ip_forward was 0. They forwarded IPv4 packets before, so they still may.
inline constexpr Set kTransit4{Table::inet, "transit4", {Field::link_name}};
// Links of internal networks.
inline constexpr Set kInternalLinks{Table::inet, "internal_links", {Field::link_name}};
// Links of networks whose containers must not open connections to the outside.
inline constexpr Set kNoOutbound{Table::inet, "no_outbound", {Field::link_name}};
// Links of networks whose published ports are masqueraded. Their containers see the host as the
// source of the packets.
inline constexpr Set kMasqueradePorts{Table::inet, "masquerade_ports", {Field::link_name}};
// Links of networks in which each container has a host's link of its own. The prefix says to which
// addresses packets between these links are allowed.
inline constexpr Set kPeerPrefixes4{
    Table::inet, "peer_prefixes4", {Field::link_name, Field::ipv4}, true};
inline constexpr Set kPeerPrefixes6{
    Table::inet, "peer_prefixes6", {Field::link_name, Field::ipv6}, true};

// Links of routed containers, and the source addresses that packets from these links may have.
inline constexpr Set kSourceChecked{Table::inet, "source_checked", {Field::link_name}};
inline constexpr Set kSources4{Table::inet, "sources4", {Field::link_name, Field::ipv4}};
inline constexpr Set kSources6{Table::inet, "sources6", {Field::link_name, Field::ipv6}};

// Sets and maps for source translation. The value of a map is the address that replaces the source
// address.
inline constexpr Set kMasquerade4{Table::inet, "masquerade4", {Field::ipv4}, true};
inline constexpr Set kMasquerade6{Table::inet, "masquerade6", {Field::ipv6}, true};
inline constexpr Set kSnat4{Table::inet, "snat4", {Field::ipv4}, true, {Field::ipv4}};
inline constexpr Set kSnat6{Table::inet, "snat6", {Field::ipv6}, true, {Field::ipv6}};

// Sets and maps for published ports. routed: the container's own address is reachable from outside
// the network. ports: the port is translated on every address of the host. ports_at: the port is
// translated on one address.
inline constexpr Set kRouted4{Table::inet, "routed4", {Field::ipv4, Field::protocol, Field::port}};
inline constexpr Set kRouted6{Table::inet, "routed6", {Field::ipv6, Field::protocol, Field::port}};
inline constexpr Set kPorts4{
    Table::inet, "ports4", {Field::protocol, Field::port}, false, {Field::ipv4, Field::port}};
inline constexpr Set kPorts6{
    Table::inet, "ports6", {Field::protocol, Field::port}, false, {Field::ipv6, Field::port}};
inline constexpr Set kPortsAt4{Table::inet,
                               "ports_at4",
                               {Field::ipv4, Field::protocol, Field::port},
                               false,
                               {Field::ipv4, Field::port}};
inline constexpr Set kPortsAt6{Table::inet,
                               "ports_at6",
                               {Field::ipv6, Field::protocol, Field::port},
                               false,
                               {Field::ipv6, Field::port}};

// Sets for anti-spoofing on the ports of a bridge. A link in `antispoof_any_address` can use any IP
// address.
inline constexpr Set kAntispoof{Table::bridge, "antispoof", {Field::link_name}};
inline constexpr Set kAntispoofAnyAddress{
    Table::bridge, "antispoof_any_address", {Field::link_name}};
inline constexpr Set kMacs{Table::bridge, "macs", {Field::link_name, Field::mac}};
inline constexpr Set kAddresses4{Table::bridge, "addresses4", {Field::link_name, Field::ipv4}};
inline constexpr Set kAddresses6{Table::bridge, "addresses6", {Field::link_name, Field::ipv6}};
inline constexpr Set kNdTargets{Table::bridge, "nd_targets", {Field::link_name, Field::nd_target}};

// Returns all sets, in the order of their declaration in the tables.
std::span<const Set* const> all_sets();

}  // namespace mydocker::firewall

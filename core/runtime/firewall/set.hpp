// The sets and maps of the firewall's tables, with the type of their keys and values.
//
// The tables are static; only the elements of these sets change (docs/decisions/0010). Example: the
// map kPorts4 says `type inet_proto . inet_service : ipv4_addr . inet_service` in nft(8).
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace mydocker::firewall {

// Both tables are named "mydocker". inet: which packets are forwarded and translated. bridge: which
// frames a container may send.
enum class Table : std::uint8_t { inet, bridge };

inline constexpr const char* kTableName = "mydocker";
inline constexpr std::array<Table, 2> kTables{Table::inet, Table::bridge};

// The comment of both tables. A table with another comment is not managed by mydocker. The number
// changes only if old elements mean something else; new sets and rules keep it, because a table
// that lacks them is completed in place.
inline constexpr std::string_view kTableComment = "mydocker network, schema 3";

// The type of one field of a key or a value.
enum class Field : std::uint8_t {
  link_name,
  ipv4,
  ipv6,
  mac,
  protocol,
  port,
  nd_target,  // the target address of a neighbour advertisement (RFC 4861, section 4.4)
};

// Up to three fields, joined as nft(8) joins them with ".".
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

struct Set {
  Table table;
  const char* name;
  FieldList key;
  bool intervals = false;  // the last field of a key is an IpPrefix
  FieldList value{};       // empty: a set, not a map

  [[nodiscard]] constexpr bool is_map() const noexcept { return !value.empty(); }
};

// Which packets are forwarded. A link in `links` is closed unless another set opens it.
inline constexpr Set kLinks{Table::inet, "links", {Field::link_name}};
inline constexpr Set kAllowedPairs{
    Table::inet, "allowed_pairs", {Field::link_name, Field::link_name}};
inline constexpr Set kHairpin{Table::inet, "hairpin", {Field::link_name, Field::link_name}};
inline constexpr Set kUnprotected4{
    Table::inet, "unprotected4", {Field::link_name}};  // reached from everywhere
inline constexpr Set kUnprotected6{Table::inet, "unprotected6", {Field::link_name}};
inline constexpr Set kInternalLinks{
    Table::inet, "internal_links", {Field::link_name}};  // internal networks
// The prefixes of a network that has one link per container.
inline constexpr Set kPeerPrefixes4{
    Table::inet, "peer_prefixes4", {Field::link_name, Field::ipv4}, true};
inline constexpr Set kPeerPrefixes6{
    Table::inet, "peer_prefixes6", {Field::link_name, Field::ipv6}, true};

// Routed links, and the only source addresses that are accepted from them.
inline constexpr Set kSourceChecked{Table::inet, "source_checked", {Field::link_name}};
inline constexpr Set kSources4{Table::inet, "sources4", {Field::link_name, Field::ipv4}};
inline constexpr Set kSources6{Table::inet, "sources6", {Field::link_name, Field::ipv6}};

// Source translation; the maps have a fixed address.
inline constexpr Set kMasquerade4{Table::inet, "masquerade4", {Field::ipv4}, true};
inline constexpr Set kMasquerade6{Table::inet, "masquerade6", {Field::ipv6}, true};
inline constexpr Set kSnat4{Table::inet, "snat4", {Field::ipv4}, true, {Field::ipv4}};
inline constexpr Set kSnat6{Table::inet, "snat6", {Field::ipv6}, true, {Field::ipv6}};

// Published ports: opened on the container's own address, or translated from the host's ports on
// every address, or on one.
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

// Anti-spoofing on the ports of a bridge. A link in `unaddressed` may use any IP address.
inline constexpr Set kAntispoof{Table::bridge, "antispoof", {Field::link_name}};
inline constexpr Set kAntispoofAnyAddress{
    Table::bridge, "antispoof_any_address", {Field::link_name}};
inline constexpr Set kMacs{Table::bridge, "macs", {Field::link_name, Field::mac}};
inline constexpr Set kAddresses4{Table::bridge, "addresses4", {Field::link_name, Field::ipv4}};
inline constexpr Set kAddresses6{Table::bridge, "addresses6", {Field::link_name, Field::ipv6}};
inline constexpr Set kNdTargets{Table::bridge, "nd_targets", {Field::link_name, Field::nd_target}};

// All of them, in the order in which the tables list them.
std::span<const Set* const> all_sets();

}  // namespace mydocker::firewall

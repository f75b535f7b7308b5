#include "runtime/kernel/nft_sets.hpp"
#include "mydocker/detail/visit.hpp"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <netinet/in.h>  // this header must be included before the kernel's own headers

#include <algorithm>
#include <array>
#include <vector>

namespace mydocker::kernel {
namespace {

using firewall::Field;
using firewall::FieldList;

// Returns nft(8)'s number of each type (libnftables, include/datatype.h). The kernel stores the
// number, and nft(8) uses it to list the set.
std::uint32_t type_number(Field field) {
  switch (field) {
    case Field::family:
      return 2;
    case Field::nd_target:
      return 4;  // the type "integer"
    case Field::ipv4:
      return 7;
    case Field::ipv6:
      return 8;
    case Field::mac:
      return 9;
    case Field::protocol:
      return 12;
    case Field::port:
      return 13;
    case Field::link_name:
      return 41;
  }
  return 0;
}

// Returns nft(8)'s type number of a concatenation. It has six bits for the type number of each
// field.
std::uint32_t type_number(const FieldList& fields) {
  std::uint32_t number = 0;
  for (const Field field : fields) number = number << 6U | type_number(field);
  return number;
}

// Returns the size of a key in bytes. Each field is padded to whole registers, unless the key has
// only one field.
std::uint32_t size_of(const FieldList& fields) {
  if (fields.size() == 1) return static_cast<std::uint32_t>(field_size(fields[0]));
  std::uint32_t size = 0;
  for (const Field field : fields) size += register_size(field_size(field));
  return size;
}

// The byte order of a key or a value. Only nft(8) uses it, to list the set.
enum class ByteOrder : std::uint32_t { mixed = 0, host = 1, network = 2 };

ByteOrder byte_order(const FieldList& fields) {
  if (fields.size() != 1) return ByteOrder::mixed;
  const bool host = fields[0] == Field::link_name || fields[0] == Field::family;
  return host ? ByteOrder::host : ByteOrder::network;
}

std::uint32_t flags_of(const firewall::Set& set) {
  std::uint32_t flags = set.is_map() ? NFT_SET_MAP : 0;
  if (set.intervals) flags |= NFT_SET_INTERVAL;
  if (set.intervals && set.key.size() > 1) flags |= NFT_SET_CONCAT;
  return flags;
}

// nft(8) needs the declared type of each set, to list it. It has no name for the type of the target
// in a neighbour advertisement. So the set is declared with the expression `iifname . @th,64,128`.
// nft(8) stores this expression as nested entries of number, length and value:
// - a concatenation (13) of meta (9) iifname (6) and of payload (7),
// - in the payload: an unknown type, base 3, an offset of 64 bits, a length of 128 bits.
constexpr std::array<std::uint8_t, 64> kTargetExpression{
    0x00, 4,  13,   0, 0, 0, 0x01, 56,                                      //
    0x00, 14, 0x00, 4, 9, 0, 0,    0,  0x01, 6,  0x00, 4, 6,    0, 0,   0,  //
    0x01, 38, 0x00, 4, 7, 0, 0,    0,  0x01, 30,                            //
    0x00, 4,  0,    0, 0, 0, 0x01, 4,  0,    0,  0,    0,                   //
    0x02, 4,  3,    0, 0, 0, 0x03, 4,  64,   0,  0,    0, 0x04, 4, 128, 0, 0, 0};

// Returns the user data that nft(8) needs to list the set as it was declared.
NftUserData user_data(const firewall::Set& set) {
  NftUserData data(nftnl_udata_buf_alloc(NFT_USERDATA_MAXLEN));
  nftnl_udata_put_u32(data.get(), NFTNL_UDATA_SET_KEYBYTEORDER,
                      static_cast<std::uint32_t>(byte_order(set.key)));
  if (set.is_map())
    nftnl_udata_put_u32(data.get(), NFTNL_UDATA_SET_DATABYTEORDER,
                        static_cast<std::uint32_t>(byte_order(set.value)));
  if (std::ranges::count(set.key, Field::nd_target) != 0)
    nftnl_udata_put(data.get(), NFTNL_UDATA_SET_KEY_TYPEOF, kTargetExpression.size(),
                    kTargetExpression.data());
  return data;
}

// Adds the size of each field to the message. The kernel needs this for a set of intervals whose
// key has several fields.
void describe_fields(nftnl_set& set, const FieldList& fields) {
  std::vector<std::uint8_t> sizes;
  for (const Field field : fields) sizes.push_back(static_cast<std::uint8_t>(field_size(field)));
  copied(nftnl_set_set_data(&set, NFTNL_SET_DESC_CONCAT, sizes.data(),
                            static_cast<std::uint32_t>(sizes.size())));
}

}  // namespace

std::uint8_t nfproto_of(firewall::Table table) {
  return table == firewall::Table::inet ? NFPROTO_INET : NFPROTO_BRIDGE;
}

NftSet set_named(const firewall::Set& set) {
  NftSet named(nftnl_set_alloc());
  copied(nftnl_set_set_str(named.get(), NFTNL_SET_TABLE, firewall::kTableName));
  copied(nftnl_set_set_str(named.get(), NFTNL_SET_NAME, set.name));
  nftnl_set_set_u32(named.get(), NFTNL_SET_FAMILY, nfproto_of(set.table));
  return named;
}

void add_set(NftBatch& batch, const firewall::Set& set, std::uint32_t number) {
  const NftSet made = set_named(set);
  const NftUserData data = user_data(set);
  nftnl_set_set_u32(made.get(), NFTNL_SET_ID, number);
  nftnl_set_set_u32(made.get(), NFTNL_SET_FLAGS, flags_of(set));
  nftnl_set_set_u32(made.get(), NFTNL_SET_KEY_TYPE, type_number(set.key));
  nftnl_set_set_u32(made.get(), NFTNL_SET_KEY_LEN, size_of(set.key));
  if (set.intervals && set.key.size() > 1) describe_fields(*made, set.key);
  if (set.is_map()) {
    nftnl_set_set_u32(made.get(), NFTNL_SET_DATA_TYPE, type_number(set.value));
    nftnl_set_set_u32(made.get(), NFTNL_SET_DATA_LEN, size_of(set.value));
  }
  copied(nftnl_set_set_data(made.get(), NFTNL_SET_USERDATA, nftnl_udata_buf_data(data.get()),
                            nftnl_udata_buf_len(data.get())));
  batch.add(nfproto_of(set.table), NFT_MSG_NEWSET, NLM_F_CREATE,
            [&made](nlmsghdr& message) { nftnl_set_nlmsg_build_payload(&message, made.get()); });
}

namespace {

// Returns the bytes of a key or a value. `end` says which address of a prefix is written: its first
// or its last.
std::vector<std::uint8_t> encoded(std::span<const firewall::ElementValue> values,
                                  IpAddress (*end)(const IpPrefix&)) {
  NftSetKey bytes;
  const detail::Overload append{
      [&](const firewall::LinkName& link) { bytes.link(link.name); },
      [&](const IpAddress& address) { bytes.address(address); },
      [&](const IpPrefix& prefix) { bytes.address(end(prefix)); },
      [&](const MacAddress& mac) { bytes.mac(mac); },
      [&](Protocol protocol) { bytes.protocol(protocol); },
      [&](std::uint16_t port) { bytes.port(port); },
      [&](Family family) { bytes.family(family); },
  };
  for (const firewall::ElementValue& value : values) std::visit(append, value);
  return bytes.bytes();
}

}  // namespace

std::uint8_t number_of(Protocol protocol) {
  switch (protocol) {
    case Protocol::tcp:
      return IPPROTO_TCP;
    case Protocol::udp:
      return IPPROTO_UDP;
    case Protocol::sctp:
      return IPPROTO_SCTP;
  }
  return 0;
}

std::size_t field_size(firewall::Field field) {
  switch (field) {
    case firewall::Field::family:
      return 1;
    case firewall::Field::link_name:
      return kNameKeySize;
    case firewall::Field::ipv4:
      return 4;
    case firewall::Field::ipv6:
    case firewall::Field::nd_target:
      return 16;
    case firewall::Field::mac:
      return 6;
    case firewall::Field::protocol:
      return 1;
    case firewall::Field::port:
      return 2;
  }
  return 0;
}

std::vector<std::uint8_t> bytes_of(std::span<const firewall::ElementValue> values) {
  return encoded(values, [](const IpPrefix& prefix) { return prefix.address; });
}

std::vector<std::uint8_t> last_bytes_of(std::span<const firewall::ElementValue> values) {
  return encoded(values, [](const IpPrefix& prefix) { return prefix.last(); });
}

void NftSetKey::put(std::span<const std::uint8_t> field) {
  bytes_.insert(bytes_.end(), field.begin(), field.end());
  bytes_.resize(register_size(bytes_.size()));
}

NftSetKey& NftSetKey::link(std::string_view name) {
  std::array<std::uint8_t, kNameKeySize> field{};
  std::copy_n(name.begin(), std::min(name.size(), kNameKeySize - 1), field.begin());
  put(field);
  return *this;
}

NftSetKey& NftSetKey::mac(const MacAddress& mac) {
  put(mac.bytes);
  return *this;
}

NftSetKey& NftSetKey::address(const IpAddress& address) {
  put(std::span(address.bytes()).first(address.size()));
  return *this;
}

NftSetKey& NftSetKey::family(Family family) {
  bytes_.push_back(family == Family::v4 ? NFPROTO_IPV4 : NFPROTO_IPV6);
  return *this;
}

NftSetKey& NftSetKey::protocol(Protocol protocol) {
  const std::array<std::uint8_t, 1> field{number_of(protocol)};
  put(field);
  return *this;
}

NftSetKey& NftSetKey::port(std::uint16_t port) {
  const std::array<std::uint8_t, 2> field{static_cast<std::uint8_t>(port >> 8U),
                                          static_cast<std::uint8_t>(port & 0xffU)};
  put(field);
  return *this;
}

}  // namespace mydocker::kernel

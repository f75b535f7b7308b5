#include "runtime/kernel/nft_set_definitions.hpp"

#include <linux/netfilter/nf_tables.h>

#include <array>

#include "runtime/kernel/nft_set_key.hpp"

namespace mydocker::kernel {
namespace {

// nft(8)'s numbers for what a field is; those of several fields stand side by side.
constexpr std::uint32_t kInteger = 4;
constexpr std::uint32_t kAddressV4 = 7;
constexpr std::uint32_t kAddressV6 = 8;
constexpr std::uint32_t kMac = 9;
constexpr std::uint32_t kProtocol = 12;
constexpr std::uint32_t kPort = 13;
constexpr std::uint32_t kLinkName = 41;
constexpr std::uint32_t row_of(std::uint32_t first, std::uint32_t second) {
  return first << 6U | second;
}
constexpr std::uint32_t row_of(std::uint32_t first, std::uint32_t second, std::uint32_t third) {
  return row_of(row_of(first, second), third);
}

constexpr std::uint32_t kSizeV4 = 4;
constexpr std::uint32_t kSizeV6 = 16;
constexpr std::uint32_t kSizeMac = 8;      // six bytes in whole registers
constexpr std::uint32_t kSizeService = 8;  // a protocol and a port
constexpr std::uint32_t kSizePort = 4;

constexpr ByteOrder kMixed = ByteOrder::mixed;
constexpr std::uint32_t kIntervalsInRows = NFT_SET_INTERVAL | NFT_SET_CONCAT;

constexpr std::array<SetDefinition, 27> kSets{{
    {kLinksSet, kLinkName, kNameKeySize, ByteOrder::host},
    {kAllowedPairsSet, row_of(kLinkName, kLinkName), 2 * kNameKeySize},
    {kHairpinSet, row_of(kLinkName, kLinkName), 2 * kNameKeySize},
    {kUnprotected4Set, kLinkName, kNameKeySize, ByteOrder::host},
    {kUnprotected6Set, kLinkName, kNameKeySize, ByteOrder::host},
    {kInternalLinksSet, kLinkName, kNameKeySize, ByteOrder::host},
    {kPeerPrefixes4Set, row_of(kLinkName, kAddressV4), kNameKeySize + kSizeV4, kMixed,
     kIntervalsInRows},
    {kPeerPrefixes6Set, row_of(kLinkName, kAddressV6), kNameKeySize + kSizeV6, kMixed,
     kIntervalsInRows},
    {kSourceCheckedSet, kLinkName, kNameKeySize, ByteOrder::host},
    {kSources4Set, row_of(kLinkName, kAddressV4), kNameKeySize + kSizeV4},
    {kSources6Set, row_of(kLinkName, kAddressV6), kNameKeySize + kSizeV6},
    {kMasquerade4Set, kAddressV4, kSizeV4, ByteOrder::network, NFT_SET_INTERVAL},
    {kMasquerade6Set, kAddressV6, kSizeV6, ByteOrder::network, NFT_SET_INTERVAL},
    {kSnat4Map, kAddressV4, kSizeV4, ByteOrder::network, NFT_SET_MAP | NFT_SET_INTERVAL, kAddressV4,
     kSizeV4},
    {kSnat6Map, kAddressV6, kSizeV6, ByteOrder::network, NFT_SET_MAP | NFT_SET_INTERVAL, kAddressV6,
     kSizeV6},
    {kRouted4Set, row_of(kAddressV4, kProtocol, kPort), kSizeV4 + kSizeService},
    {kRouted6Set, row_of(kAddressV6, kProtocol, kPort), kSizeV6 + kSizeService},
    {kPorts4Map, row_of(kProtocol, kPort), kSizeService, kMixed, NFT_SET_MAP,
     row_of(kAddressV4, kPort), kSizeV4 + kSizePort},
    {kPorts6Map, row_of(kProtocol, kPort), kSizeService, kMixed, NFT_SET_MAP,
     row_of(kAddressV6, kPort), kSizeV6 + kSizePort},
    {kPortsAt4Map, row_of(kAddressV4, kProtocol, kPort), kSizeV4 + kSizeService, kMixed,
     NFT_SET_MAP, row_of(kAddressV4, kPort), kSizeV4 + kSizePort},
    {kPortsAt6Map, row_of(kAddressV6, kProtocol, kPort), kSizeV6 + kSizeService, kMixed,
     NFT_SET_MAP, row_of(kAddressV6, kPort), kSizeV6 + kSizePort},
    {kAntispoofSet, kLinkName, kNameKeySize, ByteOrder::host},
    {kAntispoofAnyAddressSet, kLinkName, kNameKeySize, ByteOrder::host},
    {kMacsSet, row_of(kLinkName, kMac), kNameKeySize + kSizeMac},
    {kAddresses4Set, row_of(kLinkName, kAddressV4), kNameKeySize + kSizeV4},
    {kAddresses6Set, row_of(kLinkName, kAddressV6), kNameKeySize + kSizeV6},
    {kNdTargetsSet, row_of(kLinkName, kInteger), kNameKeySize + kSizeV6},
}};

// nft(8) has no name for the target in a neighbour advertisement, and takes the set's key from the
// expression `iifname . @th,64,128`, kept as entries in entries: a number, a length, and the value.
// Here: a row (13) of meta (9) iifname (6), and of payload (7) of unknown type from base 3, at bit
// 64, 128 bits long.
constexpr std::array<std::uint8_t, 64> kTargetExpression{
    0x00, 4,  13,   0, 0, 0, 0x01, 56,                                      //
    0x00, 14, 0x00, 4, 9, 0, 0,    0,  0x01, 6,  0x00, 4, 6,    0, 0,   0,  //
    0x01, 38, 0x00, 4, 7, 0, 0,    0,  0x01, 30,                            //
    0x00, 4,  0,    0, 0, 0, 0x01, 4,  0,    0,  0,    0,                   //
    0x02, 4,  3,    0, 0, 0, 0x03, 4,  64,   0,  0,    0, 0x04, 4, 128, 0, 0, 0};

NftUserData user_data(const SetDefinition& definition) {
  NftUserData data(nftnl_udata_buf_alloc(NFT_USERDATA_MAXLEN));
  nftnl_udata_put_u32(data.get(), NFTNL_UDATA_SET_KEYBYTEORDER,
                      static_cast<std::uint32_t>(definition.order));
  if (definition.value_type != 0)
    nftnl_udata_put_u32(data.get(), NFTNL_UDATA_SET_DATABYTEORDER,
                        static_cast<std::uint32_t>(definition.order));
  if (definition.name == kNdTargetsSet)
    nftnl_udata_put(data.get(), NFTNL_UDATA_SET_KEY_TYPEOF, kTargetExpression.size(),
                    kTargetExpression.data());
  return data;
}

}  // namespace

std::span<const SetDefinition> set_definitions() { return kSets; }

NftSet set_named(const NftName& name) {
  NftSet set(nftnl_set_alloc());
  nftnl_set_set_str(set.get(), NFTNL_SET_TABLE, kTableName);
  nftnl_set_set_str(set.get(), NFTNL_SET_NAME, name.name);
  nftnl_set_set_u32(set.get(), NFTNL_SET_FAMILY, name.family);
  return set;
}

void add_set(NftBatch& batch, const SetDefinition& definition, std::uint32_t number) {
  const NftSet set = set_named(definition.name);
  const NftUserData data = user_data(definition);
  nftnl_set_set_u32(set.get(), NFTNL_SET_ID, number);
  nftnl_set_set_u32(set.get(), NFTNL_SET_FLAGS, definition.flags);
  nftnl_set_set_u32(set.get(), NFTNL_SET_KEY_TYPE, definition.type);
  nftnl_set_set_u32(set.get(), NFTNL_SET_KEY_LEN, definition.size);
  if (definition.flags == kIntervalsInRows) {
    // How long each field is: a name, then what is left.
    const std::array<std::uint8_t, 2> fields{
        static_cast<std::uint8_t>(kNameKeySize),
        static_cast<std::uint8_t>(definition.size - kNameKeySize)};
    nftnl_set_set_data(set.get(), NFTNL_SET_DESC_CONCAT, fields.data(), fields.size());
  }
  if (definition.value_type != 0) {
    nftnl_set_set_u32(set.get(), NFTNL_SET_DATA_TYPE, definition.value_type);
    nftnl_set_set_u32(set.get(), NFTNL_SET_DATA_LEN, definition.value_size);
  }
  nftnl_set_set_data(set.get(), NFTNL_SET_USERDATA, nftnl_udata_buf_data(data.get()),
                     nftnl_udata_buf_len(data.get()));
  batch.add(definition.name.family, NFT_MSG_NEWSET, NLM_F_CREATE,
            [&set](nlmsghdr& message) { nftnl_set_nlmsg_build_payload(&message, set.get()); });
}

}  // namespace mydocker::kernel

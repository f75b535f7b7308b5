// The names of our tables' sets and chains, and where each stands.
#pragma once

#include <netinet/in.h>  // must come before the kernel's own

#include <cstdint>
#include <string_view>

#include <linux/netfilter.h>

namespace mydocker::kernel {

inline constexpr const char* kTableName = "mydocker";

// A set, a map or a chain. `family`: NFPROTO_INET or NFPROTO_BRIDGE, of the table.
struct NftName {
  std::uint8_t family;
  const char* name;
  // By the letters: one literal may stand at several addresses.
  bool operator==(const NftName& other) const {
    return family == other.family && std::string_view(name) == other.name;
  }
};

// Who reaches whom.
inline constexpr NftName kLinksSet{NFPROTO_INET, "links"};  // links that are closed
inline constexpr NftName kAllowedPairsSet{NFPROTO_INET,
                                          "allowed_pairs"};     // pairs, from and to, that are open
inline constexpr NftName kHairpinSet{NFPROTO_INET, "hairpin"};  // pairs of a link and itself
inline constexpr NftName kUnprotected4Set{NFPROTO_INET,
                                          "unprotected4"};  // links that everybody reaches
inline constexpr NftName kUnprotected6Set{NFPROTO_INET, "unprotected6"};
inline constexpr NftName kInternalLinksSet{
    NFPROTO_INET, "internal_links"};  // links that nothing leaves or enters
inline constexpr NftName kPeerPrefixes4Set{NFPROTO_INET,
                                           "peer_prefixes4"};  // where a link's own network is
inline constexpr NftName kPeerPrefixes6Set{NFPROTO_INET, "peer_prefixes6"};
inline constexpr NftName kSourceCheckedSet{NFPROTO_INET,
                                           "source_checked"};  // links whose sources are known:
inline constexpr NftName kSources4Set{NFPROTO_INET, "sources4"};
inline constexpr NftName kSources6Set{NFPROTO_INET, "sources6"};
inline constexpr NftName kMasquerade4Set{NFPROTO_INET, "masquerade4"};
inline constexpr NftName kMasquerade6Set{NFPROTO_INET, "masquerade6"};
inline constexpr NftName kSnat4Map{NFPROTO_INET, "snat4"};  // the same, with a fixed address
inline constexpr NftName kSnat6Map{NFPROTO_INET, "snat6"};
inline constexpr NftName kRouted4Set{NFPROTO_INET, "routed4"};  // containers' ports that are open
inline constexpr NftName kRouted6Set{NFPROTO_INET, "routed6"};
inline constexpr NftName kPorts4Map{NFPROTO_INET, "ports4"};  // the host's ports, on every address
inline constexpr NftName kPorts6Map{NFPROTO_INET, "ports6"};
inline constexpr NftName kPortsAt4Map{NFPROTO_INET, "ports_at4"};  // the same on one address
inline constexpr NftName kPortsAt6Map{NFPROTO_INET, "ports_at6"};

// Who may say what inside a network.
inline constexpr NftName kAntispoofSet{NFPROTO_BRIDGE, "antispoof"};
inline constexpr NftName kAntispoofAnyAddressSet{NFPROTO_BRIDGE,
                                                 "antispoof_any_address"};  // of those, any address
inline constexpr NftName kMacsSet{NFPROTO_BRIDGE, "macs"};
inline constexpr NftName kAddresses4Set{NFPROTO_BRIDGE, "addresses4"};
inline constexpr NftName kAddresses6Set{NFPROTO_BRIDGE, "addresses6"};
inline constexpr NftName kNdTargetsSet{NFPROTO_BRIDGE,
                                       "nd_targets"};  // of neighbour advertisements

inline constexpr NftName kSourceChain{NFPROTO_INET, "source"};
inline constexpr NftName kLoopbackChain{NFPROTO_INET, "loopback"};
inline constexpr NftName kPublishedChain{NFPROTO_INET, "published"};
inline constexpr NftName kPreroutingChain{NFPROTO_INET, "prerouting"};
inline constexpr NftName kOutputChain{NFPROTO_INET, "output"};
inline constexpr NftName kToContainerChain{NFPROTO_INET, "to_container"};
inline constexpr NftName kForwardChain{NFPROTO_INET, "forward"};
inline constexpr NftName kPostroutingChain{NFPROTO_INET, "postrouting"};
inline constexpr NftName kAntispoofChain{NFPROTO_BRIDGE, "antispoof"};
inline constexpr NftName kBridgePreroutingChain{NFPROTO_BRIDGE, "prerouting"};

}  // namespace mydocker::kernel

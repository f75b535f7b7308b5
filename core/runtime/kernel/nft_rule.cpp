#include "runtime/kernel/nft_rule.hpp"
#include "mydocker/detail/visit.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "runtime/base/link_group.hpp"
#include "runtime/kernel/nft_sets.hpp"

namespace mydocker::kernel {
namespace {

using firewall::Selector;

// Bits of the values that `ct` loads (linux/netfilter/nf_conntrack_common.h).
// The first three are bits of the state: 1 << (IP_CT_ESTABLISHED + 1), 1 << (IP_CT_RELATED + 1),
// and the bit of a packet without a connection. IPS_DST_NAT is a bit of the status.
constexpr std::uint32_t kEstablishedOrRelated = 2U | 4U;
constexpr std::uint32_t kInvalid = 1;
constexpr std::uint32_t kTargetTranslated = 0x20;

enum class EtherType : std::uint16_t { ipv4 = 0x0800, arp = 0x0806, ipv6 = 0x86dd };

constexpr PacketField kEtherTypeField{NFT_PAYLOAD_LL_HEADER, 12, 2};
constexpr PacketField kIcmpTypeField{NFT_PAYLOAD_TRANSPORT_HEADER, 0, 1};
constexpr PacketField kTargetPortField{NFT_PAYLOAD_TRANSPORT_HEADER, 2, 2};
constexpr PacketField kArpOperationField{NFT_PAYLOAD_NETWORK_HEADER, 6, 2};  // layout of RFC 826
constexpr PacketField kArpTargetField{NFT_PAYLOAD_NETWORK_HEADER, 24, 4};
constexpr PacketField kPortsField{NFT_PAYLOAD_TRANSPORT_HEADER, 0, 4};

// Returns the position of the selector's bytes in the packet. Selectors that are meta keys have no
// position.
PacketField field_of(Selector selector) {
  switch (selector) {
    case Selector::ip_source:
      return {NFT_PAYLOAD_NETWORK_HEADER, 12, 4};
    case Selector::ip_target:
      return {NFT_PAYLOAD_NETWORK_HEADER, 16, 4};
    case Selector::ip6_source:
      return {NFT_PAYLOAD_NETWORK_HEADER, 8, 16};
    case Selector::ip6_target:
      return {NFT_PAYLOAD_NETWORK_HEADER, 24, 16};
    case Selector::ether_source:
      return {NFT_PAYLOAD_LL_HEADER, 6, 6};
    case Selector::arp_source_mac:
      return {NFT_PAYLOAD_NETWORK_HEADER, 8, 6};
    case Selector::arp_source_ip:
      return {NFT_PAYLOAD_NETWORK_HEADER, 14, 4};
    case Selector::nd_target:
      return {NFT_PAYLOAD_TRANSPORT_HEADER, 8, 16};
    default:
      return kTargetPortField;
  }
}

std::optional<std::uint32_t> meta_key_of(Selector selector) {
  if (selector == Selector::family) return NFT_META_NFPROTO;
  if (selector == Selector::in_link) return NFT_META_IIFNAME;
  if (selector == Selector::out_link) return NFT_META_OIFNAME;
  if (selector == Selector::l4_protocol) return NFT_META_L4PROTO;
  return std::nullopt;
}

std::uint32_t registers_of(Selector selector) {
  if (selector == Selector::family || selector == Selector::l4_protocol) return 1;
  const auto size = meta_key_of(selector) ? kNameKeySize : field_of(selector).size;
  return register_size(size) / 4;
}

std::optional<Family> family_of(Selector selector) {
  if (selector == Selector::ip_source || selector == Selector::ip_target) return Family::v4;
  if (selector == Selector::ip6_source || selector == Selector::ip6_target) return Family::v6;
  return std::nullopt;
}

int code_of(firewall::Verdict verdict) {
  if (verdict == firewall::Verdict::leave) return NFT_RETURN;
  return verdict == firewall::Verdict::accept ? NF_ACCEPT : NF_DROP;
}

std::array<std::uint8_t, 2> network_order(std::uint16_t number) {
  return {static_cast<std::uint8_t>(number >> 8U), static_cast<std::uint8_t>(number & 0xffU)};
}

std::pair<std::uint32_t, std::uint8_t> comparison_of(firewall::L4Protocol protocol) {
  if (protocol == firewall::L4Protocol::tcp) return {NFT_CMP_EQ, IPPROTO_TCP};
  if (protocol == firewall::L4Protocol::not_icmpv6) return {NFT_CMP_NEQ, IPPROTO_ICMPV6};
  return {NFT_CMP_GTE, 0};
}

// Converts one rule, match by match. It stores which family the expressions already check, so that
// no check is there twice.
class RuleEncoder {
 public:
  explicit RuleEncoder(const firewall::Chain& chain) : table_(chain.table), expressions_(chain) {}

  void operator()(const firewall::InSet& in) {
    load(in.selectors);
    expressions_.look_up(*in.set, in.inverted ? NFT_LOOKUP_F_INV : 0);
  }
  void operator()(const firewall::AddressIn& in) {
    need_family_of(in.selector);
    if (in.prefix.length == 0) return;
    expressions_.need_prefix(field_of(in.selector), in.prefix.address.bytes().data(),
                             in.prefix.length);
  }
  void operator()(const firewall::LinkIs& link) {
    compare_link(*meta_key_of(link.selector), NFT_CMP_EQ, link.name);
  }
  void operator()(const firewall::InLinkIsNot& link) {
    compare_link(NFT_META_IIFNAME, NFT_CMP_NEQ, link.name);
  }
  void operator()(firewall::OtherLink which) {
    const auto key = which == firewall::OtherLink::in ? NFT_META_IIFGROUP : NFT_META_OIFGROUP;
    expressions_.load_meta(key, NFT_REG_1);
    expressions_.compare(NFT_CMP_NEQ, &base::kLinkGroup, sizeof base::kLinkGroup);
  }
  void operator()(firewall::NoInLink /*none*/) {
    constexpr std::uint32_t kNoIndex = 0;
    need_meta(NFT_META_IIF, kNoIndex);
  }
  void operator()(firewall::FamilyIs is) { need_family(is.family); }
  void operator()(firewall::IsArp /*arp*/) { need_ether_type(EtherType::arp); }
  void operator()(firewall::Icmpv6 type) { compare_icmpv6(NFT_CMP_EQ, type); }
  void operator()(firewall::EchoRequest request) {
    constexpr std::uint8_t kEcho4 = 8;    // type of RFC 792
    constexpr std::uint8_t kEcho6 = 128;  // type of RFC 4443
    const bool v4 = request.family == Family::v4;
    need_family(request.family);
    need_meta<std::uint8_t>(NFT_META_L4PROTO,
                            v4 ? std::uint8_t{IPPROTO_ICMP} : std::uint8_t{IPPROTO_ICMPV6});
    const std::uint8_t type = v4 ? kEcho4 : kEcho6;
    expressions_.load_field(kIcmpTypeField, NFT_REG_1);
    expressions_.compare(NFT_CMP_EQ, &type, sizeof type);
  }
  void operator()(const firewall::AsksFor& asks) {
    constexpr std::uint16_t kRequest = 1;  // operation of RFC 826
    if (asks.address.is_v4()) {
      need_ether_type(EtherType::arp);
      need_number(kArpOperationField, kRequest);
      expressions_.load_field(kArpTargetField, NFT_REG_1);
    } else {
      compare_icmpv6(NFT_CMP_EQ, firewall::Icmpv6::neighbour_solicitation);
      expressions_.load_field(field_of(Selector::nd_target), NFT_REG_1);
    }
    expressions_.compare(NFT_CMP_EQ, asks.address.bytes().data(),
                         static_cast<std::uint32_t>(asks.address.size()));
  }
  void operator()(firewall::Icmpv6Outside outside) {
    const bool below = outside.side == firewall::Icmpv6Outside::Side::below;
    compare_icmpv6(below ? NFT_CMP_LT : NFT_CMP_GT, outside.type);
  }
  void operator()(firewall::Fragment which) {
    need_family_once(Family::v6);
    if (which == firewall::Fragment::any)
      expressions_.need_fragment_header();
    else
      expressions_.need_fragment_offset();
  }
  void operator()(firewall::L4Protocol protocol) {
    const auto [how, number] = comparison_of(protocol);
    expressions_.load_meta(NFT_META_L4PROTO, NFT_REG_1);
    expressions_.compare(how, &number, sizeof number);
  }
  void operator()(firewall::ProtocolIs is) {
    need_meta<std::uint8_t>(NFT_META_L4PROTO, number_of(is.protocol));
  }
  void operator()(firewall::TargetPorts ports) {
    if (ports.first == ports.last) return need_number(kTargetPortField, ports.first);
    compare_number(kTargetPortField, NFT_CMP_GTE, ports.first);
    expressions_.compare(NFT_CMP_LTE, network_order(ports.last).data(), sizeof ports.last);
  }
  void operator()(firewall::HasTransportHeader /*has*/) {
    constexpr std::uint32_t kLeast = 0;
    expressions_.load_field(kPortsField, NFT_REG_1);
    expressions_.compare(NFT_CMP_GTE, &kLeast, sizeof kLeast);
  }
  void operator()(firewall::UdpTargetPort udp) {
    need_meta<std::uint8_t>(NFT_META_L4PROTO, IPPROTO_UDP);
    need_number(kTargetPortField, udp.port);
  }
  void operator()(firewall::Conntrack state) {
    if (state == firewall::Conntrack::target_translated)
      return expressions_.need_ct_bit(NFT_CT_STATUS, kTargetTranslated);
    const bool is_invalid = state == firewall::Conntrack::invalid;
    expressions_.need_ct_bit(NFT_CT_STATE, is_invalid ? kInvalid : kEstablishedOrRelated);
  }
  void operator()(firewall::HasSocket /*has*/) { expressions_.need_socket(); }
  void operator()(firewall::IsSeen /*is*/) { expressions_.need_mark_bit(firewall::kSeenMark); }
  void operator()(firewall::NotLocal which) {
    expressions_.need_not_local(which == firewall::NotLocal::source ? NFTA_FIB_F_SADDR
                                                                    : NFTA_FIB_F_DADDR);
  }

  void operator()(firewall::Verdict verdict) { expressions_.give_verdict(code_of(verdict)); }
  void operator()(firewall::Jump jump) { expressions_.jump(*jump.chain); }
  void operator()(firewall::MasqueradeSource /*source*/) { expressions_.masquerade(); }
  void operator()(firewall::MarkSeen /*mark*/) {
    expressions_.change_mark(~firewall::kSeenMark, firewall::kSeenMark);
  }
  void operator()(firewall::RemoveMark /*mark*/) {
    expressions_.change_mark(~firewall::kSeenMark, 0);
  }
  void operator()(const firewall::Translate& translate) {
    load(translate.selectors);
    expressions_.look_up_in_map(*translate.map);
    if (translate.kind == firewall::NatKind::source)
      expressions_.translate_source(translate.family);
    else
      expressions_.translate_target(translate.family);
  }

  void write(nlmsghdr& message) const { expressions_.write(message); }
  [[nodiscard]] std::string text() const { return expressions_.text(); }

 private:
  // Loads the values of the selectors into consecutive registers, starting with the first one.
  void load(const firewall::Selectors& selectors) {
    for (const Selector selector : selectors) need_family_of(selector);
    std::uint32_t at = 0;
    for (const Selector selector : selectors) {
      if (const auto key = meta_key_of(selector))
        expressions_.load_meta(*key, nft_register(at));
      else
        expressions_.load_field(field_of(selector), nft_register(at));
      at += registers_of(selector);
    }
  }

  void need_family_of(Selector selector) {
    if (const auto family = family_of(selector)) need_family_once(*family);
  }
  void need_family_once(Family family) {
    if (family != family_) need_family(family);
  }
  void need_family(Family family) {
    family_ = family;
    if (table_ == firewall::Table::bridge)
      need_ether_type(family == Family::v4 ? EtherType::ipv4 : EtherType::ipv6);
    else
      need_meta(NFT_META_NFPROTO, nfproto_of(family));
  }
  void need_ether_type(EtherType type) {
    need_number(kEtherTypeField, static_cast<std::uint16_t>(type));
  }

  void compare_icmpv6(std::uint32_t how, firewall::Icmpv6 type) {
    need_family(Family::v6);
    need_meta<std::uint8_t>(NFT_META_L4PROTO, IPPROTO_ICMPV6);
    expressions_.load_field(kIcmpTypeField, NFT_REG_1);
    expressions_.compare(how, &type, sizeof type);
  }

  void compare_link(std::uint32_t key, std::uint32_t how, std::string_view link) {
    const auto name = NftSetKey().link(link).bytes();
    expressions_.load_meta(key, NFT_REG_1);
    expressions_.compare(how, name.data(), static_cast<std::uint32_t>(name.size()));
  }
  void need_number(const PacketField& field, std::uint16_t number) {
    compare_number(field, NFT_CMP_EQ, number);
  }
  void compare_number(const PacketField& field, std::uint32_t how, std::uint16_t number) {
    const auto bytes = network_order(number);
    expressions_.load_field(field, NFT_REG_1);
    expressions_.compare(how, bytes.data(), bytes.size());
  }
  template <class Value>
  void need_meta(std::uint32_t key, const Value& value) {
    expressions_.load_meta(key, NFT_REG_1);
    expressions_.compare(NFT_CMP_EQ, &value, sizeof value);
  }

  firewall::Table table_;
  NftExpressions expressions_;
  std::optional<Family> family_;
};

RuleEncoder encoded(const firewall::Chain& chain, const firewall::Rule& rule) {
  RuleEncoder encoder(chain);
  for (const firewall::Match& match : rule.matches) std::visit(encoder, match);
  std::visit(encoder, rule.action);
  return encoder;
}

}  // namespace

std::string text_of(const firewall::Chain& chain, const firewall::Rule& rule) {
  return encoded(chain, rule).text();
}

void add_rule(NftBatch& batch, const firewall::Chain& chain, const firewall::Rule& rule) {
  const auto encoder = encoded(chain, rule);
  batch.add(nfproto_of(chain.table), NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND,
            [&encoder](nlmsghdr& message) { encoder.write(message); });
}

}  // namespace mydocker::kernel

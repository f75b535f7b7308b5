#include "runtime/kernel/foreign_verdict.hpp"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/xt_conntrack.h>

#include <algorithm>
#include <cstring>
#include <string_view>

#include "runtime/kernel/nft_attributes.hpp"

namespace mydocker::kernel {
namespace {

// Compares the known bits only. Returns the sign of the difference, or nothing if it depends on
// unknown bits.
std::optional<int> compare(const LoadedBytes& left, std::string_view right) {
  if (left.bytes.size() < right.size()) return std::nullopt;
  bool complete = true;
  for (std::size_t at = 0; at < right.size(); ++at) {
    const auto known = static_cast<unsigned char>(left.known[at]);
    const auto one = static_cast<unsigned char>(left.bytes[at]);
    const auto other = static_cast<unsigned char>(right[at]);
    if (((one ^ other) & known) != 0) {
      if (complete && known == 0xff) return one < other ? -1 : 1;
      return 2;  // they differ; it is not known which one is greater
    }
    complete = complete && known == 0xff;
  }
  return complete ? std::optional(0) : std::nullopt;
}

std::optional<bool> is_true(std::uint32_t operation, int difference) {
  if (operation == NFT_CMP_EQ) return difference == 0;
  if (operation == NFT_CMP_NEQ) return difference != 0;
  if (difference == 2) return std::nullopt;
  if (operation == NFT_CMP_LT) return difference < 0;
  if (operation == NFT_CMP_LTE) return difference <= 0;
  return operation == NFT_CMP_GT ? difference > 0 : difference >= 0;
}

// Finds out what one rule does with the packet. It evaluates the expressions of the rule, one after
// the other.
class RuleEvaluation {
 public:
  RuleEvaluation(const ProbePacket& packet, const ReadSet& read_set)
      : packet_(packet), read_set_(read_set) {}

  RuleEffect evaluate(const nftnl_rule& rule) {
    nftnl_expr_iter* const all = allocated(nftnl_expr_iter_create(&rule));
    const nftnl_expr* one = nullptr;
    while (effect_.applies != Applies::no && (one = nftnl_expr_iter_next(all)) != nullptr)
      add(*one, text_in(*one, NFTNL_EXPR_NAME));
    nftnl_expr_iter_destroy(all);
    return std::move(effect_);
  }

 private:
  void add(const nftnl_expr& one, std::string_view name) {
    if (name == "immediate") return immediate(one);
    if (name == "meta") return meta(one);
    if (name == "ct")
      return load(one, NFTNL_EXPR_CT_DREG, load_ct(packet_, number_in(one, NFTNL_EXPR_CT_KEY)));
    if (name == "payload") return payload(one);
    if (name == "bitwise") return bitwise(one);
    if (name == "cmp") return cmp(one);
    if (name == "lookup") return lookup(one);
    if (name == "match") return match(one);
    if (name == "target") return target(text_in(one, NFTNL_EXPR_TG_NAME));
    if (name == "reject") return decide({NF_DROP});
    if (name == "limit" || name == "connlimit" || name == "quota") return restrict(Applies::some);
    if (name == "queue" || name == "fwd") return decide({NF_ACCEPT});
    if (name == "counter" || name == "log" || name == "notrack" || name == "last") return;
    registers_.clear();
    restrict(Applies::maybe);
  }

  void decide(ForeignVerdict verdict) { effect_.verdicts = {std::move(verdict)}; }

  // Adds a condition of the rule. The weakest result of all conditions counts. Example: after
  // `some`, a later `yes` changes nothing.
  void restrict(Applies applies) { effect_.applies = std::min(effect_.applies, applies); }

  void restrict(const LoadedBytes& value, std::optional<bool> holds, bool is_inverted) {
    if (!holds) return restrict(value.selective && !is_inverted ? Applies::some : Applies::maybe);
    if (!*holds) return restrict(Applies::no);
    effect_.is_for_network = effect_.is_for_network || (value.of_network && !is_inverted);
  }

  LoadedBytes& at(const nftnl_expr& one, std::uint16_t attribute) {
    return registers_[number_in(one, attribute)];
  }
  void load(const nftnl_expr& one, std::uint16_t attribute, LoadedBytes value) {
    if (nftnl_expr_is_set(&one, attribute)) at(one, attribute) = std::move(value);
  }

  void immediate(const nftnl_expr& one) {
    if (nftnl_expr_is_set(&one, NFTNL_EXPR_IMM_VERDICT))
      return decide({static_cast<int>(number_in(one, NFTNL_EXPR_IMM_VERDICT)),
                     std::string(text_in(one, NFTNL_EXPR_IMM_CHAIN))});
    load(one, NFTNL_EXPR_IMM_DREG, {});
  }

  void meta(const nftnl_expr& one) {
    load(one, NFTNL_EXPR_META_DREG, load_meta(packet_, number_in(one, NFTNL_EXPR_META_KEY)));
  }

  void payload(const nftnl_expr& one) {
    load(one, NFTNL_EXPR_PAYLOAD_DREG,
         load_payload(packet_, number_in(one, NFTNL_EXPR_PAYLOAD_BASE),
                      number_in(one, NFTNL_EXPR_PAYLOAD_OFFSET),
                      number_in(one, NFTNL_EXPR_PAYLOAD_LEN)));
  }

  void bitwise(const nftnl_expr& one) {
    auto value = at(one, NFTNL_EXPR_BITWISE_SREG);
    const auto mask = data_in(one, NFTNL_EXPR_BITWISE_MASK);
    const auto changed = data_in(one, NFTNL_EXPR_BITWISE_XOR);
    if (mask.size() < value.bytes.size() || changed.size() != mask.size()) value = {};
    for (std::size_t i = 0; i < value.bytes.size(); ++i) {
      value.bytes[i] = static_cast<char>((value.bytes[i] & mask[i]) ^ changed[i]);
      value.known[i] = static_cast<char>(value.known[i] | ~mask[i]);
    }
    load(one, NFTNL_EXPR_BITWISE_DREG, std::move(value));
  }

  void cmp(const nftnl_expr& one) {
    const auto& value = at(one, NFTNL_EXPR_CMP_SREG);
    const auto operation = number_in(one, NFTNL_EXPR_CMP_OP);
    const auto difference = compare(value, data_in(one, NFTNL_EXPR_CMP_DATA));
    restrict(value, difference ? is_true(operation, *difference) : std::nullopt,
             operation == NFT_CMP_NEQ);
  }

  // Evaluates a lookup in a set of single values. Sets of ranges and sets with several fields are
  // not evaluated: their result is "not known".
  void lookup(const nftnl_expr& one) {
    const auto& value = at(one, NFTNL_EXPR_LOOKUP_SREG);
    const bool is_inverted = number_in(one, NFTNL_EXPR_LOOKUP_FLAGS) == NFT_LOOKUP_F_INV;
    const auto elements = read_set_(std::string(text_in(one, NFTNL_EXPR_LOOKUP_SET)));
    const SetElement* found = nullptr;
    const auto contains = find(value, elements, found);
    restrict(value, contains ? std::optional(*contains != is_inverted) : std::nullopt, is_inverted);
    if (!nftnl_expr_is_set(&one, NFTNL_EXPR_LOOKUP_DREG)) return;
    if (number_in(one, NFTNL_EXPR_LOOKUP_DREG) != NFT_REG_VERDICT) {
      load(one, NFTNL_EXPR_LOOKUP_DREG, {});
    } else if (found != nullptr) {
      decide(found->verdict);
    } else if (!contains) {
      for (const auto& element : elements) effect_.verdicts.push_back(element.verdict);
    }
  }

  // Returns whether the set has an element for the value. `found` is then this element. Returns
  // nothing if this is not known.
  static std::optional<bool> find(const LoadedBytes& value, const std::vector<SetElement>& elements,
                                  const SetElement*& found) {
    if (elements.empty() || value.bytes.empty()) return std::nullopt;
    for (const auto& element : elements) {
      if (element.is_range_end || (!element.is_catchall && element.key.size() > value.bytes.size()))
        return std::nullopt;
      if (element.is_catchall) continue;
      const auto difference = compare(value, element.key);
      if (!difference) return std::nullopt;
      if (*difference == 0) found = &element;
    }
    const auto catchall = std::ranges::find(elements, true, &SetElement::is_catchall);
    if (found == nullptr && catchall != elements.end()) found = &*catchall;
    return found != nullptr;
  }

  // Evaluates a match of iptables-nft.
  void match(const nftnl_expr& one) {
    restrict(
        applies_to(packet_, text_in(one, NFTNL_EXPR_MT_NAME), data_in(one, NFTNL_EXPR_MT_INFO)));
  }

  void target(std::string_view name) {
    if (name == "REJECT") decide({NF_DROP});
    if (name == "NFQUEUE" || name == "TPROXY" || name == "SYNPROXY") decide({NF_ACCEPT});
  }

  const ProbePacket& packet_;
  const ReadSet& read_set_;
  RuleEffect effect_{};
  std::map<std::uint32_t, LoadedBytes> registers_{};
};

}  // namespace

RuleEffect effect_of(const nftnl_rule& rule, const ProbePacket& packet, const ReadSet& read_set) {
  return RuleEvaluation(packet, read_set).evaluate(rule);
}

Applies applies_to(const ProbePacket& packet, std::string_view match, std::string_view data) {
  if (match == "comment") return Applies::yes;
  xt_conntrack_mtinfo3 info{};
  if (match != "conntrack" || data.size() < sizeof info || packet.bridged) return Applies::some;
  std::memcpy(&info, data.data(), sizeof info);
  if (info.match_flags != XT_CONNTRACK_STATE) return Applies::some;
  // The bits of xt_conntrack.h and of nft(8) for invalid, established, related and new are the
  // same.
  const bool has_state = (info.state_mask & packet.ct_state) != 0;
  // Whether the packet is untracked, or its addresses are translated, is not known.
  constexpr unsigned kUnknown =
      XT_CONNTRACK_STATE_SNAT | XT_CONNTRACK_STATE_DNAT | XT_CONNTRACK_STATE_UNTRACKED;
  if (!has_state && (info.state_mask & kUnknown) != 0) return Applies::maybe;
  const bool is_inverted = (info.invert_flags & XT_CONNTRACK_STATE) != 0;
  return has_state == is_inverted ? Applies::no : Applies::yes;
}

bool TableWalk::drops(const std::string& chain, std::uint32_t policy) {
  const auto outcomes = outcomes_of(chain, false);
  const bool by_policy = (outcomes & kReturns) != 0;
  if ((outcomes & kPasses) != 0 || (by_policy && policy != NF_DROP)) return false;
  return by_policy || (outcomes & kDropped) != 0;
}

// Returns all possible results of the chain. nf_tables refuses loops of jumps, so the recursion
// ends.
TableWalk::Outcomes TableWalk::outcomes_of(const std::string& chain, bool is_for_network) {
  const auto key = std::pair(chain, is_for_network);
  if (const auto known = known_.find(key); known != known_.end()) return known->second;
  Outcomes possible = 0;
  for (std::size_t at = 0; const auto effect_read = effect_(chain, at); ++at) {
    const auto& effect = *effect_read;
    const bool for_network = is_for_network || effect.is_for_network;
    if (effect.applies == Applies::no || (effect.applies == Applies::some && !for_network))
      continue;
    Outcomes outcomes = effect.verdicts.empty() ? kContinues : 0;
    for (const auto& verdict : effect.verdicts) outcomes |= outcomes_of(verdict, for_network);
    possible |= outcomes & ~kContinues;
    const bool certain = effect.applies == Applies::yes;
    if (certain && (outcomes & kContinues) == 0) return known_[key] = possible;
  }
  return known_[key] = possible | kReturns;
}

TableWalk::Outcomes TableWalk::outcomes_of(const ForeignVerdict& verdict, bool is_for_network) {
  switch (verdict.code) {
    case NF_DROP:
      return kDropped;
    case NFT_RETURN:
      return kReturns;
    case NFT_CONTINUE:
      return kContinues;
    case NFT_GOTO:
      return outcomes_of(verdict.chain, is_for_network);
    case NFT_JUMP: {
      const auto outcomes = outcomes_of(verdict.chain, is_for_network);
      const Outcomes back = (outcomes & kReturns) != 0 ? kContinues : 0;
      return (outcomes & ~kReturns) | back;
    }
    default:
      return kPasses;
  }
}

}  // namespace mydocker::kernel

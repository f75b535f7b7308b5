#include "runtime/kernel/refusing_rules.hpp"

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <array>
#include <optional>

#include "runtime/base/text.hpp"
#include "runtime/kernel/ip_state.hpp"
#include "runtime/kernel/netlink_message.hpp"

namespace mydocker::kernel {
namespace {

using RuleAttributes = std::array<nlattr*, FRA_MAX + 1>;

// Priority of the routing rule that looks up the table main (ip-rule(8)).
constexpr std::uint32_t kPriorityOfMain = 32766;

// Returns the action of the rule as a word of ip-rule(8). Empty: the rule does not refuse packets.
std::string refusal_word(const fib_rule_hdr& header) {
  switch (header.action) {
    case FR_ACT_BLACKHOLE:
      return "blackhole";
    case FR_ACT_UNREACHABLE:
      return "unreachable";
    case FR_ACT_PROHIBIT:
      return "prohibit";
    default:
      return {};
  }
}

bool has_more_conditions(const fib_rule_hdr& header, const RuleAttributes& attributes) {
  constexpr std::array kMore{FRA_FWMARK,      FRA_TUN_ID,      FRA_UID_RANGE, FRA_IP_PROTO,
                             FRA_SPORT_RANGE, FRA_DPORT_RANGE, FRA_L3MDEV};
  return header.tos != 0 || (header.flags & FIB_RULE_INVERT) != 0 ||
         std::ranges::any_of(
             kMore, [&](int one) { return attributes[static_cast<std::size_t>(one)] != nullptr; });
}

// A condition of the rule, in the words of ip-rule(8). `matches`: the condition includes packets of
// the network. `outgoing`: it is for packets from the containers, not for packets to them.
struct RuleSelector {
  std::string text;
  bool matches = false;
  bool outgoing = false;
};

// Collects the conditions (selectors) of one routing rule. It does not own the references.
class SelectorReader {
 public:
  SelectorReader(const RuleAttributes& attributes, const std::string& link,
                 const std::vector<IpPrefix>& prefixes)
      : attributes_(attributes), link_(link), prefixes_(prefixes) {}

  void prefix(const std::string& word, int attribute, Family family, std::uint8_t length) {
    const auto address = address_in(family, attributes_[static_cast<std::size_t>(attribute)]);
    if (!address) return;
    const IpPrefix prefix{*address, length};
    const auto overlaps = [&](const IpPrefix& own) { return own.overlaps(prefix); };
    found_.push_back(
        {word + " " + prefix.text(), std::ranges::any_of(prefixes_, overlaps), word == "from"});
  }

  void link(const std::string& word, int attribute) {
    auto* const name = attributes_[static_cast<std::size_t>(attribute)];
    if (name == nullptr) return;
    const std::string text = nla_get_string(name);
    found_.push_back({word + " " + text, text == link_, word == "iif"});
  }

  // Returns the text of all conditions. Empty: the rule does not refuse the network's traffic with
  // the outside. Either a condition names other packets, or the rule is only for packets between
  // the containers.
  [[nodiscard]] std::string text() const {
    const auto is_other = [&](const RuleSelector& one) {
      return !one.matches || one.outgoing != found_.front().outgoing;
    };
    if (std::ranges::any_of(found_, is_other)) return {};
    return base::joined(found_, " ", &RuleSelector::text);
  }

 private:
  const RuleAttributes& attributes_;
  const std::string& link_;
  const std::vector<IpPrefix>& prefixes_;
  std::vector<RuleSelector> found_;
};

std::optional<RefusingRule> refusing_rule(nlmsghdr& message, const std::string& link,
                                          const std::vector<IpPrefix>& prefixes) {
  RuleAttributes attributes{};
  if (nlmsg_parse(&message, sizeof(fib_rule_hdr), attributes.data(), FRA_MAX, nullptr) < 0)
    return std::nullopt;
  const auto& header = *static_cast<const fib_rule_hdr*>(nlmsg_data(&message));
  const auto family = family_from(header.family);
  const auto word = refusal_word(header);
  if (!family || word.empty() || has_more_conditions(header, attributes)) return std::nullopt;
  const std::uint32_t priority =
      attributes[FRA_PRIORITY] == nullptr ? 0 : nla_get_u32(attributes[FRA_PRIORITY]);
  SelectorReader reader(attributes, link, prefixes);
  reader.prefix("from", FRA_SRC, *family, header.src_len);
  reader.prefix("to", FRA_DST, *family, header.dst_len);
  reader.link("iif", FRA_IIFNAME);
  reader.link("oif", FRA_OIFNAME);
  if (reader.text().empty() || priority > kPriorityOfMain) return std::nullopt;
  const auto text = reader.text() + " " + word;
  return RefusingRule{text, std::string(*family == Family::v4 ? "ip" : "ip -6") +
                                " rule del priority " + std::to_string(priority) + " " + text};
}

}  // namespace

Result<std::vector<RefusingRule>> refusing_rules(NetlinkSocket& socket, const std::string& link,
                                                 const std::vector<IpPrefix>& prefixes) {
  NetlinkMessage question(RTM_GETRULE, 0, fib_rule_hdr{});
  ObjectList list;
  const Ack ack = socket.list(question, list);
  if (!ack.ok()) return error_of(ack).within("list the host's routing rules");
  std::vector<RefusingRule> rules;
  for (std::size_t i = 0; i < list.size(); ++i)
    if (auto rule = refusing_rule(*list.at(i), link, prefixes)) rules.push_back(*std::move(rule));
  return rules;
}

}  // namespace mydocker::kernel

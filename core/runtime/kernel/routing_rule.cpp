// Rules of policy routing (rtnetlink(7), RTM_NEWRULE; ip-rule(8)).
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "runtime/kernel/ip_state.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

std::uint32_t table_of(const RoutingRule& rule) {
  return rule.table == 0 ? std::uint32_t{RT_TABLE_MAIN} : rule.table;
}

fib_rule_hdr header_of(const RoutingRule& rule) {
  fib_rule_hdr header{};
  header.family = family_number(family_of(rule));
  header.action = FR_ACT_TO_TBL;
  header.table = table_byte(table_of(rule));
  if (rule.from) header.src_len = static_cast<std::uint8_t>(rule.from->length);
  if (rule.to) header.dst_len = static_cast<std::uint8_t>(rule.to->length);
  return header;
}

NetlinkMessage rule_message(int type, int flags, const RoutingRule& rule) {
  NetlinkMessage message(type, flags, header_of(rule));
  message.put_u32(FRA_PRIORITY, rule.priority);
  if (rule.from) message.put_address(FRA_SRC, rule.from->address);
  if (rule.to) message.put_address(FRA_DST, rule.to->address);
  message.put_u32(FRA_TABLE, table_of(rule));
  if (!rule.iif.empty()) message.put_text(FRA_IIFNAME, rule.iif);
  if (rule.fwmask != 0) {
    message.put_u32(FRA_FWMARK, rule.fwmark);
    message.put_u32(FRA_FWMASK, rule.fwmask);
  }
  if (rule.without_default) message.put_u32(FRA_SUPPRESS_PREFIXLEN, 0);
  message.put_u8(FRA_PROTOCOL, RTPROT_STATIC);
  return message;
}

using Attributes = std::array<nlattr*, FRA_MAX + 1>;

std::optional<IpPrefix> prefix_in(Family family, nlattr* attribute, std::uint8_t length) {
  const auto address = address_in(family, attribute);
  if (!address) return std::nullopt;
  return IpPrefix{*address, length};
}

std::uint32_t number_in(nlattr* attribute) {
  return attribute == nullptr ? 0 : nla_get_u32(attribute);
}

// Returns whether the action of the rule is to look up a table. The kernel adds flags to a rule
// whose link does not exist. These flags are ignored.
bool is_lookup(const fib_rule_hdr& header) {
  constexpr std::uint32_t kDetached = FIB_RULE_IIF_DETACHED | FIB_RULE_OIF_DETACHED;
  return header.action == FR_ACT_TO_TBL && (header.flags & ~kDetached) == 0;
}

// Reads the rule of a message. Returns nullopt for a rule that a RoutingRule cannot describe.
std::optional<RoutingRule> rule_from(nlmsghdr& message, Place place) {
  const auto& header = *static_cast<const fib_rule_hdr*>(nlmsg_data(&message));
  Attributes attributes{};
  const auto family = family_from(header.family);
  if (!family || !is_lookup(header) ||
      nlmsg_parse(&message, sizeof header, attributes.data(), FRA_MAX, nullptr) < 0)
    return std::nullopt;
  for (const int other :
       {FRA_OIFNAME, FRA_IP_PROTO, FRA_UID_RANGE, FRA_SPORT_RANGE, FRA_DPORT_RANGE})
    if (attributes[static_cast<std::size_t>(other)] != nullptr) return std::nullopt;
  RoutingRule rule;
  rule.place = place;
  rule.priority = number_in(attributes[FRA_PRIORITY]);
  rule.from = prefix_in(*family, attributes[FRA_SRC], header.src_len);
  rule.to = prefix_in(*family, attributes[FRA_DST], header.dst_len);
  if (!rule.from && !rule.to) rule.family = family;
  if (attributes[FRA_IIFNAME] != nullptr) rule.iif = nla_get_string(attributes[FRA_IIFNAME]);
  rule.fwmark = number_in(attributes[FRA_FWMARK]);
  rule.fwmask = number_in(attributes[FRA_FWMASK]);
  rule.table = attributes[FRA_TABLE] != nullptr ? nla_get_u32(attributes[FRA_TABLE]) : header.table;
  if (rule.table == RT_TABLE_MAIN) rule.table = 0;
  rule.without_default = attributes[FRA_SUPPRESS_PREFIXLEN] != nullptr &&
                         nla_get_u32(attributes[FRA_SUPPRESS_PREFIXLEN]) == 0;
  return rule;
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const RoutingRule& rule) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(rule.place));
  fib_rule_hdr header{};
  header.family = family_number(family_of(rule));
  NetlinkMessage question(RTM_GETRULE, 0, header);
  ObjectList list;
  const Ack ack = socket.list(question, list);
  if (!ack.ok()) return error_of(ack);
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto found = rule_from(*list.at(i), rule.place);
    if (!found || identity_of(*found) != identity_of(rule)) continue;
    if (*found == rule) return Observation{State::matches, "", ""};
    return Observation{State::differs, describe(*found), ""};
  }
  return Observation{};
}

NetlinkMessage creation_message(const RoutingRule& rule) {
  return rule_message(RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL, rule);
}

Result<void> create(Namespaces& namespaces, const RoutingRule& rule) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(rule.place));
  NetlinkMessage message = creation_message(rule);
  return result_of(socket.change(message));
}

Result<void> destroy(Namespaces& namespaces, const RoutingRule& rule) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(rule.place));
  NetlinkMessage message = rule_message(RTM_DELRULE, 0, rule);
  const Ack ack = socket.change(message);
  if (ack.error == ENOENT || ack.error == EAFNOSUPPORT) return {};
  return result_of(ack);
}

}  // namespace mydocker::kernel

#include "runtime/kernel/link_filters.hpp"

#include <linux/fib_rules.h>
#include <linux/if_ether.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <span>

#include "runtime/firewall/rule.hpp"
#include "runtime/kernel/bpf_filter.hpp"
#include "runtime/kernel/ip_state.hpp"
#include "runtime/kernel/link_state.hpp"

namespace mydocker::kernel {
namespace {

constexpr std::int32_t kEtherSize = 14;
// Position of the first byte of the source address (RFC 791).
constexpr std::int32_t kSourceByte = kEtherSize + 12;
constexpr std::int32_t kTargetByte = kEtherSize + 16;
constexpr std::uint32_t kLoopbackByte = 127;

BpfProgram egress_program() {
  BpfProgram program;
  program.load_field(offsetof(__sk_buff, ingress_ifindex));
  program.jump_if(0, BpfProgram::kPass);  // the host itself sends the packet
  program.load_field(offsetof(__sk_buff, mark));
  program.jump_if_any(firewall::kSeenMark, BpfProgram::kPass);
  program.jump(BpfProgram::kDrop);
  return program;
}

BpfProgram ingress_program() {
  BpfProgram program;
  program.load_field(offsetof(__sk_buff, mark));
  program.jump_if_any(firewall::kSeenMark, BpfProgram::kPass);
  program.load_field(offsetof(__sk_buff, protocol));
  program.jump_unless(htons(ETH_P_IP), BpfProgram::kPass);
  for (const std::int32_t address : {kTargetByte, kSourceByte}) {
    program.load(BpfSize::byte, address);
    program.jump_if(kLoopbackByte, BpfProgram::kDrop);
  }
  return program;
}

std::array<TcFilter, 2> filters_of_link() {
  return {{{FilterHook::ingress, 1, ingress_program()}, {FilterHook::egress, 1, egress_program()}}};
}

// --- the routing rules of an internal network

constexpr std::uint32_t kInternalRule = 27000;

NetlinkMessage internal_rule(int type, int flags, Family family, const std::string& link) {
  fib_rule_hdr header{};
  header.family = family_number(family);
  header.action = FR_ACT_PROHIBIT;
  NetlinkMessage message(type, flags, header);
  message.put_u32(FRA_PRIORITY, kInternalRule);
  message.put_text(FRA_IIFNAME, link);
  message.put_u32(FRA_FWMARK, 0);
  message.put_u32(FRA_FWMASK, firewall::kSeenMark);
  message.put_u8(FRA_PROTOCOL, RTPROT_STATIC);
  return message;
}

Result<bool> has_internal_rule(NetlinkSocket& socket, Family family, const std::string& link) {
  fib_rule_hdr header{};
  header.family = family_number(family);
  NetlinkMessage question(RTM_GETRULE, 0, header);
  ObjectList list;
  const Ack ack = socket.list(question, list);
  if (ack.error == EAFNOSUPPORT || ack.error == EOPNOTSUPP) return true;
  if (!ack.ok()) return error_of(ack);
  for (std::size_t at = 0; at < list.size(); ++at) {
    std::array<nlattr*, FRA_MAX + 1> attributes{};
    if (nlmsg_parse(list.at(at), sizeof header, attributes.data(), FRA_MAX, nullptr) < 0) continue;
    const bool own = attributes[FRA_PRIORITY] != nullptr &&
                     nla_get_u32(attributes[FRA_PRIORITY]) == kInternalRule;
    if (own && attributes[FRA_IIFNAME] != nullptr &&
        link == nla_get_string(attributes[FRA_IIFNAME]))
      return true;
  }
  return false;
}

}  // namespace

Result<void> add_filters(NetlinkSocket& socket, const std::string& link) {
  const int index = link_index(socket, link);
  return index == 0 ? Result<void>() : add_tc_filters(socket, index, filters_of_link());
}

void remove_filters(NetlinkSocket& socket, const std::string& link) {
  const int index = link_index(socket, link);
  if (index == 0) return;
  for (const auto& filter : filters_of_link()) remove_tc_filter(socket, index, filter);
}

Result<bool> has_filters(NetlinkSocket& socket, const std::string& link) {
  const int index = link_index(socket, link);
  if (index == 0) return true;
  for (const auto& filter : filters_of_link()) {
    MYDOCKER_TRY(const bool found, has_tc_filter(socket, index, filter));
    if (!found) return false;
  }
  return true;
}

Result<void> add_internal_rules(NetlinkSocket& socket, const std::string& link) {
  for (const Family family : {Family::v4, Family::v6}) {
    auto message = internal_rule(RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL, family, link);
    const Ack ack = socket.change(message);
    if (ack.ok() || ack.error == EEXIST || ack.error == EAFNOSUPPORT || ack.error == EOPNOTSUPP)
      continue;
    return result_of(ack).within("add a routing rule");
  }
  return {};
}

void remove_internal_rules(NetlinkSocket& socket, const std::string& link) {
  for (const Family family : {Family::v4, Family::v6}) {
    auto message = internal_rule(RTM_DELRULE, 0, family, link);
    (void)socket.change(message);
  }
}

Result<bool> has_internal_rules(NetlinkSocket& socket, const std::string& link) {
  for (const Family family : {Family::v4, Family::v6}) {
    MYDOCKER_TRY(const bool found, has_internal_rule(socket, family, link));
    if (!found) return false;
  }
  return true;
}

namespace {

// The handle of the BPF filter of AntiSpoofing. A link can have other filters of mydocker at the
// same hook (link_filters.hpp).
constexpr std::uint32_t kGuardHandle = 2;

TcFilter filter_of(const AntiSpoofing& guard) {
  return {FilterHook::ingress, kGuardHandle, guard_program(guard)};
}

}  // namespace

Result<void> add_guard(NetlinkSocket& socket, const AntiSpoofing& guard) {
  const int index = link_index(socket, guard.link);
  if (index == 0) return {};
  const auto filter = filter_of(guard);
  return add_tc_filters(socket, index, std::span(&filter, 1));
}

Result<bool> has_guard(NetlinkSocket& socket, const AntiSpoofing& guard) {
  const int index = link_index(socket, guard.link);
  if (index == 0) return false;
  return has_tc_filter(socket, index, filter_of(guard));
}

}  // namespace mydocker::kernel

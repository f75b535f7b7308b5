#include "runtime/kernel/fail_closed.hpp"

#include <linux/bpf.h>
#include <linux/fib_rules.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <span>
#include <vector>

#include "runtime/base/unique_fd.hpp"
#include "runtime/firewall/rule.hpp"
#include "runtime/kernel/ip_state.hpp"
#include "runtime/kernel/link_state.hpp"

namespace mydocker::kernel {
namespace {

using Instruction = bpf_insn;

// --- the programs (bpf(2); Documentation/bpf/standardization/instruction-set.rst)

// The kernel's struct has four bits for each register.
constexpr Instruction instruction(int code, std::uint8_t into, std::uint8_t from,
                                  std::int16_t offset, std::int32_t value) {
  Instruction made{};
  made.code = static_cast<std::uint8_t>(code);
  made.dst_reg = into & 0xfU;
  made.src_reg = from & 0xfU;
  made.off = offset;
  made.imm = value;
  return made;
}

constexpr Instruction load_context(std::uint8_t into, std::uint8_t context, std::size_t offset) {
  return instruction(BPF_LDX | BPF_MEM | BPF_W, into, context, static_cast<std::int16_t>(offset),
                     0);
}
// Loads one byte of the packet into R0. R6 must be the context. A packet that is too short passes.
constexpr Instruction load_byte(std::int32_t offset) {
  return instruction(BPF_LD | BPF_ABS | BPF_B, 0, 0, 0, offset);
}
constexpr Instruction copy(std::uint8_t into, std::uint8_t from) {
  return instruction(BPF_ALU64 | BPF_MOV | BPF_X, into, from, 0, 0);
}
constexpr Instruction set(std::uint8_t into, std::int32_t value) {
  return instruction(BPF_ALU64 | BPF_MOV | BPF_K, into, 0, 0, value);
}
constexpr Instruction mask(std::uint8_t into, std::uint32_t bits) {
  return instruction(BPF_ALU64 | BPF_AND | BPF_K, into, 0, 0, static_cast<std::int32_t>(bits));
}
constexpr Instruction jump_if(int how, std::int32_t value, std::int16_t skip) {
  return instruction(BPF_JMP | how | BPF_K, BPF_REG_0, 0, skip, value);
}
constexpr Instruction leave() { return instruction(BPF_JMP | BPF_EXIT, 0, 0, 0, 0); }

constexpr std::int32_t kEtherSize = 14;
constexpr std::int32_t kSourceByte = kEtherSize + 12;  // the first byte of the source (RFC 791)
constexpr std::int32_t kTargetByte = kEtherSize + 16;
constexpr std::int32_t kLoopbackByte = 127;

constexpr std::int32_t in_network_order(std::uint16_t number) {
  return std::endian::native == std::endian::little ? (number & 0xff) << 8 | number >> 8 : number;
}

constexpr std::array kEgress{
    load_context(BPF_REG_0, BPF_REG_1, offsetof(__sk_buff, ingress_ifindex)),
    jump_if(BPF_JEQ, 0, 5),  // the host itself sends the packet
    load_context(BPF_REG_0, BPF_REG_1, offsetof(__sk_buff, mark)),
    mask(BPF_REG_0, firewall::kSeenMark),
    jump_if(BPF_JNE, 0, 2),
    set(BPF_REG_0, TC_ACT_SHOT),
    leave(),
    set(BPF_REG_0, TC_ACT_UNSPEC),
    leave(),
};

constexpr std::array kIngress{
    copy(BPF_REG_6, BPF_REG_1),
    load_context(BPF_REG_0, BPF_REG_6, offsetof(__sk_buff, mark)),
    mask(BPF_REG_0, firewall::kSeenMark),
    jump_if(BPF_JNE, 0, 8),
    load_context(BPF_REG_0, BPF_REG_6, offsetof(__sk_buff, protocol)),
    jump_if(BPF_JNE, in_network_order(ETH_P_IP), 6),
    load_byte(kTargetByte),
    jump_if(BPF_JEQ, kLoopbackByte, 2),
    load_byte(kSourceByte),
    jump_if(BPF_JNE, kLoopbackByte, 2),
    set(BPF_REG_0, TC_ACT_SHOT),
    leave(),
    set(BPF_REG_0, TC_ACT_UNSPEC),
    leave(),
};

base::UniqueFd load_program(std::span<const Instruction> program) {
  static constexpr char kLicence[] = "Apache-2.0";
  bpf_attr attributes{};
  attributes.prog_type = BPF_PROG_TYPE_SCHED_CLS;
  attributes.insns = reinterpret_cast<std::uint64_t>(program.data());
  attributes.insn_cnt = static_cast<std::uint32_t>(program.size());
  attributes.license = reinterpret_cast<std::uint64_t>(kLicence);
  std::strncpy(attributes.prog_name, "mydocker", sizeof attributes.prog_name - 1);
  return base::UniqueFd(
      static_cast<int>(::syscall(SYS_bpf, BPF_PROG_LOAD, &attributes, sizeof attributes)));
}

// --- the filters (rtnetlink(7), RTM_NEWQDISC and RTM_NEWTFILTER)

constexpr std::uint32_t kPriority = 28004;
constexpr std::uint32_t kHandle = 1;

struct FilterHook {
  std::uint32_t parent;
  std::span<const Instruction> program;
};
constexpr std::array<FilterHook, 2> kHooks{{{TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS), kIngress},
                                            {TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS), kEgress}}};

tcmsg filter_header(int link, std::uint32_t parent) {
  tcmsg header{};
  header.tcm_ifindex = link;
  header.tcm_parent = parent;
  header.tcm_handle = kHandle;
  header.tcm_info =
      TC_H_MAKE(kPriority << 16U, static_cast<std::uint32_t>(in_network_order(ETH_P_ALL)));
  return header;
}

NetlinkMessage new_qdisc(int link) {
  tcmsg header{};
  header.tcm_ifindex = link;
  header.tcm_handle = TC_H_MAKE(TC_H_CLSACT, 0);
  header.tcm_parent = TC_H_CLSACT;
  NetlinkMessage message(RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL, header);
  message.put_text(TCA_KIND, "clsact");
  return message;
}

NetlinkMessage new_filter(int link, std::uint32_t parent, int program) {
  NetlinkMessage message(RTM_NEWTFILTER, NLM_F_CREATE | NLM_F_EXCL, filter_header(link, parent));
  message.put_text(TCA_KIND, "bpf");
  {
    const NestedAttribute options(message, TCA_OPTIONS);
    message.put_u32(TCA_BPF_FD, static_cast<std::uint32_t>(program));
    message.put_text(TCA_BPF_NAME, "mydocker");
    message.put_u32(TCA_BPF_FLAGS, TCA_BPF_FLAG_ACT_DIRECT);
  }
  return message;
}

// The errors of a kernel without BPF, the qdisc or the filter, or of a user namespace.
bool is_unsupported(int error) {
  return error == EPERM || error == ENOSYS || error == ENOENT || error == EOPNOTSUPP ||
         error == EINVAL;
}

Result<bool> has_filter(NetlinkSocket& socket, int link, std::uint32_t parent) {
  tcmsg header{};
  header.tcm_ifindex = link;
  header.tcm_parent = parent;
  NetlinkMessage question(RTM_GETTFILTER, 0, header);
  ObjectList found;
  const Ack ack = socket.list(question, found);
  if (is_unsupported(ack.error)) return false;
  if (!ack.ok()) return error_of(ack);
  for (std::size_t at = 0; at < found.size(); ++at) {
    const auto& one = *static_cast<const tcmsg*>(nlmsg_data(found.at(at)));
    if (TC_H_MAJ(one.tcm_info) >> 16U == kPriority && one.tcm_handle == kHandle) return true;
  }
  return false;
}

// --- the rules of an internal network

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
    const bool ours = attributes[FRA_PRIORITY] != nullptr &&
                      nla_get_u32(attributes[FRA_PRIORITY]) == kInternalRule;
    if (ours && attributes[FRA_IIFNAME] != nullptr &&
        link == nla_get_string(attributes[FRA_IIFNAME]))
      return true;
  }
  return false;
}

}  // namespace

// A new link has no qdisc, so it is added first. All is one request.
Result<void> add_filters(NetlinkSocket& socket, const std::string& link) {
  const int index = link_index(socket, link);
  if (index == 0) return {};
  std::vector<base::UniqueFd> programs;
  std::vector<NetlinkMessage> messages;
  messages.push_back(new_qdisc(index));
  for (const auto& hook : kHooks) {
    programs.push_back(load_program(hook.program));
    if (!programs.back()) return {};  // this kernel or this user namespace has no BPF
    messages.push_back(new_filter(index, hook.parent, programs.back().get()));
  }
  const auto acks = socket.change_all(messages);
  for (const Ack& ack : acks) {
    if (ack.ok() || ack.error == EEXIST) continue;
    if (is_unsupported(ack.error)) return {};
    return result_of(ack).within(&ack == &acks.front() ? "add the qdisc clsact"
                                                       : "add a BPF filter");
  }
  return {};
}

void remove_filters(NetlinkSocket& socket, const std::string& link) {
  const int index = link_index(socket, link);
  if (index == 0) return;
  for (const auto& hook : kHooks) {
    NetlinkMessage message(RTM_DELTFILTER, 0, filter_header(index, hook.parent));
    message.put_text(TCA_KIND, "bpf");
    (void)socket.change(message);
  }
}

Result<bool> has_filters(NetlinkSocket& socket, const std::string& link) {
  const int index = link_index(socket, link);
  if (index == 0) return true;
  for (const auto& hook : kHooks) {
    MYDOCKER_TRY(const bool found, has_filter(socket, index, hook.parent));
    if (!found) return !load_program(hook.program);
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

}  // namespace mydocker::kernel

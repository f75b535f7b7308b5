#include "runtime/kernel/bpf_filter.hpp"

#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <limits>
#include <vector>

namespace mydocker::kernel {
namespace {

constexpr std::uint32_t kPriority = 28004;

std::uint32_t parent_of(FilterHook hook) {
  return TC_H_MAKE(TC_H_CLSACT, hook == FilterHook::ingress ? TC_H_MIN_INGRESS : TC_H_MIN_EGRESS);
}

tcmsg filter_header(int link, const TcFilter& filter) {
  tcmsg header{};
  header.tcm_ifindex = link;
  header.tcm_parent = parent_of(filter.hook);
  header.tcm_handle = filter.handle;
  header.tcm_info = TC_H_MAKE(kPriority << 16U, std::uint32_t{htons(ETH_P_ALL)});
  return header;
}

NetlinkMessage qdisc_message(int link) {
  tcmsg header{};
  header.tcm_ifindex = link;
  header.tcm_handle = TC_H_MAKE(TC_H_CLSACT, 0);
  header.tcm_parent = TC_H_CLSACT;
  NetlinkMessage message(RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL, header);
  message.put_text(TCA_KIND, "clsact");
  return message;
}

NetlinkMessage filter_message(int link, const TcFilter& filter, int program) {
  NetlinkMessage message(RTM_NEWTFILTER, NLM_F_CREATE, filter_header(link, filter));
  message.put_text(TCA_KIND, "bpf");
  const NestedAttribute options(message, TCA_OPTIONS);
  message.put_u32(TCA_BPF_FD, static_cast<std::uint32_t>(program));
  message.put_text(TCA_BPF_NAME, "mydocker");
  message.put_u32(TCA_BPF_FLAGS, TCA_BPF_FLAG_ACT_DIRECT);
  return message;
}

// Returns whether the error means that filters are not supported here. Examples: the kernel has no
// BPF, no qdisc "clsact" or no BPF filter, or this is a user namespace.
bool is_unsupported(int error) {
  return error == EPERM || error == ENOSYS || error == ENOENT || error == EOPNOTSUPP ||
         error == EINVAL;
}

Result<bool> is_listed(NetlinkSocket& socket, int link, const TcFilter& filter) {
  tcmsg header{};
  header.tcm_ifindex = link;
  header.tcm_parent = parent_of(filter.hook);
  NetlinkMessage question(RTM_GETTFILTER, 0, header);
  ObjectList found;
  const Ack ack = socket.list(question, found);
  if (is_unsupported(ack.error)) return false;
  if (!ack.ok()) return error_of(ack);
  for (std::size_t at = 0; at < found.size(); ++at) {
    const auto& one = *static_cast<const tcmsg*>(nlmsg_data(found.at(at)));
    if (TC_H_MAJ(one.tcm_info) >> 16U == kPriority && one.tcm_handle == filter.handle) return true;
  }
  return false;
}

}  // namespace

// A new link has no qdisc, so the qdisc is added first.
Result<void> add_tc_filters(NetlinkSocket& socket, int link, std::span<const TcFilter> filters) {
  std::vector<base::UniqueFd> programs;
  std::vector<NetlinkMessage> messages;
  messages.push_back(qdisc_message(link));
  for (const TcFilter& filter : filters) {
    programs.push_back(filter.program.load_into_kernel());
    if (!programs.back()) return {};
    messages.push_back(filter_message(link, filter, programs.back().get()));
  }
  for (const Ack& ack : socket.change_all(messages)) {
    if (ack.ok() || ack.error == EEXIST) continue;
    if (is_unsupported(ack.error)) return {};
    return result_of(ack).within("add a BPF filter");
  }
  return {};
}

void remove_tc_filter(NetlinkSocket& socket, int link, const TcFilter& filter) {
  NetlinkMessage message(RTM_DELTFILTER, 0, filter_header(link, filter));
  message.put_text(TCA_KIND, "bpf");
  (void)socket.change(message);
}

Result<bool> has_tc_filter(NetlinkSocket& socket, int link, const TcFilter& filter) {
  MYDOCKER_TRY(const bool found, is_listed(socket, link, filter));
  return found || !filter.program.load_into_kernel();
}

namespace {

// A load of packet bytes needs the address of the packet's __sk_buff ("context") in register 6.
constexpr int kContext = BPF_REG_6;

// Builds one instruction. The kernel's struct has four bits for each register.
bpf_insn instruction(int code, int into, int from, std::int32_t value) {
  bpf_insn made{};
  made.code = static_cast<std::uint8_t>(code);
  made.dst_reg = static_cast<std::uint8_t>(into) & 0xfU;
  made.src_reg = static_cast<std::uint8_t>(from) & 0xfU;
  made.imm = value;
  return made;
}

void append_end(std::vector<bpf_insn>& program, int action) {
  program.push_back(instruction(BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, action));
  program.push_back(instruction(BPF_JMP | BPF_EXIT, 0, 0, 0));
}

}  // namespace

BpfProgram::BpfProgram() : places_{0, 0} {
  instructions_.push_back(instruction(BPF_ALU64 | BPF_MOV | BPF_X, kContext, BPF_REG_1, 0));
}

BpfProgram::Label BpfProgram::new_label() {
  places_.push_back(0);
  return places_.size() - 1;
}

void BpfProgram::place(Label label) { places_[label] = instructions_.size(); }

void BpfProgram::add_instruction(int code, BpfRegister into, int from, std::int32_t value) {
  instructions_.push_back(instruction(code, static_cast<int>(into), from, value));
}

void BpfProgram::load_field(std::size_t offset) {
  add_instruction(BPF_LDX | BPF_MEM | BPF_W, BpfRegister::value, kContext, 0);
  instructions_.back().off = static_cast<std::int16_t>(offset);
}

void BpfProgram::load(BpfSize size, std::int32_t offset) {
  add_instruction(BPF_LD | BPF_ABS | static_cast<int>(size), BpfRegister::value, 0, offset);
}

void BpfProgram::load_behind(BpfRegister base, BpfSize size, std::int32_t offset) {
  add_instruction(BPF_LD | BPF_IND | static_cast<int>(size), BpfRegister::value,
                  static_cast<int>(base), offset);
}

void BpfProgram::set(BpfRegister into, std::int32_t value) {
  add_instruction(BPF_ALU64 | BPF_MOV | BPF_K, into, 0, value);
}

void BpfProgram::copy(BpfRegister into, BpfRegister from) {
  add_instruction(BPF_ALU64 | BPF_MOV | BPF_X, into, static_cast<int>(from), 0);
}

void BpfProgram::add(BpfRegister into, BpfRegister from) {
  add_instruction(BPF_ALU64 | BPF_ADD | BPF_X, into, static_cast<int>(from), 0);
}

void BpfProgram::add(BpfRegister into, std::int32_t value) {
  // NOLINTNEXTLINE(misc-redundant-expression): BPF_ADD and BPF_K are both 0.
  add_instruction(BPF_ALU64 | BPF_ADD | BPF_K, into, 0, value);
}

void BpfProgram::mask(std::uint32_t bits) {
  add_instruction(BPF_ALU64 | BPF_AND | BPF_K, BpfRegister::value, 0,
                  static_cast<std::int32_t>(bits));
}

void BpfProgram::shift_left(std::int32_t bits) {
  add_instruction(BPF_ALU64 | BPF_LSH | BPF_K, BpfRegister::value, 0, bits);
}

void BpfProgram::add_jump(int code, int from, std::uint32_t value, Label to) {
  jumps_.push_back({instructions_.size(), to});
  add_instruction(code, BpfRegister::value, from, static_cast<std::int32_t>(value));
}

void BpfProgram::jump(Label to) { add_jump(BPF_JMP | BPF_JA, 0, 0, to); }

void BpfProgram::jump_if(std::uint32_t value, Label to) {
  add_jump(BPF_JMP32 | BPF_JEQ | BPF_K, 0, value, to);
}

void BpfProgram::jump_unless(std::uint32_t value, Label to) {
  add_jump(BPF_JMP32 | BPF_JNE | BPF_K, 0, value, to);
}

void BpfProgram::jump_if_any(std::uint32_t bits, Label to) {
  add_jump(BPF_JMP32 | BPF_JSET | BPF_K, 0, bits, to);
}

void BpfProgram::jump_if_below(BpfRegister limit, Label to) {
  add_jump(BPF_JMP32 | BPF_JLT | BPF_X, static_cast<int>(limit), 0, to);
}

std::vector<bpf_insn> BpfProgram::instructions() const {
  auto program = instructions_;
  auto places = places_;
  places[kPass] = program.size();
  append_end(program, TC_ACT_UNSPEC);
  places[kDrop] = program.size();
  append_end(program, TC_ACT_SHOT);
  for (const PendingJump& jump : jumps_) {
    const std::size_t distance = places[jump.to] - jump.from - 1;
    if (distance > std::numeric_limits<std::int16_t>::max()) return {};
    program[jump.from].off = static_cast<std::int16_t>(distance);
  }
  return program;
}

base::UniqueFd BpfProgram::load_into_kernel() const {
  static constexpr char kLicence[] = "Apache-2.0";
  const auto program = instructions();
  bpf_attr attributes{};
  attributes.prog_type = BPF_PROG_TYPE_SCHED_CLS;
  attributes.insns = reinterpret_cast<std::uint64_t>(program.data());
  attributes.insn_cnt = static_cast<std::uint32_t>(program.size());
  attributes.license = reinterpret_cast<std::uint64_t>(kLicence);
  std::strncpy(attributes.prog_name, "mydocker", sizeof attributes.prog_name - 1);
  return base::UniqueFd(
      static_cast<int>(::syscall(SYS_bpf, BPF_PROG_LOAD, &attributes, sizeof attributes)));
}

}  // namespace mydocker::kernel

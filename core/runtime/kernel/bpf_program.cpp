#include "runtime/kernel/bpf_program.hpp"

#include <linux/pkt_cls.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>
#include <limits>

namespace mydocker::kernel {
namespace {

constexpr int kContext = BPF_REG_6;  // the kernel expects it there when packet bytes are loaded

// The kernel's struct has four bits for each register.
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
  for (const Jump& jump : jumps_) {
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

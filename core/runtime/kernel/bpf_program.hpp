// Assembles a program for a filter of tc-bpf(8), and loads it (bpf(2);
// Documentation/bpf/standardization/instruction-set.rst).
//
// It does not know packets. Example, which drops frames of other types than IPv4:
//   BpfProgram program;
//   program.load(BpfSize::half, 12);
//   program.jump_unless(ETH_P_IP, BpfProgram::kDrop);
//   const auto loaded = program.load_into_kernel();
#pragma once

#include <linux/bpf.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "runtime/base/unique_fd.hpp"

namespace mydocker::kernel {

enum class BpfSize : std::uint8_t { byte = BPF_B, half = BPF_H, word = BPF_W };

// Registers that keep their value. R0 has the last value that was loaded.
enum class BpfRegister : std::uint8_t {
  value = BPF_REG_0,
  offset = BPF_REG_7,
  kind = BPF_REG_8,
  length = BPF_REG_9,
};

// The program passes the packet at its end. All comparisons are of 32 bits without a sign.
class BpfProgram {
 public:
  using Label = std::size_t;
  static constexpr Label kPass = 0;  // other filters and the kernel continue with the packet
  static constexpr Label kDrop = 1;

  BpfProgram();

  // A target of jumps. place() makes it the next instruction. Jumps go forward only.
  Label new_label();
  void place(Label label);

  // Loads a field of __sk_buff (linux/bpf.h), which has 32 bits.
  void load_field(std::size_t offset);
  // Loads bytes of the packet as a number. `offset` counts from the Ethernet header. A packet that
  // is too short passes.
  void load(BpfSize size, std::int32_t offset);
  // The same, with the register added to the offset.
  void load_behind(BpfRegister base, BpfSize size, std::int32_t offset);

  void set(BpfRegister into, std::int32_t value);
  void copy(BpfRegister into, BpfRegister from);
  void add(BpfRegister into, BpfRegister from);
  void add(BpfRegister into, std::int32_t value);
  // Change the loaded value.
  void mask(std::uint32_t bits);
  void shift_left(std::int32_t bits);

  void jump(Label to);
  // Compare the loaded value.
  void jump_if(std::uint32_t value, Label to);
  void jump_unless(std::uint32_t value, Label to);
  void jump_if_any(std::uint32_t bits, Label to);
  void jump_if_below(BpfRegister limit, Label to);

  // The instructions with the two ends of a program. Empty if a jump is too far.
  [[nodiscard]] std::vector<bpf_insn> instructions() const;
  // Empty if the kernel refuses the program: it has no BPF, or this process has no privilege.
  [[nodiscard]] base::UniqueFd load_into_kernel() const;

 private:
  struct Jump {
    std::size_t from;
    Label to;
  };
  void add_instruction(int code, BpfRegister into, int from, std::int32_t value);
  void add_jump(int code, int from, std::uint32_t value, Label to);

  std::vector<bpf_insn> instructions_;
  std::vector<Jump> jumps_;
  std::vector<std::size_t> places_;  // of the labels
};

}  // namespace mydocker::kernel

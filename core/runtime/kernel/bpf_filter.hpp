// Assembles BPF programs (bpf(2)), and adds them to a link as filters of tc-bpf(8).
//
// A kernel or user namespace without BPF or without the qdisc "clsact" has no filters. In this
// case, adding a filter succeeds without effect.
#pragma once

#include <linux/bpf.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "runtime/base/unique_fd.hpp"
#include "runtime/kernel/netlink_socket.hpp"

namespace mydocker::kernel {

enum class BpfSize : std::uint8_t { byte = BPF_B, half = BPF_H, word = BPF_W };

// Registers of the BPF machine. R0 (`value`) contains the value that was loaded last. The other
// registers keep their value until the program changes them.
enum class BpfRegister : std::uint8_t {
  value = BPF_REG_0,
  offset = BPF_REG_7,
  kind = BPF_REG_8,
  length = BPF_REG_9,
};

// A program for a filter (Documentation/bpf/standardization/instruction-set.rst). At its end, the
// program passes the packet. All comparisons use unsigned numbers of 32 bits. This example drops
// all frames except IPv4:
//   BpfProgram program;
//   program.load(BpfSize::half, 12);
//   program.jump_unless(ETH_P_IP, BpfProgram::kDrop);
//   const auto loaded = program.load_into_kernel();
class BpfProgram {
 public:
  using Label = std::size_t;
  // A jump to kPass ends the program. Then other filters and the kernel process the packet.
  static constexpr Label kPass = 0;
  static constexpr Label kDrop = 1;

  BpfProgram();

  // Creates a target of jumps. place() puts it before the next instruction. Jumps go forward only.
  Label new_label();
  void place(Label label);

  // Loads a field of the struct __sk_buff (linux/bpf.h). The field has 32 bits.
  void load_field(std::size_t offset);
  // Loads bytes of the packet as a number. `offset` counts from the Ethernet header. The program
  // passes a packet that is too short.
  void load(BpfSize size, std::int32_t offset);
  // Does the same as load(). The content of the register `base` is added to the offset.
  void load_behind(BpfRegister base, BpfSize size, std::int32_t offset);

  void set(BpfRegister into, std::int32_t value);
  void copy(BpfRegister into, BpfRegister from);
  void add(BpfRegister into, BpfRegister from);
  void add(BpfRegister into, std::int32_t value);
  // Each of these functions changes the loaded value.
  void mask(std::uint32_t bits);
  void shift_left(std::int32_t bits);

  void jump(Label to);
  // Each of these functions compares the loaded value, and jumps if the result is true. jump_if():
  // it is equal. jump_unless(): it is not equal. jump_if_any(): it has one of the bits.
  // jump_if_below(): it is less than the register `limit`.
  void jump_if(std::uint32_t value, Label to);
  void jump_unless(std::uint32_t value, Label to);
  void jump_if_any(std::uint32_t bits, Label to);
  void jump_if_below(BpfRegister limit, Label to);

  // Returns the instructions. At the end, they contain the code for kPass and for kDrop. An empty
  // result means that a jump is too far.
  [[nodiscard]] std::vector<bpf_insn> instructions() const;
  // Loads the program into the kernel. The descriptor is empty if the kernel refuses the program:
  // it has no BPF, or this process has no privilege.
  [[nodiscard]] base::UniqueFd load_into_kernel() const;

 private:
  struct PendingJump {
    std::size_t from;
    Label to;
  };
  void add_instruction(int code, BpfRegister into, int from, std::int32_t value);
  void add_jump(int code, int from, std::uint32_t value, Label to);

  std::vector<bpf_insn> instructions_;
  std::vector<PendingJump> jumps_;
  std::vector<std::size_t> places_;  // the positions of the labels
};

enum class FilterHook : std::uint8_t { ingress, egress };

// One filter of a link. `handle` is unique among the filters of the same hook.
struct TcFilter {
  FilterHook hook = FilterHook::ingress;
  std::uint32_t handle = 1;
  BpfProgram program;
};

// Adds the filters to the link with the index `link`, with one datagram. An existing filter with
// the same handle is replaced.
Result<void> add_tc_filters(NetlinkSocket& socket, int link, std::span<const TcFilter> filters);
// Removes the filter. Succeeds if it does not exist.
void remove_tc_filter(NetlinkSocket& socket, int link, const TcFilter& filter);
// Returns whether the link has the filter. Also true if the kernel does not support BPF filters.
Result<bool> has_tc_filter(NetlinkSocket& socket, int link, const TcFilter& filter);

}  // namespace mydocker::kernel

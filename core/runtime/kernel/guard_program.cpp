// The BPF program that add_guard() in link_filters.hpp loads: the anti-spoofing checks of one
// container's link. Offsets count from the Ethernet header.
#include <linux/if_ether.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "runtime/firewall/rule.hpp"
#include "runtime/kernel/link_filters.hpp"

namespace mydocker::kernel {
namespace {

using Label = BpfProgram::Label;
using firewall::Icmpv6;

constexpr Label kPass = BpfProgram::kPass;
constexpr Label kDrop = BpfProgram::kDrop;

constexpr std::int32_t kEtherSource = 6;
constexpr std::int32_t kEtherType = 12;
constexpr std::int32_t kArpMac = ETH_HLEN + 8;  // layout of RFC 826, for Ethernet and IPv4
constexpr std::int32_t kArpAddress = ETH_HLEN + 14;
constexpr std::int32_t kIpv4Length = ETH_HLEN;  // layout of RFC 791
constexpr std::int32_t kIpv4Fragment = ETH_HLEN + 6;
constexpr std::int32_t kIpv4Protocol = ETH_HLEN + 9;
constexpr std::int32_t kIpv4Source = ETH_HLEN + 12;
constexpr std::int32_t kIpv6Next = ETH_HLEN + 6;  // layout of RFC 8200
constexpr std::int32_t kIpv6Source = ETH_HLEN + 8;
// Start of the payload after the IPv6 header. At run time, the size of the extension headers in R7
// is added.
constexpr std::int32_t kIpv6Body = ETH_HLEN + 40;
constexpr std::int32_t kTargetOfNd = kIpv6Body + 8;  // layout of RFC 4861
constexpr std::int32_t kTargetPortOfUdp = 2;

constexpr std::uint32_t kIpv4FragmentOffset = 0x1fff;
constexpr std::uint32_t kIpv6FragmentOffset = 0xfff8;
constexpr std::int32_t kFragmentHeader = 8;
constexpr std::uint32_t kDhcpClient = 68;     // port number of RFC 2131
constexpr std::uint32_t kDhcpv6Client = 546;  // port number of RFC 8415
constexpr int kMostHeaders = 4;

constexpr std::uint32_t number(Icmpv6 type) { return static_cast<std::uint32_t>(type); }

std::uint32_t word_at(const std::uint8_t* bytes) {
  return std::uint32_t{bytes[0]} << 24U | std::uint32_t{bytes[1]} << 16U |
         std::uint32_t{bytes[2]} << 8U | bytes[3];
}

// Writes the checks of the program one after the other. If an earlier check has jumps to a later
// check, the later check begins with their label. The kernel refuses instructions that no path
// reaches. So only an instruction with a label can follow an unconditional jump.
class GuardWriter {
 public:
  // The addresses are sorted, so that the same AntiSpoofing always gives the same program.
  explicit GuardWriter(AntiSpoofing guard) : guard_(std::move(guard)) {
    std::ranges::sort(guard_.addresses);
  }

  BpfProgram write() && {
    program_.load_field(offsetof(__sk_buff, vlan_present));
    program_.jump_unless(0, kDrop);
    check_mac(kEtherSource);
    program_.load(BpfSize::half, kEtherType);
    program_.jump_if(ETH_P_IP, ipv4_);
    program_.jump_if(ETH_P_IPV6, ipv6_);
    program_.jump_unless(ETH_P_ARP, kDrop);
    check_arp();
    check_ipv4();
    check_ipv6();
    return std::move(program_);
  }

 private:
  void check_mac(std::int32_t offset) {
    const auto& mac = guard_.mac.bytes;
    program_.load(BpfSize::word, offset);
    program_.jump_unless(word_at(mac.data()), kDrop);
    program_.load(BpfSize::half, offset + 4);
    program_.jump_unless(std::uint32_t{mac[4]} << 8U | mac[5], kDrop);
  }

  // Passes the packet if the loaded value is an IPv4 address of the container.
  void pass_own_ipv4() {
    for (const IpAddress& address : guard_.addresses)
      if (address.is_v4()) program_.jump_if(word_at(address.bytes().data()), kPass);
  }

  void check_arp() {
    check_mac(kArpMac);
    if (guard_.any_address) return program_.jump(kPass);
    program_.load(BpfSize::word, kArpAddress);
    program_.jump_if(0, kPass);  // 0.0.0.0 is the source of an ARP probe (RFC 5227)
    pass_own_ipv4();
    program_.jump(kDrop);
  }

  void check_ipv4() {
    const Label source = program_.new_label();
    program_.place(ipv4_);
    program_.load(BpfSize::byte, kIpv4Protocol);
    program_.jump_unless(IPPROTO_UDP, source);
    program_.load(BpfSize::half, kIpv4Fragment);
    program_.jump_if_any(kIpv4FragmentOffset, source);
    program_.load(BpfSize::byte, kIpv4Length);
    program_.mask(0xf);
    program_.shift_left(2);
    program_.copy(BpfRegister::offset, BpfRegister::value);
    program_.load_behind(BpfRegister::offset, BpfSize::half, ETH_HLEN + kTargetPortOfUdp);
    program_.jump_if(kDhcpClient, kDrop);
    program_.place(source);
    if (guard_.any_address) return program_.jump(kPass);
    program_.load(BpfSize::word, kIpv4Source);
    pass_own_ipv4();
    program_.jump(kDrop);
  }

  void check_ipv6() {
    program_.place(ipv6_);
    program_.set(BpfRegister::offset, 0);
    program_.set(BpfRegister::kind, 0);
    program_.load(BpfSize::byte, kIpv6Next);
    for (int n = 0; n < kMostHeaders; ++n) skip_header();
    program_.jump(kDrop);
    check_fragment();
    check_udp();
    check_icmpv6();
    check_ipv6_source();
  }

  // Decides by the number of the next header, which is the loaded value. ICMPv6, UDP and fragments
  // have checks of their own. Other extension headers are skipped.
  void skip_header() {
    const Label extension = program_.new_label();
    program_.jump_if(IPPROTO_ICMPV6, icmpv6_);
    program_.jump_if(IPPROTO_UDP, udp_);
    program_.jump_if(IPPROTO_FRAGMENT, fragment_);
    for (const auto header : kSkipped) program_.jump_if(header, extension);
    program_.jump(ipv6_source_);
    program_.place(extension);
    load_in_body(BpfSize::byte, 1);  // load the length in units of 8 bytes, without the first unit
    program_.add(BpfRegister::value, 1);
    program_.shift_left(3);
    program_.copy(BpfRegister::length, BpfRegister::value);
    load_in_body(BpfSize::byte, 0);
    program_.add(BpfRegister::offset, BpfRegister::length);
  }

  // Checks a fragment. Drops it if another extension header follows the fragment header. Also drops
  // a fragment of neighbour discovery, which is never fragmented (RFC 6980). Later fragments of a
  // packet pass, because they are useless without the first one.
  void check_fragment() {
    program_.place(fragment_);
    load_in_body(BpfSize::byte, 0);
    program_.jump_if(IPPROTO_FRAGMENT, kDrop);
    for (const auto header : kSkipped) program_.jump_if(header, kDrop);
    load_in_body(BpfSize::half, 2);
    program_.jump_if_any(kIpv6FragmentOffset, ipv6_source_);
    check_first_fragment();
  }

  void check_first_fragment() {
    program_.copy(BpfRegister::length, BpfRegister::offset);
    program_.add(BpfRegister::length, kIpv6Body + kFragmentHeader + 4);
    program_.load_field(offsetof(__sk_buff, len));
    // Drop a fragment that is too short for the ICMPv6 type or the UDP port.
    program_.jump_if_below(BpfRegister::length, kDrop);
    load_in_body(BpfSize::byte, 0);
    program_.add(BpfRegister::offset, kFragmentHeader);
    program_.jump_if(IPPROTO_UDP, udp_);
    program_.jump_unless(IPPROTO_ICMPV6, ipv6_source_);
    load_in_body(BpfSize::byte, 0);
    for (auto type = number(Icmpv6::router_solicitation); type <= number(Icmpv6::redirect); ++type)
      program_.jump_if(type, kDrop);
    program_.jump(ipv6_source_);
  }

  void check_udp() {
    program_.place(udp_);
    load_in_body(BpfSize::half, kTargetPortOfUdp);
    program_.jump_if(kDhcpv6Client, kDrop);
    program_.jump(ipv6_source_);
  }

  void check_icmpv6() {
    program_.place(icmpv6_);
    load_in_body(BpfSize::byte, 0);
    program_.jump_if(number(Icmpv6::router_advertisement), kDrop);
    program_.jump_if(number(Icmpv6::redirect), kDrop);
    if (guard_.any_address) return program_.jump(kPass);
    program_.copy(BpfRegister::kind, BpfRegister::value);
    program_.jump_unless(number(Icmpv6::neighbour_advertisement), ipv6_source_);
    jump_if_own_target(ipv6_source_);
    program_.jump(kDrop);
  }

  // Checks the source address. A container without an address sends from the unspecified address
  // "::". It may send two kinds of packets (RFC 4862, RFC 3810).
  void check_ipv6_source() {
    program_.place(ipv6_source_);
    if (guard_.any_address) return program_.jump(kPass);
    for (const IpAddress& address : guard_.addresses)
      if (!address.is_v4()) jump_if_source(address, kPass);
    for (std::int32_t at = 0; at < 16; at += 4) {
      program_.load(BpfSize::word, kIpv6Source + at);
      program_.jump_unless(0, kDrop);
    }
    program_.copy(BpfRegister::value, BpfRegister::kind);
    program_.jump_if(number(Icmpv6::listener_report), kPass);
    program_.jump_unless(number(Icmpv6::neighbour_solicitation), kDrop);
    jump_if_own_target(kPass);
    program_.jump(kDrop);
  }

  void jump_if_source(const IpAddress& address, Label to) {
    jump_if_equal(address, to,
                  [this](std::int32_t at) { program_.load(BpfSize::word, kIpv6Source + at); });
  }

  void jump_if_own_target(Label to) {
    for (const IpAddress& address : guard_.addresses)
      if (!address.is_v4())
        jump_if_equal(address, to, [this](std::int32_t at) {
          program_.load_behind(BpfRegister::offset, BpfSize::word, kTargetOfNd + at);
        });
  }

  template <class LoadWord>
  void jump_if_equal(const IpAddress& address, Label to, LoadWord load_word) {
    const Label other = program_.new_label();
    for (std::int32_t at = 0; at < 16; at += 4) {
      load_word(at);
      program_.jump_unless(word_at(address.bytes().data() + at), other);
    }
    program_.jump(to);
    program_.place(other);
  }

  void load_in_body(BpfSize size, std::int32_t offset) {
    program_.load_behind(BpfRegister::offset, size, kIpv6Body + offset);
  }

  static constexpr std::array<std::uint32_t, 3> kSkipped{IPPROTO_HOPOPTS, IPPROTO_ROUTING,
                                                         IPPROTO_DSTOPTS};

  AntiSpoofing guard_;
  BpfProgram program_;
  Label ipv4_ = program_.new_label();
  Label ipv6_ = program_.new_label();
  Label fragment_ = program_.new_label();
  Label udp_ = program_.new_label();
  Label icmpv6_ = program_.new_label();
  Label ipv6_source_ = program_.new_label();
};

}  // namespace

BpfProgram guard_program(const AntiSpoofing& guard) { return GuardWriter(guard).write(); }

}  // namespace mydocker::kernel

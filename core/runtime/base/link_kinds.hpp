// The kinds of links that a plan can contain (Link::kind), and the attributes of each kind.
//
// This is the only list of them. plan/link_validation.cpp checks a link with it,
// plan/shell_words.cpp writes shell lines (ip-link(8)), and kernel/link_attributes.cpp encodes
// messages (linux/if_link.h, linux/if_tunnel.h). Main entry point: find_link_kind().
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace mydocker::base {

// The values that an attribute accepts. In a shell line, a flag is `WORD` or `noWORD`. A value of
// the form on_off is `WORD 1` or `WORD 0`.
enum class ValueForm : std::uint8_t { number, flag, on_off, choice, address, address_v4 };

// How a netlink message stores a value. Numbers have the byte order of the host, be16 has network
// byte order. An address has the bytes of its family.
enum class Coding : std::uint8_t { u8, u16, u32, be16, address };

// One value of the form `choice`.
struct AttributeChoice {
  std::string_view name;
  std::uint32_t value = 0;
};

struct LinkAttribute {
  std::string_view name;
  Coding coding;
  int number;         // number of the attribute in IFLA_INFO_DATA
  int number_v6 = 0;  // number for an IPv6 address
  ValueForm form = ValueForm::number;
  std::uint32_t min = 0;
  std::uint32_t max = 0;
  std::span<const AttributeChoice> choices{};
  std::string_view word{};  // word of ip-link(8); empty: the name
  bool required = false;
};

enum class Requirement : std::uint8_t { none, optional, required };

struct LinkKind {
  std::string_view name;
  Requirement parent = Requirement::none;
  Requirement mac = Requirement::required;
  // The number of the attribute in IFLA_INFO_DATA that names the parent. 0: IFLA_LINK names the
  // parent.
  int parent_attribute = 0;
  std::string_view kernel_name{};    // name in messages of the kernel; empty: `name`
  std::string_view kernel_module{};  // name of the kernel module; empty: the name in messages
  std::span<const LinkAttribute> attributes{};
  // Whether each new link of this kind has neighbour protocols (no IFF_NOARP). False if the flag
  // depends on the parent or on the attributes.
  bool has_arp = false;

  // Returns null for an unknown name.
  [[nodiscard]] const LinkAttribute* find_attribute(std::string_view attribute) const;
};

std::span<const LinkKind> link_kinds();
// Returns null for an unknown name.
const LinkKind* find_link_kind(std::string_view name);

}  // namespace mydocker::base

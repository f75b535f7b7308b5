#include "runtime/base/link_kinds.hpp"

#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_tunnel.h>

#include <algorithm>
#include <array>

namespace mydocker::base {
namespace {

constexpr std::uint32_t kAll = UINT32_MAX;

constexpr AttributeChoice kIpvlanModes[] = {
    {"l2", IPVLAN_MODE_L2}, {"l3", IPVLAN_MODE_L3}, {"l3s", IPVLAN_MODE_L3S}};
constexpr AttributeChoice kMacvtapModes[] = {{"bridge", MACVLAN_MODE_BRIDGE},
                                             {"private", MACVLAN_MODE_PRIVATE},
                                             {"vepa", MACVLAN_MODE_VEPA}};
constexpr AttributeChoice kVlanProtocols[] = {{"802.1Q", ETH_P_8021Q}, {"802.1ad", ETH_P_8021AD}};

constexpr LinkAttribute kVxlan[] = {
    {.name = "id",
     .coding = Coding::u32,
     .number = IFLA_VXLAN_ID,
     .max = 0xffffff,
     .required = true},
    {.name = "port",
     .coding = Coding::be16,
     .number = IFLA_VXLAN_PORT,
     .min = 1,
     .max = 65535,
     .word = "dstport",
     .required = true},
    {.name = "local",
     .coding = Coding::address,
     .number = IFLA_VXLAN_LOCAL,
     .number_v6 = IFLA_VXLAN_LOCAL6,
     .form = ValueForm::address},
    {.name = "group",
     .coding = Coding::address,
     .number = IFLA_VXLAN_GROUP,
     .number_v6 = IFLA_VXLAN_GROUP6,
     .form = ValueForm::address},
    {.name = "learning",
     .coding = Coding::u8,
     .number = IFLA_VXLAN_LEARNING,
     .form = ValueForm::flag},
    {.name = "ttl", .coding = Coding::u8, .number = IFLA_VXLAN_TTL, .max = 255},
};
constexpr LinkAttribute kVlan[] = {
    {.name = "id",
     .coding = Coding::u16,
     .number = IFLA_VLAN_ID,
     .min = 1,
     .max = 4094,
     .required = true},
    {.name = "protocol",
     .coding = Coding::be16,
     .number = IFLA_VLAN_PROTOCOL,
     .form = ValueForm::choice,
     .choices = kVlanProtocols},
};
constexpr LinkAttribute kIpvlan[] = {{.name = "mode",
                                      .coding = Coding::u16,
                                      .number = IFLA_IPVLAN_MODE,
                                      .form = ValueForm::choice,
                                      .choices = kIpvlanModes}};
constexpr LinkAttribute kMacvtap[] = {{.name = "mode",
                                       .coding = Coding::u32,
                                       .number = IFLA_MACVLAN_MODE,
                                       .form = ValueForm::choice,
                                       .choices = kMacvtapModes}};

// The numbers of the attributes of a tunnel over IPv4. Each kind has its own numbers.
struct TunnelNumbers {
  int local;
  int remote;
  int ttl;
};
constexpr std::array<LinkAttribute, 3> tunnel(const TunnelNumbers& numbers) {
  return {{{.name = "local",
            .coding = Coding::address,
            .number = numbers.local,
            .form = ValueForm::address_v4},
           {.name = "remote",
            .coding = Coding::address,
            .number = numbers.remote,
            .form = ValueForm::address_v4},
           {.name = "ttl", .coding = Coding::u8, .number = numbers.ttl, .max = 255}}};
}
constexpr auto kGre = tunnel({IFLA_GRE_LOCAL, IFLA_GRE_REMOTE, IFLA_GRE_TTL});
constexpr auto kIpip = tunnel({IFLA_IPTUN_LOCAL, IFLA_IPTUN_REMOTE, IFLA_IPTUN_TTL});

// Routing tables with numbers up to 255 are refused, because they belong to the kernel and to other
// programs.
constexpr LinkAttribute kVrf[] = {{.name = "table",
                                   .coding = Coding::u32,
                                   .number = IFLA_VRF_TABLE,
                                   .min = 256,
                                   .max = kAll,
                                   .required = true}};
constexpr LinkAttribute kTuntap[] = {{.name = "owner",
                                      .coding = Coding::u32,
                                      .number = IFLA_TUN_OWNER,
                                      .max = kAll - 1,
                                      .word = "user"}};

// The ageing time is in hundredths of a second.
constexpr LinkAttribute kBridge[] = {
    {.name = "vlan_filtering",
     .coding = Coding::u8,
     .number = IFLA_BR_VLAN_FILTERING,
     .form = ValueForm::on_off},
    {.name = "stp",
     .coding = Coding::u32,
     .number = IFLA_BR_STP_STATE,
     .form = ValueForm::on_off,
     .word = "stp_state"},
    {.name = "ageing_time",
     .coding = Coding::u32,
     .number = IFLA_BR_AGEING_TIME,
     .max = 100'000'000},
    {.name = "multicast_snooping",
     .coding = Coding::u8,
     .number = IFLA_BR_MCAST_SNOOPING,
     .form = ValueForm::on_off,
     .word = "mcast_snooping"},
};

constexpr LinkKind kKinds[] = {
    {.name = "vxlan",
     .parent = Requirement::optional,
     .parent_attribute = IFLA_VXLAN_LINK,
     .attributes = kVxlan,
     .has_arp = true},
    {.name = "vlan",
     .parent = Requirement::required,
     .mac = Requirement::optional,
     .kernel_module = "8021q",
     .attributes = kVlan},
    {.name = "ipvlan",
     .parent = Requirement::required,
     .mac = Requirement::none,
     .attributes = kIpvlan},
    {.name = "macvtap", .parent = Requirement::required, .attributes = kMacvtap, .has_arp = true},
    {.name = "gre",
     .parent = Requirement::optional,
     .mac = Requirement::none,
     .parent_attribute = IFLA_GRE_LINK,
     .kernel_module = "ip_gre",
     .attributes = kGre},
    {.name = "ipip",
     .parent = Requirement::optional,
     .mac = Requirement::none,
     .parent_attribute = IFLA_IPTUN_LINK,
     .attributes = kIpip},
    {.name = "vrf", .mac = Requirement::optional, .attributes = kVrf},
    {.name = "tun", .mac = Requirement::none, .attributes = kTuntap},
    {.name = "tap", .kernel_name = "tun", .attributes = kTuntap, .has_arp = true},
    {.name = "dummy"},
    {.name = "ifb"},
    {.name = "wireguard", .mac = Requirement::none},
    {.name = "bridge", .attributes = kBridge, .has_arp = true},
};

template <class Row>
const Row* row_named(std::span<const Row> rows, std::string_view name) {
  const auto found = std::ranges::find(rows, name, &Row::name);
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace

const LinkAttribute* LinkKind::find_attribute(std::string_view attribute) const {
  return row_named(attributes, attribute);
}

std::span<const LinkKind> link_kinds() { return kKinds; }

const LinkKind* find_link_kind(std::string_view name) { return row_named(link_kinds(), name); }

}  // namespace mydocker::base

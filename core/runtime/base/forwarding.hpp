// The forwarding switches of the host are the settings net.ipv4.ip_forward and
// net.ipv6.conf.all.forwarding. mydocker turns them on, and records which values they had before.
//
// When a program writes a switch, the kernel also writes the setting `forwarding` of every link. It
// also writes `default`, which is for new links (Documentation/networking/ip-sysctl.rst,
// ip_forward). So a record has the old value of the switch, and the old values of these settings.
// Example: "0 default=0 eth0=0 lo=0 vpn0=1".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mydocker::base {

// What mydocker does if it turns a forwarding switch on (docs/decisions/0003). restore: it blocks
// traffic between links of other programs. The removal of the last network turns the switch off
// again. keep: it blocks no traffic, and the switch stays on.
enum class Forwarding : std::uint8_t { restore, keep };

// Returns whether the sysctl is a forwarding switch: "net/ipv4/ip_forward" or
// "net/ipv6/conf/all/forwarding".
bool is_forwarding_switch(std::string_view name);

// Returns the folder of the links' settings: "net/ipv4/conf/" or "net/ipv6/conf/".
std::string forwarding_folder(std::string_view name);

// Returns the old value of the switch in a record: "0" for "0 default=0 lo=0". A text without "="
// is returned unchanged.
std::string switch_value(const std::string& record);

// The values of a forwarding switch and of the links' settings before mydocker turned the switch
// on.
struct ForwardingRecord {
  // The old value of the setting of one link, or of "default".
  struct LinkValue {
    std::string link;
    std::string value;  // "0" or "1"
  };
  std::string name;   // name of the switch
  std::string value;  // old value of the switch
  std::vector<LinkValue> links{};

  // Parses a text such as "0 default=0 eth0=0". A text without settings of links gives a record
  // without links.
  static ForwardingRecord parse(std::string_view name, const std::string& text);
  // Returns the text that parse() reads.
  [[nodiscard]] std::string text() const;
  // Returns whether the switch was off before mydocker turned it on. If the record has no settings
  // of links, this is unknown, and the result is false.
  [[nodiscard]] bool was_off() const { return value == "0" && !links.empty(); }
  // Returns whether the switch was off, and the record names several links of other programs.
  // Traffic between these links is then blocked.
  [[nodiscard]] bool blocks_several_links() const;
};

// Returns the note that traffic between links of other programs is blocked, and how to allow it.
std::string blocked_transit_note(std::string_view forwarding_switch);

// Returns whether a name in a record is a link that can receive packets of other hosts. False for
// "lo", and for "default", which is not a link.
bool is_transit_link(std::string_view name);

}  // namespace mydocker::base

// The forwarding switches of the host, and their record.
//
// Writing a switch also writes the setting of every link and the setting `default` for new links
// (Documentation/networking/ip-sysctl.rst, ip_forward). So the record of the old value also has the
// old values of these settings: "0 default=0 eth0=0 lo=0 vpn0=1".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mydocker::base {

// What happens with forwarding that mydocker has turned on (docs/decisions/0003).
// restore: traffic between links of other programs is blocked. The removal of the last network
// restores the old value. keep: nothing is blocked, and the switch stays on.
enum class Forwarding : std::uint8_t { restore, keep };

// Returns whether the sysctl is a forwarding switch: "net/ipv4/ip_forward" or
// "net/ipv6/conf/all/forwarding".
bool is_forwarding_switch(std::string_view name);

// Returns the folder of the links' settings: "net/ipv4/conf/" or "net/ipv6/conf/".
std::string forwarding_folder(std::string_view name);

// Returns the value of the switch in a record: "0". Any other text is returned unchanged.
std::string switch_value(const std::string& record);

// The record of a switch: what it wrote before mydocker turned it on.
struct ForwardingRecord {
  // The old value of the setting of one link, or of "default".
  struct LinkValue {
    std::string link;
    std::string value;  // "0" or "1"
  };
  std::string name;   // name of the switch
  std::string value;  // old value of the switch
  std::vector<LinkValue> links{};

  // Parses a text of the form above. Any other text gives a record without links.
  static ForwardingRecord parse(std::string_view name, const std::string& text);
  // Returns the text that parse() reads.
  [[nodiscard]] std::string text() const;
  // Returns whether the switch was off. A record without links says nothing about the others.
  [[nodiscard]] bool was_off() const { return value == "0" && !links.empty(); }
  // Returns whether the switch was off, and the record has several links of other programs.
  [[nodiscard]] bool blocks_several_links() const;
};

// Returns the note that traffic between links of other programs is blocked, and how to allow it.
std::string blocked_transit_note(std::string_view forwarding_switch);

// Returns whether packets of other hosts can arrive at a link with this name in a record. False for
// "lo", and for "default", which is not a link.
bool is_transit_link(std::string_view name);

}  // namespace mydocker::base

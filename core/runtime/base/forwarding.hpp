// The forwarding switches of the host, and their record.
//
// Writing a switch also writes the setting of every link and the setting `default` for new links
// (Documentation/networking/ip-sysctl.rst, ip_forward). So the record of the old value also has the
// old values of these settings: "0 default=0 eth0=0 lo=0 vpn0=1".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
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

// Returns whether the text is the record of a switch that was off.
bool was_off(const std::string& record);

// Returns the links in a record with their values, and "default" with its value.
std::vector<std::pair<std::string, std::string>> link_values(const std::string& record);

// Returns whether the record of a switch that was off has several links of other programs.
bool blocks_several_links(const std::string& record);

// Returns the note that traffic between links of other programs is blocked, and how to allow it.
std::string blocked_transit_note(std::string_view forwarding_switch);

// Returns whether packets of other hosts can arrive at a link with this name in a record. False for
// "lo", and for "default", which is not a link.
bool is_transit_link(std::string_view name);

}  // namespace mydocker::base

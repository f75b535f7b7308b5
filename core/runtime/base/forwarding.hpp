// The forwarding switches of the host, and their record.
//
// Writing a switch also writes the setting of every link (Documentation/networking/ip-sysctl.rst,
// ip_forward). So the record of the old value has the old value of each link too:
// "0 eth0=0 vpn0=1".
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mydocker::base {

// Returns whether the sysctl is a forwarding switch: "net/ipv4/ip_forward" or
// "net/ipv6/conf/all/forwarding".
bool is_forwarding_switch(std::string_view name);

// Returns the folder of the links' settings: "net/ipv4/conf/" or "net/ipv6/conf/".
std::string forwarding_folder(std::string_view name);

// Returns the value of the switch in a record: "0". Any other text is returned unchanged.
std::string switch_value(const std::string& record);

// Returns the links in a record, and the value of each.
std::vector<std::pair<std::string, std::string>> link_values(const std::string& record);

}  // namespace mydocker::base

#include "runtime/base/forwarding.hpp"

#include <algorithm>
#include <sstream>

namespace mydocker::base {

bool is_forwarding_switch(std::string_view name) {
  return name == "net/ipv4/ip_forward" || name == "net/ipv6/conf/all/forwarding";
}

std::string forwarding_folder(std::string_view name) {
  return name.starts_with("net/ipv4/") ? "net/ipv4/conf/" : "net/ipv6/conf/";
}

std::string switch_value(const std::string& record) {
  const auto end = record.find(' ');
  return record.find('=') == std::string::npos ? record : record.substr(0, end);
}

std::vector<std::pair<std::string, std::string>> link_values(const std::string& record) {
  std::vector<std::pair<std::string, std::string>> values;
  std::istringstream words(record);
  for (std::string word; words >> word;) {
    const auto equals = word.rfind('=');
    if (equals != std::string::npos)
      values.emplace_back(word.substr(0, equals), word.substr(equals + 1));
  }
  return values;
}

bool was_off(const std::string& record) {
  return switch_value(record) == "0" && record.find('=') != std::string::npos;
}

bool blocks_several_links(const std::string& record) {
  const auto links = link_values(record);
  const auto count =
      std::ranges::count_if(links, [](const auto& link) { return is_transit_link(link.first); });
  return was_off(record) && count > 1;
}

std::string blocked_transit_note(std::string_view forwarding_switch) {
  const std::string family = forwarding_switch.starts_with("net/ipv4/") ? "IPv4" : "IPv6";
  return "traffic between other interfaces is blocked for " + family +
         ", because only mydocker has enabled forwarding; to allow it: write \"forwarding: keep\" "
         "to "
         "/etc/mydocker/network.yaml, then: mydocker network reload --all";
}

bool is_transit_link(std::string_view name) { return name != "default" && name != "lo"; }

}  // namespace mydocker::base

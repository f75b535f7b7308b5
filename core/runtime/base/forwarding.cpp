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

ForwardingRecord ForwardingRecord::parse(std::string_view name, const std::string& text) {
  ForwardingRecord record{std::string(name), switch_value(text)};
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const auto equals = word.rfind('=');
    if (equals != std::string::npos)
      record.links.push_back({word.substr(0, equals), word.substr(equals + 1)});
  }
  return record;
}

std::string ForwardingRecord::text() const {
  std::string text = value;
  for (const auto& one : links) text.append(" ").append(one.link).append("=").append(one.value);
  return text;
}

bool ForwardingRecord::blocks_several_links() const {
  const auto count = std::ranges::count_if(links, is_transit_link, &LinkValue::link);
  return was_off() && count > 1;
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

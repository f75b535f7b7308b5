#include "support/snapshot.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>
#include <sstream>
#include <string_view>
#include <vector>

#include "support/process.hpp"

namespace mydocker::testing {
namespace {

using nlohmann::json;

// Numbers that differ between two equal runs, and counters.
bool is_volatile(const std::string& key) {
  static const std::set<std::string> keys{
      "ifindex", "link_index", "handle", "stats", "stats64", "used", "age", "bytes", "packets",
      "gc_timer", "hello_timer", "tcn_timer", "topology_change_timer", "message_age_timer",
      "forward_delay_timer", "hold_timer", "link_netnsid", "broadcast_timer", "root_port",
      "operstate",
      // A bridge that had a port keeps the limit of that port.
      "tso_max_size"};
  return keys.contains(key);
}

// The kernel notices the carrier of a link with a delay. Then it adds the IPv6 multicast route of
// the link.
bool is_late(const json& value) {
  if (value.is_object() && value.value("type", json()) == "multicast") return true;
  return value == "NO-CARRIER" || value == "LOWER_UP" || value == "linkdown";
}

void normalize(json& value) {
  if (value.is_object()) {
    for (auto item = value.begin(); item != value.end();) {
      if (is_volatile(item.key())) {
        item = value.erase(item);
        continue;
      }
      normalize(item.value());
      ++item;
    }
  }
  if (value.is_array()) {
    std::erase_if(value.get_ref<json::array_t&>(), is_late);
    for (auto& item : value) normalize(item);
    // Lists in the order of indexes or of a hash have no fixed order.
    std::sort(value.begin(), value.end(),
              [](const json& one, const json& other) { return one.dump() < other.dump(); });
  }
}

std::string json_of(const std::string& prefix, const std::string& command) {
  const auto outcome = shell(prefix + command);
  auto parsed = json::parse(outcome.out, nullptr, false);
  if (parsed.is_discarded()) return command + ": " + outcome.out + outcome.err + "\n";
  normalize(parsed);
  std::string lines = "# " + command + "\n";
  for (const auto& item : parsed) lines += item.dump() + "\n";
  return lines;
}

// Rules are not sorted, because their order matters.
std::string ruleset_of(const std::string& prefix) {
  return "# nft\n" + shell(prefix + "nft -s list ruleset").out;
}

std::string snapshot(const std::string& prefix) {
  std::string text;
  for (const auto* command : {"ip -j -d link", "ip -j address", "ip -j route show table all",
                              "ip -j -6 route show table all", "ip -j rule",
                              "ip -j neighbour show nud permanent", "ip -j neighbour show proxy"}) {
    text += json_of(prefix, command);
  }
  text += ruleset_of(prefix);
  text += shell(prefix +
                "sh -c 'cd /proc/sys/net && grep -r . ipv4/ip_forward ipv4/conf ipv6/conf "
                "bridge 2>/dev/null | sort'")
              .out;
  return text;
}

}  // namespace

std::string snapshot_here() { return snapshot(""); }

std::string snapshot_of(const std::string& netns) {
  return snapshot("ip netns exec " + netns + " ");
}

// The entries of the runtime's map, without those that can change without a change of a network.
// These are the number of entries, the position of the last assigned address, and copies.
constexpr const char* kEntries =
    "hex(key), hex(value) from entries where substr(hex(key), 1, 8) in "
    "(hex('work'), hex('owne'), hex('shar'), hex('take'), hex('insi'))";

std::string records_in(const std::string& state_dir) {
  std::string text;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(state_dir)) {
    if (entry.path().extension() != ".db") continue;
    const auto file = entry.path().string();
    // A table of the other database is an error of sqlite3, on stderr.
    for (const std::string select : {"* from networks", "* from subnets", "* from plans", kEntries})
      text += shell("sqlite3 " + file + " \"select " + select + "\"").out;
  }
  return text;
}

std::string difference(const std::string& now, const std::string& before) {
  const auto lines_of = [](const std::string& text) {
    std::multiset<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.insert(line);
    return lines;
  };
  const auto here = lines_of(now);
  const auto there = lines_of(before);
  std::string text;
  std::vector<std::string> only;
  std::ranges::set_difference(there, here, std::back_inserter(only));
  for (const auto& line : only) text += "- " + line + "\n";
  only.clear();
  std::ranges::set_difference(here, there, std::back_inserter(only));
  for (const auto& line : only) text += "+ " + line + "\n";
  return text;
}

std::string without_leases(const std::string& snapshot) {
  std::string text = snapshot;
  for (const std::string subnet : {"192.168.0.", "fd00:1::"}) {
    for (auto at = text.find(subnet); at != std::string::npos; at = text.find(subnet, at + 1)) {
      const auto last = text.find_first_not_of("0123456789abcdef", at + subnet.size());
      text.replace(at, std::min(last, text.size()) - at, "LEASE");
    }
  }
  return text;
}

}  // namespace mydocker::testing

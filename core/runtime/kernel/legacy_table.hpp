// The tables of iptables-legacy and ip6tables-legacy as the kernel returns them. The functions only
// read.
#pragma once

// The headers of the C library come first, so that those of the kernel leave out what both define.
// clang-format off
#include <net/if.h>
#include <netinet/in.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv6/ip6_tables.h>
// clang-format on
#include <sys/socket.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/unique_fd.hpp"
#include "runtime/kernel/foreign_rules.hpp"

namespace mydocker::kernel {

// Types and numbers of the kernel's interface for IPv4. The interface for IPv6 is the same with
// other types and numbers.
struct LegacyV4 {
  using Info = ipt_getinfo;
  using Entries = ipt_get_entries;
  using Entry = ipt_entry;
  static constexpr int kDomain = AF_INET;
  static constexpr int kLevel = IPPROTO_IP;
  static constexpr int kGetInfo = IPT_SO_GET_INFO;
  static constexpr int kGetEntries = IPT_SO_GET_ENTRIES;
  static constexpr const char* kNames = "/proc/net/ip_tables_names";
  static constexpr Family kVersion = Family::v4;
  static constexpr const char* kFamily = "ip";
  static constexpr const char* kTool = "iptables-legacy";
  static constexpr unsigned kGoto = IPT_F_GOTO;
  using Packet = ipt_ip;
  static constexpr std::size_t kPacket = offsetof(Entry, ip);
};

struct LegacyV6 {
  using Info = ip6t_getinfo;
  using Entries = ip6t_get_entries;
  using Entry = ip6t_entry;
  static constexpr int kDomain = AF_INET6;
  static constexpr int kLevel = IPPROTO_IPV6;
  static constexpr int kGetInfo = IP6T_SO_GET_INFO;
  static constexpr int kGetEntries = IP6T_SO_GET_ENTRIES;
  static constexpr const char* kNames = "/proc/net/ip6_tables_names";
  static constexpr Family kVersion = Family::v6;
  static constexpr const char* kFamily = "ip6";
  static constexpr const char* kTool = "ip6tables-legacy";
  static constexpr unsigned kGoto = IP6T_F_GOTO;
  using Packet = ip6t_ip6;
  static constexpr std::size_t kPacket = offsetof(Entry, ipv6);
};

template <class Value>
std::optional<Value> value_at(std::string_view bytes, std::size_t at) {
  Value value{};
  if (at > bytes.size() || bytes.size() - at < sizeof value) return std::nullopt;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

// Returns a text from a field of the kernel's structures. The fields are filled with zero bytes.
inline std::string text_at(std::string_view bytes, std::size_t at, std::size_t size) {
  const auto text = bytes.substr(std::min(at, bytes.size()), size);
  return std::string(text.substr(0, text.find('\0')));
}

// A table as the kernel returns it.
template <class Legacy>
struct LegacyTable {
  typename Legacy::Info info{};
  std::vector<char> buffer;
  [[nodiscard]] std::string_view entries() const { return {buffer.data(), buffer.size()}; }
};

// Returns the table, or nothing if it cannot be read.
template <class Legacy>
std::optional<LegacyTable<Legacy>> read_table(const std::string& name) {
  LegacyTable<Legacy> table;
  const base::UniqueFd socket(::socket(Legacy::kDomain, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW));
  std::strncpy(table.info.name, name.c_str(), sizeof table.info.name - 1);
  socklen_t size = sizeof table.info;
  if (!socket ||
      ::getsockopt(socket.get(), Legacy::kLevel, Legacy::kGetInfo, &table.info, &size) != 0)
    return std::nullopt;
  table.buffer.resize(sizeof(typename Legacy::Entries) + table.info.size);
  auto* request = reinterpret_cast<typename Legacy::Entries*>(table.buffer.data());
  std::strncpy(request->name, name.c_str(), sizeof request->name - 1);
  request->size = table.info.size;
  size = static_cast<socklen_t>(table.buffer.size());
  if (::getsockopt(socket.get(), Legacy::kLevel, Legacy::kGetEntries, request, &size) != 0)
    return std::nullopt;
  const auto begin = static_cast<std::ptrdiff_t>(offsetof(typename Legacy::Entries, entrytable));
  table.buffer.erase(table.buffer.begin(), table.buffer.begin() + begin);
  return table;
}

// The structures of matches and targets begin with their size and name (x_tables.h).
constexpr std::size_t kNameOffset = sizeof(std::uint16_t);

// One rule. It begins with its entry. Its matches and its target follow.
template <class Legacy>
struct LegacyRule {
  typename Legacy::Packet packet{};
  std::uint16_t target_offset = 0;
  std::string_view bytes;
  std::size_t at = 0;  // position in the table

  [[nodiscard]] std::size_t after_target() const { return target_offset + sizeof(xt_entry_target); }
  [[nodiscard]] std::string target_name() const {
    return text_at(bytes, target_offset + kNameOffset, XT_EXTENSION_MAXNAMELEN);
  }
  // Returns the number of the standard target: negative for a verdict, otherwise the position of
  // the next rule. Nothing: the rule has another target.
  [[nodiscard]] std::optional<int> standard_verdict() const {
    return target_name().empty() ? value_at<int>(bytes, after_target()) : std::nullopt;
  }
  [[nodiscard]] bool is_for_one_address() const {
    const std::string_view raw(reinterpret_cast<const char*>(&packet.dmsk), sizeof packet.dmsk);
    return raw.find_first_not_of('\0') != std::string_view::npos;
  }
};

template <class Legacy>
std::vector<LegacyRule<Legacy>> rules_of(const LegacyTable<Legacy>& table) {
  std::vector<LegacyRule<Legacy>> rules;
  const auto all = table.entries();
  for (std::size_t at = 0; at < all.size();) {
    using Entry = typename Legacy::Entry;
    const auto target = value_at<std::uint16_t>(all, at + offsetof(Entry, target_offset));
    const auto next = value_at<std::uint16_t>(all, at + offsetof(Entry, next_offset));
    const auto packet = value_at<typename Legacy::Packet>(all, at + Legacy::kPacket);
    if (!target || !next || !packet || *next < sizeof(Entry) || *next > all.size() - at) break;
    rules.push_back({*packet, *target, all.substr(at, *next), at});
    at += *next;
  }
  return rules;
}

// A match of a rule. `data` is the match's own structure.
struct LegacyMatch {
  std::string name;
  std::string_view data;
};

template <class Legacy>
std::vector<LegacyMatch> matches_of(const LegacyRule<Legacy>& rule) {
  std::vector<LegacyMatch> matches;
  for (std::size_t at = sizeof(typename Legacy::Entry); at < rule.target_offset;) {
    const auto size = value_at<std::uint16_t>(rule.bytes, at);
    if (!size || *size < sizeof(xt_entry_match)) break;
    matches.push_back(
        {text_at(rule.bytes, at + kNameOffset, XT_EXTENSION_MAXNAMELEN),
         rule.bytes.substr(at + sizeof(xt_entry_match), *size - sizeof(xt_entry_match))});
    at += *size;
  }
  return matches;
}

// Returns the chains of a table that certainly drop packets of the network.
std::vector<DroppingChain> dropping_chains(const LegacyTable<LegacyV4>& table,
                                           const RuleSearch& search);
std::vector<DroppingChain> dropping_chains(const LegacyTable<LegacyV6>& table,
                                           const RuleSearch& search);

}  // namespace mydocker::kernel

#include "runtime/kernel/foreign_rules.hpp"

#include <linux/netfilter.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv6/ip6_tables.h>
#include <sys/socket.h>

#include <cstddef>
#include <cstring>
#include <fstream>
#include <string_view>
#include <vector>

#include "runtime/base/unique_fd.hpp"

namespace mydocker::kernel {
namespace {

// The same interface of the kernel exists for each family, with other types and numbers.
struct LegacyV4 {
  using Info = ipt_getinfo;
  using Entries = ipt_get_entries;
  using Entry = ipt_entry;
  static constexpr int kDomain = AF_INET;
  static constexpr int kLevel = IPPROTO_IP;
  static constexpr int kGetInfo = IPT_SO_GET_INFO;
  static constexpr int kGetEntries = IPT_SO_GET_ENTRIES;
  static constexpr const char* kNames = "/proc/net/ip_tables_names";
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
};

bool is_loaded(const char* names_file) {
  std::ifstream names(names_file);
  for (std::string name; names >> name;)
    if (name == "filter") return true;
  return false;
}

// Returns the entries of the table. Empty: they cannot be read.
template <class Legacy>
std::vector<char> entries_of(const base::UniqueFd& socket, const typename Legacy::Info& info) {
  std::vector<char> buffer(sizeof(typename Legacy::Entries) + info.size);
  auto* table = reinterpret_cast<typename Legacy::Entries*>(buffer.data());
  std::strncpy(table->name, info.name, sizeof table->name - 1);
  table->size = info.size;
  auto size = static_cast<socklen_t>(buffer.size());
  if (::getsockopt(socket.get(), Legacy::kLevel, Legacy::kGetEntries, table, &size) != 0) return {};
  buffer.erase(buffer.begin(), buffer.begin() + offsetof(typename Legacy::Entries, entrytable));
  return buffer;
}

template <class Legacy>
bool drops(const std::string& link) {
  if (!is_loaded(Legacy::kNames)) return false;
  const base::UniqueFd socket(::socket(Legacy::kDomain, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW));
  typename Legacy::Info info{};
  std::strncpy(info.name, "filter", sizeof info.name - 1);
  socklen_t size = sizeof info;
  if (!socket || ::getsockopt(socket.get(), Legacy::kLevel, Legacy::kGetInfo, &info, &size) != 0)
    return false;
  const auto bytes = entries_of<Legacy>(socket, info);
  const std::string_view entries(bytes.data(), bytes.size());
  const auto first = info.hook_entry[NF_INET_FORWARD];
  const auto policy = info.underflow[NF_INET_FORWARD];
  typename Legacy::Entry entry{};
  xt_standard_target target{};
  if (policy < first || policy + sizeof entry + sizeof target > entries.size()) return false;
  std::memcpy(&entry, entries.data() + policy, sizeof entry);
  if (policy + entry.target_offset + sizeof target > entries.size()) return false;
  std::memcpy(&target, entries.data() + policy + entry.target_offset, sizeof target);
  const auto rules = entries.substr(first, policy - first);
  return target.verdict == -NF_DROP - 1 && rules.find(link) == std::string_view::npos;
}

}  // namespace

bool legacy_drops(Family family, const std::string& link) {
  return family == Family::v4 ? drops<LegacyV4>(link) : drops<LegacyV6>(link);
}

}  // namespace mydocker::kernel

#include "runtime/kernel/foreign_rules.hpp"

#include <fcntl.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv6/ip6_tables.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/unique_fd.hpp"

namespace mydocker::kernel {
namespace {

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
  static constexpr const char* kFamily = "ip";
  static constexpr const char* kTool = "iptables-legacy";
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
  static constexpr const char* kFamily = "ip6";
  static constexpr const char* kTool = "ip6tables-legacy";
  using Packet = ip6t_ip6;
  static constexpr std::size_t kPacket = offsetof(Entry, ipv6);
};

// Returns the names of the tables that the kernel has loaded, with a line break before and after
// each name.
std::string loaded_tables(const char* names_file) {
  const base::UniqueFd file(::open(names_file, O_RDONLY | O_CLOEXEC));
  std::array<char, 1024> text{};  // the kernel has five tables, and their names are short
  const ssize_t size = file ? ::read(file.get(), text.data(), text.size()) : 0;
  return "\n" + std::string(text.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
}

template <class Value>
std::optional<Value> value_at(std::string_view bytes, std::size_t at) {
  Value value{};
  if (at > bytes.size() || bytes.size() - at < sizeof value) return std::nullopt;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

// Returns the text in a field of fixed size. The rest of such a field contains zero bytes.
std::string text_at(std::string_view bytes, std::size_t at, std::size_t size) {
  const auto text = bytes.substr(std::min(at, bytes.size()), size);
  return std::string(text.substr(0, text.find('\0')));
}

// A table of iptables-legacy, as the kernel returns it.
template <class Legacy>
struct LegacyTable {
  typename Legacy::Info info{};
  std::vector<char> buffer;
  [[nodiscard]] std::string_view entries() const { return {buffer.data(), buffer.size()}; }
};

// Returns the table `name`. Returns nothing if it cannot be read.
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

// The structs of matches and targets begin with two fields: their size and their name (x_tables.h).
// This is the offset of the name.
constexpr std::size_t kNameOffset = sizeof(std::uint16_t);

// One rule of iptables-legacy. It begins with an ipt_entry or ip6t_entry. The matches and the
// target of the rule follow.
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
  [[nodiscard]] bool has_verdict(int verdict) const {
    const auto found = value_at<int>(bytes, after_target());
    return target_name().empty() && found && *found == -verdict - 1;
  }
  [[nodiscard]] bool is_for_all() const {
    constexpr std::string_view::size_type kNone = std::string_view::npos;
    const std::string_view raw(reinterpret_cast<const char*>(&packet), sizeof packet);
    return target_offset == sizeof(typename Legacy::Entry) && raw.find_first_not_of('\0') == kNone;
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

template <class Legacy>
bool drops(const std::string& link) {
  const auto table = read_table<Legacy>("filter");
  if (!table) return false;
  const std::size_t first = table->info.hook_entry[NF_INET_FORWARD];
  const std::size_t policy = table->info.underflow[NF_INET_FORWARD];
  bool found = false;
  for (const auto& rule : rules_of(*table)) {
    if (rule.at < first || rule.at > policy) continue;
    const bool stops = rule.has_verdict(NF_DROP) || rule.target_name() == "REJECT";
    found = found || (stops && rule.is_for_all());
  }
  const auto rules = table->entries().substr(first, policy - first);
  return found && rules.find(link) == std::string_view::npos;
}

template <class Legacy>
std::vector<ComparedPorts> ports_of(const LegacyRule<Legacy>& rule) {
  std::vector<ComparedPorts> ports;
  for (std::size_t at = sizeof(typename Legacy::Entry); at < rule.target_offset;) {
    const auto size = value_at<std::uint16_t>(rule.bytes, at);
    if (!size || *size < sizeof(xt_entry_match)) break;
    const auto more = xtables_ports(
        text_at(rule.bytes, at + kNameOffset, XT_EXTENSION_MAXNAMELEN),
        rule.bytes.substr(at + sizeof(xt_entry_match), *size - sizeof(xt_entry_match)));
    ports.insert(ports.end(), more.begin(), more.end());
    at += *size;
  }
  return ports;
}

template <class Legacy>
ForeignRule translation_of(const LegacyRule<Legacy>& rule) {
  ForeignRule found;
  const auto target = rule.target_name();
  found.translates = (target == "DNAT" || target == "REDIRECT") && !rule.is_for_one_address();
  found.ports = ports_of(rule);
  if (rule.packet.proto != 0) found.protocol = static_cast<std::uint8_t>(rule.packet.proto);
  return found;
}

// Returns the name of the built-in chain whose first rule is at this position, such as "FORWARD".
// Empty: no built-in chain begins here.
template <class Legacy>
std::string built_in_chain(const LegacyTable<Legacy>& table, std::size_t at) {
  constexpr const char* kNames[] = {"PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"};
  for (std::size_t hook = 0; hook < std::size(kNames); ++hook)
    if ((table.info.valid_hooks & (1U << hook)) != 0 && table.info.hook_entry[hook] == at)
      return kNames[hook];
  return {};
}

template <class Legacy>
std::vector<PortTranslation> translations(const std::vector<PortView>& ports) {
  std::vector<PortTranslation> found;
  const auto table = read_table<Legacy>("nat");
  if (!table) return found;
  std::string chain;
  int number = 0;
  for (const auto& rule : rules_of(*table)) {
    ++number;
    if (const auto name = built_in_chain(*table, rule.at); !name.empty()) {
      chain = name;
      number = 1;
    }
    // A user-defined chain begins with a target that contains the chain's name.
    if (rule.target_name() == XT_ERROR_TARGET) {
      chain = text_at(rule.bytes, rule.after_target(), XT_FUNCTION_MAXNAMELEN);
      number = 0;
      continue;
    }
    const auto translation = translation_of(rule);
    for (const auto& port : ports)
      if (translates(translation, port))
        found.push_back(
            {std::string(Legacy::kFamily) + " nat " + chain, port,
             std::string(Legacy::kTool) + " -t nat -D " + chain + " " + std::to_string(number)});
  }
  return found;
}

template <class Legacy>
LegacyRules rules_for(const RuleSearch& search) {
  LegacyRules rules;
  const std::string tables = loaded_tables(Legacy::kNames);
  if (tables.find("\nfilter\n") != std::string::npos) rules.drops = drops<Legacy>(search.link);
  if (tables.find("\nnat\n") != std::string::npos)
    rules.translations = translations<Legacy>(search.ports);
  return rules;
}

}  // namespace

LegacyRules legacy_rules(Family family, const RuleSearch& search) {
  return family == Family::v4 ? rules_for<LegacyV4>(search) : rules_for<LegacyV6>(search);
}

}  // namespace mydocker::kernel

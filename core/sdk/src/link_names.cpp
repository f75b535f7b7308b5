// The names and MACs of links (net_types.hpp), and the names of services (service_resource.hpp).
#include <algorithm>
#include <stdexcept>
#include <string>

#include "mydocker/net_types.hpp"
#include "mydocker/service_resource.hpp"

namespace mydocker {
namespace {

constexpr std::size_t kMaxDigits = 12;

// Returns the FNV-1a hash with 64 bits. This algorithm must never change, because stored names
// depend on it. It spreads ids well, because they are random.
std::uint64_t fnv1a(std::string_view text, std::uint64_t hash) {
  for (const char c : text) {
    hash ^= static_cast<std::uint8_t>(c);
    hash *= 0x100000001b3U;
  }
  return hash;
}

// Returns a number that is derived from `id` and the role of the named object.
std::uint32_t folded_hash(std::string_view id, std::string_view role) {
  constexpr std::uint64_t kOffsetBasis = 0xcbf29ce484222325U;
  const std::uint64_t hash = fnv1a(role, fnv1a("/", fnv1a(id, kOffsetBasis)));
  return static_cast<std::uint32_t>(hash ^ (hash >> 32U));
}

// Throws if `id` has other characters than hex digits. A driver that passes a name as the id has a
// defect.
void check_hex(std::string_view id) {
  constexpr std::string_view kHexDigits = "0123456789abcdefABCDEF";
  if (id.find_first_not_of(kHexDigits) != std::string_view::npos)
    throw std::invalid_argument("the id \"" + std::string(id) +
                                "\" has other characters than hex "
                                "digits");
}

bool is_link_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '-';
}

}  // namespace

Result<void> check_link_name(std::string_view name) {
  const auto refused = [](std::string why) {
    return Error(ErrorKind::invalid_argument, std::move(why));
  };
  if (name.empty()) return refused("the interface name is empty");
  const std::string quoted = "\"" + std::string(name.substr(0, 4 * kLinkNameLength)) + "\"";
  if (!std::all_of(name.begin(), name.end(), is_link_character))
    return refused(
        quoted + " is not a valid interface name: it has characters other than a-z A-Z 0-9 _ . -");
  if (name.size() > kLinkNameLength)
    return refused(quoted + " is too long for an interface name: at most " +
                   std::to_string(kLinkNameLength) + " characters");
  if (name.front() == '-')
    return refused(quoted + " is not a valid interface name: it starts with \"-\"");
  // "." and ".." are folders. "all" and "default" have a special meaning below
  // /proc/sys/net/ipv4/conf (sysctl_dev_name_is_allowed() in the kernel).
  if (name == "." || name == ".." || name == "all" || name == "default")
    return refused(quoted + " is not a valid interface name: the kernel reserves it");
  return {};
}

std::string derived_link_name(std::string_view stem, std::string_view id) {
  std::string name(stem.substr(0, kLinkNameLength));
  name += id.substr(0, std::min(kMaxDigits, kLinkNameLength - name.size()));
  return name;
}

std::string derived_service_name(std::string_view stem, std::string_view id) {
  return std::string(stem) + std::string(id.substr(0, kMaxDigits));
}

MacAddress derived_mac(std::string_view id, std::string_view role) {
  check_hex(id);
  const auto folded = folded_hash(id, role);
  MacAddress mac;
  std::copy(kMacPrefix.begin(), kMacPrefix.end(), mac.bytes.begin());
  for (std::size_t i = 0; i < 4; ++i)
    mac.bytes[i + 2] = static_cast<std::uint8_t>(folded >> (8U * (3 - i)));
  return mac;
}

std::uint32_t derived_table(std::string_view id) {
  check_hex(id);
  constexpr std::uint32_t kHighestByte = 0x4d000000;
  constexpr std::uint32_t kRest = 0x00ffffff;
  return kHighestByte | (folded_hash(id, "table") & kRest);
}

}  // namespace mydocker

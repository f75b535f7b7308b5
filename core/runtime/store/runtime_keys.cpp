#include "runtime/store/runtime_keys.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>

namespace mydocker::store {

std::string key_of(std::initializer_list<std::string_view> parts) {
  std::string key;
  for (const auto part : parts) {
    key += part;
    key += '\0';
  }
  return key;
}

std::string end_of(std::string start) {
  ++start.back();
  return start;
}

std::string digits_of(std::uint64_t number) {
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
  std::string text(digits.data(), end);
  return std::string(digits.size() - text.size(), '0') + text;
}

std::string entry_key(std::int64_t entry_id) {
  return key_of({"work", digits_of(static_cast<std::uint64_t>(entry_id))});
}

std::int64_t entry_id_from(std::string_view digits) {
  std::int64_t entry_id = 0;
  const char* const end = digits.data() + digits.size();
  return std::from_chars(digits.data(), end, entry_id, 16).ptr == end ? entry_id : 0;
}

std::string endpoint_key(std::int64_t entry_id) {
  return entry_key(entry_id) + key_of({"endpoint"});
}
std::string definition_key(std::int64_t entry_id) {
  return entry_key(entry_id) + key_of({"definition"});
}
std::string facts_key(std::int64_t entry_id) { return entry_key(entry_id) + key_of({"facts"}); }

std::string port_key(const model::HostPort& port) {
  return key_of({"port", name_of(port.protocol), digits_of(port.port)}) + address_key(port.address);
}

std::string lease_key(std::string_view network_id, const IpAddress& address) {
  return key_of({"lease", network_id}) + address_key(address);
}

std::string lease_key(std::string_view network_id, const MacAddress& mac) {
  return key_of({"lease", network_id}) + "mac " + std::string(mac.bytes.begin(), mac.bytes.end());
}

std::string lease_key(std::string_view network_id, std::string_view container) {
  return containers_key(network_id) + std::string(container);
}

std::string containers_key(std::string_view network_id) {
  return key_of({"lease", network_id, "container"});
}

namespace {

constexpr char kV4 = 4;
constexpr char kV6 = 6;

}  // namespace

std::string address_key(const IpAddress& address) {
  std::string key(1, address.is_v4() ? kV4 : kV6);
  for (std::size_t i = 0; i < address.size(); ++i) key += static_cast<char>(address.bytes().at(i));
  return key;
}

std::string prefix_key(const IpPrefix& prefix) {
  std::string key = address_key(prefix.address);
  key += static_cast<char>(prefix.length);
  return key;
}

std::optional<IpAddress> address_from_key(std::string_view key) {
  if (key.empty() || (key.front() != kV4 && key.front() != kV6)) return std::nullopt;
  const Family family = key.front() == kV4 ? Family::v4 : Family::v6;
  key.remove_prefix(1);
  if (key.size() != (family == Family::v4 ? 4U : 16U)) return std::nullopt;
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t i = 0; i < key.size(); ++i) bytes.at(i) = static_cast<std::uint8_t>(key[i]);
  return IpAddress(family, bytes);
}

}  // namespace mydocker::store

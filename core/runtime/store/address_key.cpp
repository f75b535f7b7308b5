#include "runtime/store/address_key.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace mydocker::store {
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

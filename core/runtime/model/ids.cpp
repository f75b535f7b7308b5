#include "runtime/model/ids.hpp"

#include <sha2.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <initializer_list>

namespace mydocker::model {
namespace {

constexpr std::size_t kShortLength = 12;

void add_field(SHA2_CTX& hash, std::string_view field) {
  std::array<std::uint8_t, 8> length{};
  std::uint64_t rest = field.size();
  for (std::size_t i = length.size(); i-- > 0; rest >>= 8U)
    length.at(i) = static_cast<std::uint8_t>(rest & 0xffU);
  SHA256Update(&hash, length.data(), length.size());
  SHA256Update(&hash, reinterpret_cast<const std::uint8_t*>(field.data()), field.size());
}

std::string digest(std::initializer_list<std::string_view> fields) {
  SHA2_CTX hash{};
  SHA256Init(&hash);
  for (const auto field : fields) add_field(hash, field);
  std::array<char, SHA256_DIGEST_STRING_LENGTH> text{};
  SHA256End(&hash, text.data());
  return {text.data(), text.size() - 1};
}

}  // namespace

std::string network_id(std::string_view machine, std::string_view state_dir, std::int64_t serial,
                       std::string_view name) {
  return digest({"network", machine, state_dir, std::to_string(serial), name});
}

std::string endpoint_id(std::string_view network_id, std::string_view container,
                        std::string_view link_name) {
  return digest({"endpoint", network_id, container, link_name});
}

IpPrefix unique_local_prefix(std::string_view machine) {
  constexpr unsigned kLength = 48;
  constexpr std::size_t kGlobalIdSize = 5;
  const std::string hash = digest({"unique local", machine});
  std::array<std::uint8_t, 16> bytes{0xfd};
  for (std::size_t i = 0; i < kGlobalIdSize; ++i)
    std::from_chars(hash.data() + 2 * i, hash.data() + 2 * i + 2, bytes.at(i + 1), 16);
  return {{Family::v6, bytes}, kLength};
}

std::string short_id(std::string_view id) { return std::string(id.substr(0, kShortLength)); }

}  // namespace mydocker::model

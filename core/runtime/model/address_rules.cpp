#include "runtime/model/address_rules.hpp"

#include <array>
#include <string>

#include "runtime/base/quoted.hpp"

namespace mydocker::model {
namespace {

constexpr unsigned kShortestLength = 8;

struct SpecialRange {
  std::uint32_t address;
  unsigned length;
  const char* meaning;
};

constexpr std::array<SpecialRange, 5> kSpecialRanges{{
    {0x00000000, 8, "the range 0.0.0.0/8 (\"this host\")"},
    {0x7f000000, 8, "the loopback range 127.0.0.0/8"},
    {0xa9fe0000, 16, "the link-local range 169.254.0.0/16"},
    {0xe0000000, 4, "the multicast range 224.0.0.0/4"},
    {0xffffffff, 32, "the broadcast address 255.255.255.255"},
}};

}  // namespace

IpAddress lowest_usable(const IpPrefix& subnet) {
  const IpAddress first = subnet.network().address;
  return subnet.length + 2 <= first.bits() ? first.plus(1) : first;
}

IpAddress highest_usable(const IpPrefix& subnet) {
  const IpAddress last = subnet.last();
  const bool has_broadcast = last.is_v4() && subnet.length + 2 <= last.bits();
  if (!has_broadcast) return last;
  const IpAddress first = subnet.network().address;
  return first.plus(last.distance_from(first) - 1);
}

bool is_usable(const IpPrefix& subnet, const IpAddress& address) {
  return address.family() == subnet.address.family() && address >= lowest_usable(subnet) &&
         address <= highest_usable(subnet);
}

Result<void> check_network_prefix(const std::string& what, const IpPrefix& prefix) {
  using enum ErrorKind;
  const std::string subject = what + " " + base::quoted(prefix.text());
  if (!prefix.address.is_v4())
    return Error(unsupported, subject + ": IPv6 subnets are not available yet");
  if (prefix.has_host_bits())
    return Error(invalid_argument,
                 subject + " has host bits set: did you mean " + prefix.network().text() + "?");
  for (const auto& range : kSpecialRanges)
    if (prefix.overlaps({IpAddress::v4(range.address), range.length}) && prefix.length != 0)
      return Error(invalid_argument, subject + " overlaps " + range.meaning)
          .hint("use a private range (RFC 1918): 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16");
  if (prefix.length < kShortestLength)
    return Error(invalid_argument,
                 subject + " is too large: a prefix length of at least 8 is needed");
  return {};
}

std::string range_text(const AddressRange& range) {
  for (unsigned length = 0; length <= range.first.bits(); ++length) {
    const IpPrefix prefix{range.first, length};
    if (!prefix.has_host_bits() && prefix.last() == range.last) return prefix.text();
  }
  return range.first.text() + "-" + range.last.text();
}

}  // namespace mydocker::model

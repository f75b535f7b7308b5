#include "runtime/model/address_rules.hpp"

#include <array>
#include <string>

#include "runtime/base/quoted.hpp"

namespace mydocker::model {
namespace {

constexpr unsigned kShortestLength = 8;

struct SpecialRange {
  IpPrefix prefix;
  const char* meaning;
};

// Returns the special ranges. The first match is reported, so narrow ranges come first.
const std::array<SpecialRange, 12>& special_ranges() {
  static const std::array<SpecialRange, 12> kRanges{{
      {{IpAddress::v4(0x00000000), 8}, "the range 0.0.0.0/8 (\"this host\")"},
      {{IpAddress::v4(0x7f000000), 8}, "the loopback range 127.0.0.0/8"},
      {{IpAddress::v4(0xa9fe0000), 16}, "the link-local range 169.254.0.0/16"},
      {{IpAddress::v4(0xe0000000), 4}, "the multicast range 224.0.0.0/4"},
      {{IpAddress::v4(0xffffffff), 32}, "the broadcast address 255.255.255.255"},
      {{{Family::v6, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}}, 96},
       "the range ::ffff:0:0/96 (IPv4 addresses written as IPv6)"},
      {{{Family::v6, {0x00, 0x64, 0xff, 0x9b}}, 96},
       "the range 64:ff9b::/96 (IPv4 addresses behind a translator)"},
      {{{Family::v6, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}}, 128},
       "the loopback address ::1"},
      {{{Family::v6, {}}, 128}, "the unspecified address ::"},
      {{{Family::v6, {0xfe, 0x80}}, 10}, "the link-local range fe80::/10"},
      {{{Family::v6, {0xfe, 0xc0}}, 10}, "the range fec0::/10 (site-local, deprecated)"},
      {{{Family::v6, {0xff}}, 8}, "the multicast range ff00::/8"},
  }};
  return kRanges;
}

const char* hint_for(Family family) {
  return family == Family::v4
             ? "use a private range (RFC 1918): 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16"
             : "use unique local addresses (RFC 4193): a /64 in fd00::/8";
}

}  // namespace

IpAddress lowest_usable(const IpPrefix& subnet) {
  const IpAddress first = subnet.network().address;
  return subnet.length + 2 <= first.bits() ? first.plus(1) : first;
}

bool has_broadcast(const IpPrefix& subnet) {
  return subnet.address.is_v4() && subnet.length + 2 <= subnet.address.bits();
}

IpAddress highest_usable(const IpPrefix& subnet) {
  const IpAddress last = subnet.last();
  if (!has_broadcast(subnet)) return last;
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
  if (prefix.has_host_bits())
    return Error(invalid_argument,
                 subject + " has host bits set: did you mean " + prefix.network().text() + "?");
  // The prefix for all link-local addresses (RFC 4291 2.5.6), as in Docker.
  static const IpPrefix kLinkLocal{{Family::v6, {0xfe, 0x80}}, 64};
  for (const auto& range : special_ranges())
    if (prefix.length != 0 && prefix != kLinkLocal && prefix.overlaps(range.prefix))
      return Error(invalid_argument, subject + " overlaps " + range.meaning)
          .hint(hint_for(prefix.address.family()));
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

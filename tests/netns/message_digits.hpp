// The bytes of netlink messages as text, for comparison.
#pragma once

#include <linux/netlink.h>

#include <string>
#include <string_view>

namespace mydocker::kernel {

// Returns the attributes in hexadecimal digits. `header` is the size of the message's own header.
inline std::string attribute_digits(const nlmsghdr& message, std::size_t header) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto* bytes = reinterpret_cast<const unsigned char*>(&message);
  std::string text;
  for (std::size_t i = NLMSG_HDRLEN + header; i < message.nlmsg_len; ++i) {
    text += kDigits[bytes[i] >> 4U];
    text += kDigits[bytes[i] & 15U];
  }
  return text;
}

}  // namespace mydocker::kernel

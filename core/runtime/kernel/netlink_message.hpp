// Builds a netlink message (netlink(7)) with libnl's attribute functions.
//
// It does not send messages and does not know the meaning of attributes. Example:
//   NetlinkMessage message(RTM_SETLINK, 0, ifinfomsg{});
//   message.put_text(IFLA_IFNAME, "eth0");
#pragma once

#include <linux/netlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#include <cstdint>
#include <memory>
#include <string>

#include "mydocker/net_types.hpp"

namespace mydocker::kernel {

// One message, which owns its buffer. If one of the put functions fails, raw() returns null.
class NetlinkMessage {
 public:
  // `header` is the fixed header of the message type: ifinfomsg, ifaddrmsg or rtmsg.
  template <class Header>
  NetlinkMessage(int type, int flags, const Header& header)
      : message_(nlmsg_alloc_simple(type, NLM_F_REQUEST | flags)) {
    append(header);
  }

  // Appends bytes without an attribute header. The peer of a veth pair needs this.
  template <class Header>
  void append(const Header& header) {
    keep(message_ ? nlmsg_append(message_.get(), const_cast<Header*>(&header), sizeof header,
                                 NLMSG_ALIGNTO)
                  : -1);
  }
  void put(int attribute, const void* data, std::size_t size) {
    keep(message_ ? nla_put(message_.get(), attribute, static_cast<int>(size), data) : -1);
  }
  void put_u8(int attribute, std::uint8_t value) { put(attribute, &value, sizeof value); }
  void put_u32(int attribute, std::uint32_t value) { put(attribute, &value, sizeof value); }
  void put_text(int attribute, const std::string& text) {
    put(attribute, text.c_str(), text.size() + 1);
  }
  void put_mac(int attribute, const MacAddress& mac) {
    put(attribute, mac.bytes.data(), mac.bytes.size());
  }
  void put_address(int attribute, const IpAddress& address) {
    put(attribute, address.bytes().data(), address.size());
  }

  // Returns the message, or null if a put failed (no space or no memory). This object owns the
  // message.
  [[nodiscard]] nlmsghdr* raw() const { return whole_ ? nlmsg_hdr(message_.get()) : nullptr; }

 private:
  friend class NestedAttribute;
  struct Free {
    void operator()(nl_msg* message) const noexcept { nlmsg_free(message); }
  };
  void keep(int status) { whole_ = whole_ && status >= 0; }

  std::unique_ptr<nl_msg, Free> message_;
  bool whole_ = true;
};

// An attribute that contains other attributes: all that are added to the message during its
// lifetime. It does not own the message, which must outlive it.
class NestedAttribute {
 public:
  NestedAttribute(NetlinkMessage& message, int attribute)
      : message_(message),
        start_(message.message_ ? nla_nest_start(message.message_.get(), attribute) : nullptr) {
    message_.keep(start_ != nullptr ? 0 : -1);
  }
  ~NestedAttribute() {
    if (start_ != nullptr) nla_nest_end(message_.message_.get(), start_);
  }
  NestedAttribute(const NestedAttribute&) = delete;
  NestedAttribute& operator=(const NestedAttribute&) = delete;

 private:
  NetlinkMessage& message_;
  nlattr* start_;
};

}  // namespace mydocker::kernel

// The functions of libmnl that libnftnl's archive needs, with the interface of <libmnl/libmnl.h>.
//
// Debian has no static library of libmnl. The shared library would cost ten system calls and five
// page faults at each start. Most functions read or write attributes of netlink messages
// (netlink(7)).
#include <libmnl/libmnl.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

namespace {

constexpr std::size_t kHeader = MNL_ATTR_HDRLEN;

char* tail_of(nlmsghdr& message) {
  return reinterpret_cast<char*>(&message) + MNL_ALIGN(message.nlmsg_len);
}

template <class T>
T value_of(const nlattr* attribute) {
  T value{};
  std::memcpy(&value, mnl_attr_get_payload(attribute), sizeof value);
  return value;
}

int refuse(int error) {
  errno = error;
  return -1;
}

// Returns the size of an attribute type in bytes. 0: attributes of this type can have any size.
std::size_t fixed_size(mnl_attr_data_type type) {
  switch (type) {
    case MNL_TYPE_U8:
      return sizeof(std::uint8_t);
    case MNL_TYPE_U16:
      return sizeof(std::uint16_t);
    case MNL_TYPE_U32:
      return sizeof(std::uint32_t);
    case MNL_TYPE_U64:
    case MNL_TYPE_MSECS:
      return sizeof(std::uint64_t);
    default:
      return 0;
  }
}

int visit(const char* first, const char* end, mnl_attr_cb_t visitor, void* data) {
  const auto* attribute = reinterpret_cast<const nlattr*>(first);
  while (mnl_attr_ok(attribute, static_cast<int>(end - reinterpret_cast<const char*>(attribute)))) {
    if (const int result = visitor(attribute, data); result <= MNL_CB_STOP) return result;
    attribute = mnl_attr_next(attribute);
  }
  return MNL_CB_OK;
}

}  // namespace

extern "C" {

// --- messages

nlmsghdr* mnl_nlmsg_put_header(void* buffer) {
  auto* const message = static_cast<nlmsghdr*>(std::memset(buffer, 0, MNL_NLMSG_HDRLEN));
  message->nlmsg_len = MNL_NLMSG_HDRLEN;
  return message;
}

void* mnl_nlmsg_put_extra_header(nlmsghdr* message, std::size_t size) {
  char* const start = tail_of(*message);
  message->nlmsg_len += static_cast<std::uint32_t>(MNL_ALIGN(size));
  return std::memset(start, 0, MNL_ALIGN(size));
}

void* mnl_nlmsg_get_payload(const nlmsghdr* message) {
  return const_cast<char*>(reinterpret_cast<const char*>(message)) + MNL_NLMSG_HDRLEN;
}

// --- reading attributes

std::uint16_t mnl_attr_get_type(const nlattr* attribute) {
  return attribute->nla_type & NLA_TYPE_MASK;
}

std::uint16_t mnl_attr_get_payload_len(const nlattr* attribute) {
  return static_cast<std::uint16_t>(attribute->nla_len - kHeader);
}

void* mnl_attr_get_payload(const nlattr* attribute) {
  return const_cast<char*>(reinterpret_cast<const char*>(attribute)) + kHeader;
}

std::uint8_t mnl_attr_get_u8(const nlattr* attribute) { return value_of<std::uint8_t>(attribute); }
std::uint16_t mnl_attr_get_u16(const nlattr* attribute) {
  return value_of<std::uint16_t>(attribute);
}
std::uint32_t mnl_attr_get_u32(const nlattr* attribute) {
  return value_of<std::uint32_t>(attribute);
}
std::uint64_t mnl_attr_get_u64(const nlattr* attribute) {
  return value_of<std::uint64_t>(attribute);
}
const char* mnl_attr_get_str(const nlattr* attribute) {
  return static_cast<const char*>(mnl_attr_get_payload(attribute));
}

bool mnl_attr_ok(const nlattr* attribute, int left) {
  return left >= static_cast<int>(sizeof *attribute) && attribute->nla_len >= sizeof *attribute &&
         attribute->nla_len <= left;
}

nlattr* mnl_attr_next(const nlattr* attribute) {
  return reinterpret_cast<nlattr*>(const_cast<char*>(reinterpret_cast<const char*>(attribute)) +
                                   MNL_ALIGN(attribute->nla_len));
}

int mnl_attr_parse(const nlmsghdr* message, unsigned offset, mnl_attr_cb_t visitor, void* data) {
  const auto* const start = reinterpret_cast<const char*>(message);
  return visit(start + MNL_NLMSG_HDRLEN + MNL_ALIGN(offset), start + MNL_ALIGN(message->nlmsg_len),
               visitor, data);
}

int mnl_attr_parse_nested(const nlattr* nest, mnl_attr_cb_t visitor, void* data) {
  const auto* const start = static_cast<const char*>(mnl_attr_get_payload(nest));
  return visit(start, start + mnl_attr_get_payload_len(nest), visitor, data);
}

// --- checking attributes

int mnl_attr_type_valid(const nlattr* attribute, std::uint16_t most) {
  return mnl_attr_get_type(attribute) <= most ? 1 : refuse(EOPNOTSUPP);
}

int mnl_attr_validate(const nlattr* attribute, mnl_attr_data_type type) {
  if (type < MNL_TYPE_UNSPEC || type >= MNL_TYPE_MAX) return refuse(EINVAL);
  const std::size_t size = mnl_attr_get_payload_len(attribute);
  if (const std::size_t fixed = fixed_size(type); fixed != 0)
    return size == fixed ? 0 : refuse(ERANGE);
  const bool is_text = type == MNL_TYPE_STRING || type == MNL_TYPE_NUL_STRING;
  if (is_text && size == 0) return refuse(ERANGE);
  if (type == MNL_TYPE_NUL_STRING && mnl_attr_get_str(attribute)[size - 1] != '\0')
    return refuse(EINVAL);
  if (type == MNL_TYPE_FLAG && size > 0) return refuse(ERANGE);
  const bool too_short_nest = type == MNL_TYPE_NESTED && size != 0 && size < kHeader;
  return too_short_nest ? refuse(ERANGE) : 0;
}

// --- writing attributes

void mnl_attr_put(nlmsghdr* message, std::uint16_t type, std::size_t size, const void* data) {
  char* const start = tail_of(*message);
  const nlattr header{static_cast<std::uint16_t>(kHeader + size), type};
  std::memcpy(start, &header, sizeof header);
  if (size > 0) std::memcpy(start + kHeader, data, size);
  std::memset(start + kHeader + size, 0, MNL_ALIGN(size) - size);
  message->nlmsg_len =
      MNL_ALIGN(message->nlmsg_len) + static_cast<std::uint32_t>(kHeader + MNL_ALIGN(size));
}

void mnl_attr_put_u8(nlmsghdr* message, std::uint16_t type, std::uint8_t value) {
  mnl_attr_put(message, type, sizeof value, &value);
}
void mnl_attr_put_u16(nlmsghdr* message, std::uint16_t type, std::uint16_t value) {
  mnl_attr_put(message, type, sizeof value, &value);
}
void mnl_attr_put_u32(nlmsghdr* message, std::uint16_t type, std::uint32_t value) {
  mnl_attr_put(message, type, sizeof value, &value);
}
void mnl_attr_put_u64(nlmsghdr* message, std::uint16_t type, std::uint64_t value) {
  mnl_attr_put(message, type, sizeof value, &value);
}
void mnl_attr_put_str(nlmsghdr* message, std::uint16_t type, const char* text) {
  mnl_attr_put(message, type, std::strlen(text), text);
}
void mnl_attr_put_strz(nlmsghdr* message, std::uint16_t type, const char* text) {
  mnl_attr_put(message, type, std::strlen(text) + 1, text);
}

nlattr* mnl_attr_nest_start(nlmsghdr* message, std::uint16_t type) {
  char* const start = tail_of(*message);
  mnl_attr_put(message, type | NLA_F_NESTED, 0, nullptr);
  return reinterpret_cast<nlattr*>(start);
}

void mnl_attr_nest_end(nlmsghdr* message, nlattr* nest) {
  nest->nla_len = static_cast<std::uint16_t>(tail_of(*message) - reinterpret_cast<char*>(nest));
}
}

#include "runtime/kernel/netlink_ack.hpp"

#include <netlink/attr.h>
#include <netlink/msg.h>

#include <array>
#include <cerrno>

#include "runtime/base/errno_text.hpp"

namespace mydocker::kernel {
namespace {

ErrorKind kind_of_errno(int error) {
  switch (error) {
    case EEXIST:
      return ErrorKind::already_exists;
    case EPERM:
      return ErrorKind::permission;
    case ENODEV:
      return ErrorKind::not_found;
    case EOPNOTSUPP:
    case EAFNOSUPPORT:
    case EPROTONOSUPPORT:
      return ErrorKind::unsupported;
    default:
      return ErrorKind::kernel;
  }
}

}  // namespace

Error error_of(const Ack& ack) {
  std::string text = base::errno_text(ack.error);
  if (!ack.extack_message.empty()) text += " (" + ack.extack_message + ")";
  Error error(kind_of_errno(ack.error), std::move(text));
  if (ack.error == ENFILE) return std::move(error).hint("an nftables set has no space left");
  const bool of_memory = ack.error == ENOMEM || ack.error == ENOBUFS || ack.error == EMFILE;
  return of_memory ? base::with_way_out(std::move(error), ack.error) : error;
}

Result<void> result_of(const Ack& ack) {
  if (ack.ok()) return {};
  return error_of(ack);
}

Ack ack_from(nlmsghdr& acknowledgement) {
  const auto* error = static_cast<const nlmsgerr*>(nlmsg_data(&acknowledgement));
  Ack ack{-error->error, {}};
  if ((acknowledgement.nlmsg_flags & NLM_F_ACK_TLVS) == 0) return ack;
  std::size_t before = sizeof *error;
  if ((acknowledgement.nlmsg_flags & NLM_F_CAPPED) == 0)
    before += NLMSG_ALIGN(error->msg.nlmsg_len) - sizeof error->msg;
  std::array<nlattr*, NLMSGERR_ATTR_MAX + 1> attributes{};
  if (nlmsg_parse(&acknowledgement, static_cast<int>(before), attributes.data(), NLMSGERR_ATTR_MAX,
                  nullptr) < 0)
    return ack;
  if (attributes[NLMSGERR_ATTR_MSG] != nullptr)
    ack.extack_message = nla_get_string(attributes[NLMSGERR_ATTR_MSG]);
  return ack;
}

}  // namespace mydocker::kernel

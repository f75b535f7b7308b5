#include "queue_request.hpp"

#include <linux/netlink.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>

namespace shaped {
namespace {

// A netlink message with a tcmsg and space for attributes.
class Request {
 public:
  Request(std::uint16_t type, std::uint16_t flags, unsigned link) {
    header().nlmsg_len = NLMSG_LENGTH(sizeof(tcmsg));
    header().nlmsg_type = type;
    header().nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | NLM_F_ACK | flags);
    auto& about = *static_cast<tcmsg*>(NLMSG_DATA(&header()));
    about.tcm_family = AF_UNSPEC;
    about.tcm_ifindex = static_cast<int>(link);
    about.tcm_parent = TC_H_ROOT;
  }
  nlmsghdr& header() { return *reinterpret_cast<nlmsghdr*>(bytes_.data()); }

  // Adds an attribute. Returns its offset, for end().
  std::size_t put(std::uint16_t type, const void* data, std::size_t size) {
    const std::size_t at = NLMSG_ALIGN(header().nlmsg_len);
    auto& attribute = *reinterpret_cast<rtattr*>(bytes_.data() + at);
    attribute.rta_type = type;
    attribute.rta_len = static_cast<std::uint16_t>(RTA_LENGTH(size));
    if (size != 0) std::memcpy(RTA_DATA(&attribute), data, size);
    header().nlmsg_len = static_cast<std::uint32_t>(at + RTA_ALIGN(attribute.rta_len));
    return at;
  }
  // Ends a nested attribute: it contains all attributes since put() returned `at`.
  void end(std::size_t at) {
    auto& outer = *reinterpret_cast<rtattr*>(bytes_.data() + at);
    outer.rta_len = static_cast<std::uint16_t>(header().nlmsg_len - at);
  }

 private:
  alignas(nlmsghdr) std::array<char, 512> bytes_{};
};

const rtattr* find(const rtattr* first, std::size_t size, std::uint16_t type) {
  auto left = static_cast<int>(size);
  for (const rtattr* one = first; RTA_OK(one, left); one = RTA_NEXT(one, left))
    if (one->rta_type == type) return one;
  return nullptr;
}

void read_queue(const nlmsghdr& message, Found& found) {
  const auto* about = static_cast<const tcmsg*>(NLMSG_DATA(&message));
  const auto* first = reinterpret_cast<const rtattr*>(reinterpret_cast<const char*>(about) +
                                                      NLMSG_ALIGN(sizeof(tcmsg)));
  const std::size_t size = message.nlmsg_len - NLMSG_LENGTH(sizeof(tcmsg));
  const rtattr* kind = find(first, size, TCA_KIND);
  const rtattr* options = find(first, size, TCA_OPTIONS);
  if (kind == nullptr || options == nullptr) return;
  if (std::strcmp(static_cast<const char*>(RTA_DATA(kind)), "tbf") != 0) return;
  const rtattr* parameters =
      find(static_cast<const rtattr*>(RTA_DATA(options)), RTA_PAYLOAD(options), TCA_TBF_PARMS);
  if (parameters == nullptr || RTA_PAYLOAD(parameters) < sizeof(tc_tbf_qopt)) return;
  tc_tbf_qopt bucket{};
  std::memcpy(&bucket, RTA_DATA(parameters), sizeof bucket);
  found = {true, bucket.rate.rate};
}

// Reads messages until the kernel's acknowledgement, and returns its error.
int read_answers(int socket, Found* found) {
  alignas(nlmsghdr) std::array<char, 8192> buffer{};
  while (true) {
    const ssize_t received = recv(socket, buffer.data(), buffer.size(), 0);
    if (received < 0) return errno;
    auto left = static_cast<int>(received);
    for (auto* message = reinterpret_cast<nlmsghdr*>(buffer.data()); NLMSG_OK(message, left);
         message = NLMSG_NEXT(message, left)) {
      if (message->nlmsg_type == NLMSG_ERROR)
        return -static_cast<const nlmsgerr*>(NLMSG_DATA(message))->error;
      if (message->nlmsg_type == RTM_NEWQDISC && found != nullptr) read_queue(*message, *found);
    }
  }
}

int send_request(Request& request, Found* found = nullptr) {
  const int socket = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (socket < 0) return errno;
  const bool sent = send(socket, &request.header(), request.header().nlmsg_len, 0) >= 0;
  const int error = sent ? read_answers(socket, found) : errno;
  close(socket);
  return error;
}

}  // namespace

Bucket bucket_of(std::uint64_t kilobits) {
  // The limit with segmentation offload on a veth pair.
  constexpr std::uint64_t kLargestPacket = 65536;
  const std::uint64_t rate = kilobits * 1000 / 8;
  const std::uint64_t burst = std::max(rate / 50, kLargestPacket);
  return {static_cast<std::uint32_t>(rate), static_cast<std::uint32_t>(burst),
          static_cast<std::uint32_t>(burst + rate / 10)};
}

int find_queue(const std::string& link, Found& found) {
  const unsigned index = if_nametoindex(link.c_str());
  if (index == 0) return errno;
  // Without NLM_F_ECHO the kernel sends the reply to multicast listeners only.
  Request request(RTM_GETQDISC, NLM_F_ECHO, index);
  const int error = send_request(request, &found);
  return error == ENOENT ? 0 : error;
}

int put_bucket(const std::string& link, const Bucket& bucket, Put put) {
  const unsigned index = if_nametoindex(link.c_str());
  if (index == 0) return errno;
  tc_tbf_qopt parameters{};
  parameters.rate.rate = bucket.rate;
  parameters.rate.linklayer = TC_LINKLAYER_ETHERNET;
  parameters.limit = bucket.limit;
  constexpr std::uint16_t kAdd = NLM_F_CREATE | NLM_F_EXCL;
  Request request(RTM_NEWQDISC, put == Put::add ? kAdd : std::uint16_t{0}, index);
  request.put(TCA_KIND, "tbf", sizeof "tbf");
  const std::size_t options = request.put(TCA_OPTIONS, nullptr, 0);
  request.put(TCA_TBF_PARMS, &parameters, sizeof parameters);
  request.put(TCA_TBF_BURST, &bucket.burst, sizeof bucket.burst);
  request.end(options);
  return send_request(request);
}

int remove_queue(const std::string& link) {
  const unsigned index = if_nametoindex(link.c_str());
  if (index == 0) return errno;
  Request request(RTM_DELQDISC, 0, index);
  return send_request(request);
}

}  // namespace shaped

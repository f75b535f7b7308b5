#include "runtime/kernel/queue_messages.hpp"

#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/tc_act/tc_mirred.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>

namespace mydocker::kernel {
namespace {

constexpr std::uint32_t kClass = kQueueHandle | 1U;
// The priority of the redirecting filter. It is a higher number than those of link_filters.cpp, so
// it comes after them.
constexpr std::uint32_t kRedirectPriority = 28005;
constexpr std::uint32_t kIngress = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS);
constexpr std::uint64_t kBitsPerByte = 8;
constexpr std::uint64_t kNanosecondsPerTick = 64;  // 1 << PSCHED_SHIFT of the kernel
constexpr std::uint32_t kLargest = std::numeric_limits<std::uint32_t>::max();

using QueueOptions = std::array<nlattr*, 32>;

std::uint64_t bytes_per_second(const Queue& queue) { return queue.rate / kBitsPerByte; }

std::uint32_t clamped(std::uint64_t number) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(number, kLargest));
}

tcmsg header_of(int link, std::uint32_t parent, std::uint32_t handle) {
  tcmsg header{};
  header.tcm_ifindex = link;
  header.tcm_parent = parent;
  header.tcm_handle = handle;
  return header;
}

tcmsg filter_header_of(int link) {
  tcmsg header = header_of(link, kIngress, 0);
  const std::uint32_t protocol =
      std::endian::native == std::endian::little ? ETH_P_ALL << 8U : std::uint32_t{ETH_P_ALL};
  header.tcm_info = TC_H_MAKE(kRedirectPriority << 16U, protocol);
  return header;
}

tc_ratespec rate_spec(const Queue& queue) {
  tc_ratespec spec{};
  spec.linklayer = TC_LINKLAYER_ETHERNET;
  spec.rate = clamped(bytes_per_second(queue));
  return spec;
}

// Adds the rate as an attribute of its own if it is too large for the struct tc_ratespec.
void put_large_rate(NetlinkMessage& message, int attribute, const Queue& queue) {
  const std::uint64_t rate = bytes_per_second(queue);
  if (rate > kLargest) message.put(attribute, &rate, sizeof rate);
}

void put_tbf(NetlinkMessage& message, const Queue& queue) {
  tc_tbf_qopt options{};
  options.rate = rate_spec(queue);
  options.limit = queue.limit;
  options.buffer = burst_ticks(queue);
  message.put(TCA_TBF_PARMS, &options, sizeof options);
  message.put_u32(TCA_TBF_BURST, queue.burst);
  put_large_rate(message, TCA_TBF_RATE64, queue);
}

// Adds the options of an htb queue. Packets that no filter puts in a class pass the class 1.
void put_htb(NetlinkMessage& message) {
  tc_htb_glob options{};
  options.version = TC_HTB_PROTOVER;
  options.rate2quantum = 10;
  options.defcls = 1;
  message.put(TCA_HTB_INIT, &options, sizeof options);
}

void put_options(NetlinkMessage& message, const Queue& queue) {
  const NestedAttribute options(message, TCA_OPTIONS);
  if (queue.kind == QueueKind::tbf) put_tbf(message, queue);
  if (queue.kind == QueueKind::htb) put_htb(message);
  if (queue.kind == QueueKind::fq)
    message.put_u32(TCA_FQ_FLOW_MAX_RATE,
                    queue.rate == 0 ? kLargest : clamped(bytes_per_second(queue)));
}

// Returns the quantum of the class: the number of bytes that it may send before other classes.
std::uint32_t quantum_of(const Queue& queue) {
  constexpr std::uint64_t kSmallest = 1600;
  constexpr std::uint64_t kMost = 60000;
  return static_cast<std::uint32_t>(std::clamp(bytes_per_second(queue) / 10, kSmallest, kMost));
}

// The selector of a u32 filter that matches every packet (linux/pkt_cls.h). It is a tc_u32_sel with
// one key, and the mask of the key is zero. The kernel's struct ends with an array without a size,
// which is not standard C++.
struct MatchAll {
  std::uint8_t flags = TC_U32_TERMINAL;
  std::uint8_t offshift = 0;
  std::uint8_t nkeys = 1;
  std::uint16_t offmask = 0;
  std::uint16_t off = 0;
  std::int16_t offoff = 0;
  std::int16_t hoff = 0;
  std::uint32_t hmask = 0;
  tc_u32_key key{};
};

void put_match_all(NetlinkMessage& message) {
  const MatchAll match;
  message.put(TCA_U32_SEL, &match, sizeof match);
}

template <class Struct>
bool read(nlattr* attribute, Struct& value) {
  if (attribute == nullptr || nla_len(attribute) < static_cast<int>(sizeof value)) return false;
  std::memcpy(&value, nla_data(attribute), sizeof value);
  return true;
}

bool parse_nested(nlattr* attribute, QueueOptions& options) {
  return attribute != nullptr &&
         nla_parse_nested(options.data(), static_cast<int>(options.size()) - 1, attribute,
                          nullptr) >= 0;
}

std::uint64_t rate_in(const tc_ratespec& spec, nlattr* large) {
  std::uint64_t rate = spec.rate;
  std::uint64_t whole = 0;
  if (read(large, whole)) rate = std::max(rate, whole);
  return rate * kBitsPerByte;
}

void read_tbf(const QueueOptions& options, QueueState& state) {
  tc_tbf_qopt found{};
  if (!read(options[TCA_TBF_PARMS], found)) return;
  state.rate = rate_in(found.rate, options[TCA_TBF_RATE64]);
  state.limit = found.limit;
}

void read_htb(const QueueOptions& options, QueueState& state) {
  tc_htb_opt found{};
  if (!read(options[TCA_HTB_PARMS], found)) return;
  state.rate = rate_in(found.rate, options[TCA_HTB_RATE64]);
  state.buffer = found.buffer;
}

void read_fq(const QueueOptions& options, QueueState& state) {
  std::uint32_t rate = kLargest;
  if (read(options[TCA_FQ_FLOW_MAX_RATE], rate) && rate != kLargest)
    state.rate = std::uint64_t{rate} * kBitsPerByte;
}

}  // namespace

NetlinkMessage clsact_message(int link) {
  NetlinkMessage message(RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL,
                         header_of(link, TC_H_CLSACT, TC_H_MAKE(TC_H_CLSACT, 0)));
  message.put_text(TCA_KIND, "clsact");
  return message;
}

NetlinkMessage no_qdisc_message(int link) {
  return {RTM_DELQDISC, 0, header_of(link, TC_H_ROOT, kQueueHandle)};
}

NetlinkMessage qdisc_message(int flags, const Queue& queue, int link) {
  NetlinkMessage message(RTM_NEWQDISC, NLM_F_CREATE | flags,
                         header_of(link, TC_H_ROOT, kQueueHandle));
  message.put_text(TCA_KIND, std::string(name_of(queue.kind)));
  put_options(message, queue);
  return message;
}

NetlinkMessage class_message(int flags, const Queue& queue, int link) {
  NetlinkMessage message(RTM_NEWTCLASS, NLM_F_CREATE | flags,
                         header_of(link, kQueueHandle, kClass));
  message.put_text(TCA_KIND, "htb");
  tc_htb_opt values{};
  values.rate = rate_spec(queue);
  values.ceil = values.rate;
  values.buffer = burst_ticks(queue);
  values.cbuffer = values.buffer;
  values.quantum = quantum_of(queue);
  const NestedAttribute options(message, TCA_OPTIONS);
  message.put(TCA_HTB_PARMS, &values, sizeof values);
  put_large_rate(message, TCA_HTB_RATE64, queue);
  put_large_rate(message, TCA_HTB_CEIL64, queue);
  return message;
}

// Returns the message for a u32 filter that matches every packet. Every kernel with filters has
// this kind (tc-u32(8)).
NetlinkMessage redirect_message(int link, int to) {
  NetlinkMessage message(RTM_NEWTFILTER, NLM_F_CREATE | NLM_F_EXCL, filter_header_of(link));
  message.put_text(TCA_KIND, "u32");
  const NestedAttribute options(message, TCA_OPTIONS);
  put_match_all(message);
  const NestedAttribute actions(message, TCA_U32_ACT);
  const NestedAttribute first(message, 1);
  message.put_text(TCA_ACT_KIND, "mirred");
  const NestedAttribute values(message, TCA_ACT_OPTIONS);
  tc_mirred mirred{};
  mirred.action = TC_ACT_STOLEN;
  mirred.eaction = TCA_EGRESS_REDIR;
  mirred.ifindex = static_cast<std::uint32_t>(to);
  message.put(TCA_MIRRED_PARMS, &mirred, sizeof mirred);
  return message;
}

NetlinkMessage no_redirect_message(int link) {
  NetlinkMessage message(RTM_DELTFILTER, 0, filter_header_of(link));
  message.put_text(TCA_KIND, "u32");
  return message;
}

NetlinkMessage filters_question(int link) {
  return {RTM_GETTFILTER, 0, header_of(link, kIngress, 0)};
}

QueueState queue_from(nlmsghdr& message) {
  const auto& header = *static_cast<const tcmsg*>(nlmsg_data(&message));
  std::array<nlattr*, TCA_MAX + 1> attributes{};
  QueueState state;
  state.handle = header.tcm_handle;
  if (nlmsg_parse(&message, sizeof header, attributes.data(), TCA_MAX, nullptr) < 0) return state;
  if (attributes[TCA_KIND] != nullptr) state.kind = nla_get_string(attributes[TCA_KIND]);
  QueueOptions options{};
  if (!parse_nested(attributes[TCA_OPTIONS], options)) return state;
  if (state.kind == "tbf") read_tbf(options, state);
  if (state.kind == "htb") read_htb(options, state);
  if (state.kind == "fq") read_fq(options, state);
  return state;
}

std::uint32_t burst_ticks(const Queue& queue) {
  constexpr std::uint64_t kSecond = 1'000'000'000;
  const std::uint64_t rate = std::max<std::uint64_t>(bytes_per_second(queue), 1);
  return clamped(queue.burst * kSecond / rate / kNanosecondsPerTick);
}

int redirect_target(nlmsghdr& message) {
  const auto& header = *static_cast<const tcmsg*>(nlmsg_data(&message));
  if (TC_H_MAJ(header.tcm_info) >> 16U != kRedirectPriority) return 0;
  std::array<nlattr*, TCA_MAX + 1> attributes{};
  QueueOptions options{};
  QueueOptions actions{};
  QueueOptions action{};
  QueueOptions values{};
  tc_mirred mirred{};
  if (nlmsg_parse(&message, sizeof header, attributes.data(), TCA_MAX, nullptr) < 0 ||
      !parse_nested(attributes[TCA_OPTIONS], options) ||
      !parse_nested(options[TCA_U32_ACT], actions) || !parse_nested(actions[1], action) ||
      !parse_nested(action[TCA_ACT_OPTIONS], values) || !read(values[TCA_MIRRED_PARMS], mirred))
    return 0;
  return static_cast<int>(mirred.ifindex);
}

}  // namespace mydocker::kernel

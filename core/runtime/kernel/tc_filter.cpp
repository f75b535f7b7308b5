#include "runtime/kernel/tc_filter.hpp"

#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>

#include <cerrno>
#include <vector>

namespace mydocker::kernel {
namespace {

constexpr std::uint32_t kPriority = 28004;

std::uint32_t parent_of(FilterHook hook) {
  return TC_H_MAKE(TC_H_CLSACT, hook == FilterHook::ingress ? TC_H_MIN_INGRESS : TC_H_MIN_EGRESS);
}

tcmsg filter_header(int link, const TcFilter& filter) {
  tcmsg header{};
  header.tcm_ifindex = link;
  header.tcm_parent = parent_of(filter.hook);
  header.tcm_handle = filter.handle;
  header.tcm_info = TC_H_MAKE(kPriority << 16U, std::uint32_t{htons(ETH_P_ALL)});
  return header;
}

NetlinkMessage qdisc_message(int link) {
  tcmsg header{};
  header.tcm_ifindex = link;
  header.tcm_handle = TC_H_MAKE(TC_H_CLSACT, 0);
  header.tcm_parent = TC_H_CLSACT;
  NetlinkMessage message(RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL, header);
  message.put_text(TCA_KIND, "clsact");
  return message;
}

NetlinkMessage filter_message(int link, const TcFilter& filter, int program) {
  NetlinkMessage message(RTM_NEWTFILTER, NLM_F_CREATE, filter_header(link, filter));
  message.put_text(TCA_KIND, "bpf");
  const NestedAttribute options(message, TCA_OPTIONS);
  message.put_u32(TCA_BPF_FD, static_cast<std::uint32_t>(program));
  message.put_text(TCA_BPF_NAME, "mydocker");
  message.put_u32(TCA_BPF_FLAGS, TCA_BPF_FLAG_ACT_DIRECT);
  return message;
}

// The errors of a kernel without BPF, the qdisc or the filter, or of a user namespace.
bool is_unsupported(int error) {
  return error == EPERM || error == ENOSYS || error == ENOENT || error == EOPNOTSUPP ||
         error == EINVAL;
}

Result<bool> is_listed(NetlinkSocket& socket, int link, const TcFilter& filter) {
  tcmsg header{};
  header.tcm_ifindex = link;
  header.tcm_parent = parent_of(filter.hook);
  NetlinkMessage question(RTM_GETTFILTER, 0, header);
  ObjectList found;
  const Ack ack = socket.list(question, found);
  if (is_unsupported(ack.error)) return false;
  if (!ack.ok()) return error_of(ack);
  for (std::size_t at = 0; at < found.size(); ++at) {
    const auto& one = *static_cast<const tcmsg*>(nlmsg_data(found.at(at)));
    if (TC_H_MAJ(one.tcm_info) >> 16U == kPriority && one.tcm_handle == filter.handle) return true;
  }
  return false;
}

}  // namespace

// A new link has no qdisc, so it is added first.
Result<void> add_tc_filters(NetlinkSocket& socket, int link, std::span<const TcFilter> filters) {
  std::vector<base::UniqueFd> programs;
  std::vector<NetlinkMessage> messages;
  messages.push_back(qdisc_message(link));
  for (const TcFilter& filter : filters) {
    programs.push_back(filter.program.load_into_kernel());
    if (!programs.back()) return {};
    messages.push_back(filter_message(link, filter, programs.back().get()));
  }
  for (const Ack& ack : socket.change_all(messages)) {
    if (ack.ok() || ack.error == EEXIST) continue;
    if (is_unsupported(ack.error)) return {};
    return result_of(ack).within("add a BPF filter");
  }
  return {};
}

void remove_tc_filter(NetlinkSocket& socket, int link, const TcFilter& filter) {
  NetlinkMessage message(RTM_DELTFILTER, 0, filter_header(link, filter));
  message.put_text(TCA_KIND, "bpf");
  (void)socket.change(message);
}

Result<bool> has_tc_filter(NetlinkSocket& socket, int link, const TcFilter& filter) {
  MYDOCKER_TRY(const bool found, is_listed(socket, link, filter));
  return found || !filter.program.load_into_kernel();
}

}  // namespace mydocker::kernel

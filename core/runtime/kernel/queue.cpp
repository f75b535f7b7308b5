// Queueing disciplines (rtnetlink(7), RTM_NEWQDISC; tc(8)).
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>

#include <cerrno>

#include "runtime/kernel/link_state.hpp"
#include "runtime/kernel/queue_messages.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

Error missing(const std::string& link) {
  return error_of({ENODEV, {}}).within("link \"" + link + "\"");
}

// Converts the kernel's reply to a request about a queue. For an unknown kind, the kernel's text is
// "Specified qdisc kind is unknown".
Result<void> qdisc_result(const Queue& queue, const Ack& ack) {
  const std::string kind(name_of(queue.kind));
  if (ack.error != ENOENT) return result_of(ack);
  return Error(ErrorKind::unsupported, "this kernel has no queue of kind " + kind)
      .hint("modprobe sch_" + kind);
}

Result<void> filter_result(const Ack& ack) {
  if (ack.error != ENOENT && ack.error != EOPNOTSUPP) return result_of(ack);
  return Error(ErrorKind::unsupported, "this kernel cannot redirect incoming packets")
      .hint("modprobe -a sch_ingress cls_u32 act_mirred");
}

// Reads the state of a queue. The kernel returns the object only if the request has NLM_F_ECHO. It
// returns none for a link without its own qdisc. So the request also asks for an acknowledgement.
Result<QueueState> find_state(NetlinkSocket& socket, NetlinkMessage question) {
  ObjectList found;
  const Ack ack = socket.get(question, found);
  if (ack.error == ENOENT || (ack.ok() && found.empty())) return QueueState{};
  if (!ack.ok()) return error_of(ack);
  return queue_from(*found.at(0));
}

NetlinkMessage root_question(int link) {
  tcmsg header{};
  header.tcm_ifindex = link;
  header.tcm_parent = TC_H_ROOT;
  return {RTM_GETQDISC, NLM_F_ECHO | NLM_F_ACK, header};
}

NetlinkMessage class_question(int link) {
  tcmsg header{};
  header.tcm_ifindex = link;
  header.tcm_handle = kQueueHandle | 1U;
  return {RTM_GETTCLASS, NLM_F_ECHO | NLM_F_ACK, header};
}

std::string rate_text(std::uint64_t rate) { return "rate " + std::to_string(rate) + "bit"; }

// Returns the difference between the values of the queue in the kernel and in the plan. The kernel
// rounds rates to whole bytes per second.
std::string value_difference(const QueueState& found, const Queue& queue) {
  constexpr std::uint64_t kByte = 8;
  if (queue.kind == QueueKind::fq_codel) return {};
  if (found.rate / kByte != queue.rate / kByte) return rate_text(found.rate);
  if (queue.kind == QueueKind::tbf && found.limit != queue.limit)
    return "limit " + std::to_string(found.limit);
  if (queue.kind == QueueKind::htb && found.buffer != burst_ticks(queue)) return "another burst";
  return {};
}

Result<bool> is_redirected(NetlinkSocket& socket, const Queue& queue, int link) {
  const int from = link_index(socket, queue.ingress_of);
  if (from == 0) return false;
  NetlinkMessage question = filters_question(from);
  ObjectList list;
  const Ack ack = socket.list(question, list);
  if (ack.error == EINVAL || ack.error == ENOENT) return false;  // the link has no clsact
  if (!ack.ok()) return error_of(ack);
  for (std::size_t i = 0; i < list.size(); ++i)
    if (redirect_target(*list.at(i)) == link) return true;
  return false;
}

Result<std::string> queue_difference(NetlinkSocket& socket, QueueState found, const Queue& queue,
                                     int link) {
  if (found.kind != name_of(queue.kind)) return "a queue of kind " + found.kind;
  if (queue.kind == QueueKind::htb) {
    MYDOCKER_TRY(found, find_state(socket, class_question(link)));
  }
  const auto difference = value_difference(found, queue);
  if (!difference.empty() || queue.ingress_of.empty()) return difference;
  MYDOCKER_TRY(const bool redirected, is_redirected(socket, queue, link));
  return redirected ? std::string()
                    : "without the packets that come in through \"" + queue.ingress_of + "\"";
}

void remove_redirect(NetlinkSocket& socket, const Queue& queue) {
  const int from = queue.ingress_of.empty() ? 0 : link_index(socket, queue.ingress_of);
  if (from == 0) return;
  NetlinkMessage message = no_redirect_message(from);
  (void)socket.change(message);
}

Result<void> add_redirect(NetlinkSocket& socket, const Queue& queue, int link) {
  if (queue.ingress_of.empty()) return {};
  const int from = link_index(socket, queue.ingress_of);
  if (from == 0) return missing(queue.ingress_of);
  NetlinkMessage clsact = clsact_message(from);
  const Ack added = socket.change(clsact);
  if (added.error != EEXIST) MYDOCKER_CHECK(filter_result(added));
  remove_redirect(socket, queue);
  NetlinkMessage redirect = redirect_message(from, link);
  return filter_result(socket.change(redirect));
}

Result<void> set_class(NetlinkSocket& socket, const Queue& queue, int link) {
  if (queue.kind != QueueKind::htb) return {};
  NetlinkMessage message = class_message(NLM_F_REPLACE, queue, link);
  return result_of(socket.change(message));
}

Result<void> remove_qdisc(NetlinkSocket& socket, int link) {
  NetlinkMessage message = no_qdisc_message(link);
  const Ack ack = socket.change(message);
  if (ack.error == ENOENT || ack.error == EINVAL || ack.error == ENODEV) return {};
  return result_of(ack);
}

Result<void> add_parts(NetlinkSocket& socket, const Queue& queue, int link) {
  MYDOCKER_CHECK(set_class(socket, queue, link));
  return add_redirect(socket, queue, link);
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const Queue& queue) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(queue.place));
  const int link = link_index(socket, queue.link);
  if (link == 0) return Observation{};
  MYDOCKER_TRY(const auto found, find_state(socket, root_question(link)));
  if (found.handle == 0) return Observation{};
  if (found.handle != kQueueHandle)
    return Observation{State::foreign, "a queue of kind " + found.kind, ""};
  MYDOCKER_TRY(const auto difference, queue_difference(socket, found, queue, link));
  if (difference.empty()) return Observation{State::matches, "", ""};
  return Observation{State::differs, difference, found.kind, true};
}

Result<void> create(Namespaces& namespaces, const Queue& queue) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(queue.place));
  const int link = link_index(socket, queue.link);
  if (link == 0) return missing(queue.link);
  NetlinkMessage message = qdisc_message(NLM_F_EXCL, queue, link);
  MYDOCKER_CHECK(qdisc_result(queue, socket.change(message)));
  auto added = add_parts(socket, queue, link);
  if (!added.ok()) (void)destroy(namespaces, queue);
  return added;
}

// Changes the queue in place. A queue of another kind is replaced. For the kind htb, only the class
// is changed, because the kernel cannot change an htb itself.
Result<void> update(Namespaces& namespaces, const Queue& queue, const std::string& found) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(queue.place));
  const int link = link_index(socket, queue.link);
  if (link == 0) return missing(queue.link);
  const bool is_same = found.empty() || found == name_of(queue.kind);
  if (!is_same) MYDOCKER_CHECK(remove_qdisc(socket, link));
  if (!is_same || queue.kind != QueueKind::htb) {
    NetlinkMessage message = qdisc_message(NLM_F_REPLACE, queue, link);
    MYDOCKER_CHECK(qdisc_result(queue, socket.change(message)));
  }
  MYDOCKER_CHECK(set_class(socket, queue, link));
  MYDOCKER_TRY(const bool redirected, is_redirected(socket, queue, link));
  return redirected ? Result<void>() : add_redirect(socket, queue, link);
}

Result<void> destroy(Namespaces& namespaces, const Queue& queue) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(queue.place));
  remove_redirect(socket, queue);
  const int link = link_index(socket, queue.link);
  if (link == 0) return {};
  MYDOCKER_TRY(const auto found, find_state(socket, root_question(link)));
  return found.handle == kQueueHandle ? remove_qdisc(socket, link) : Result<void>();
}

}  // namespace mydocker::kernel

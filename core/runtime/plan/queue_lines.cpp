#include "runtime/plan/queue_lines.hpp"

#include "runtime/plan/shell_quoting.hpp"

namespace mydocker::plan {
namespace {

// The handle marks the queues of mydocker. A filter has its own priority.
constexpr const char* kHandle = "4d0d:";
constexpr const char* kFilterPriority = "28005";

std::string tc(const Queue& queue, const ShellContext& context) {
  return enter(queue.place, context) + "tc ";
}

std::string rate_words(const Queue& queue) {
  return " rate " + std::to_string(queue.rate) + "bit burst " + std::to_string(queue.burst);
}

std::string kind_words(const Queue& queue) {
  std::string kind(name_of(queue.kind));
  if (queue.kind == QueueKind::tbf)
    return kind + rate_words(queue) + " limit " + std::to_string(queue.limit);
  if (queue.kind == QueueKind::htb) return kind + " default 1";
  if (queue.kind == QueueKind::fq && queue.rate != 0)
    return kind + " maxrate " + std::to_string(queue.rate) + "bit";
  return kind;
}

std::string qdisc_line(const Queue& queue, const std::string& verb, const ShellContext& context) {
  return tc(queue, context) + "qdisc " + verb + " dev " + queue.link + " root handle " + kHandle +
         " " + kind_words(queue);
}

std::string class_line(const Queue& queue, const std::string& verb, const ShellContext& context) {
  return tc(queue, context) + "class " + verb + " dev " + queue.link + " parent " + kHandle +
         " classid " + kHandle + "1 htb" + rate_words(queue);
}

std::string redirect_line(const Queue& queue, const ShellContext& context) {
  const auto dev = " dev " + queue.ingress_of;
  return "{ " + tc(queue, context) + "qdisc add" + dev + " clsact 2>/dev/null || true; } && " +
         tc(queue, context) + "filter add" + dev + " ingress pref " + kFilterPriority +
         " protocol all u32 match u32 0 0 action mirred egress redirect dev " + queue.link;
}

}  // namespace

std::string create_queue_line(const Queue& queue, const ShellContext& context) {
  auto line = qdisc_line(queue, "add", context);
  if (queue.kind == QueueKind::htb) line += " && " + class_line(queue, "add", context);
  return queue.ingress_of.empty() ? line : line + " && " + redirect_line(queue, context);
}

// The kernel cannot change an htb itself, only its class.
std::string update_queue_line(const Queue& queue, const ShellContext& context) {
  if (queue.kind == QueueKind::htb) return class_line(queue, "change", context);
  return qdisc_line(queue, "change", context);
}

std::string destroy_queue_line(const Queue& queue, const ShellContext& context) {
  auto line = tc(queue, context) + "qdisc delete dev " + queue.link + " root";
  if (queue.ingress_of.empty()) return line;
  return tc(queue, context) + "filter delete dev " + queue.ingress_of + " ingress pref " +
         kFilterPriority + " && " + line;
}

}  // namespace mydocker::plan

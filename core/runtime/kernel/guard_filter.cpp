#include "runtime/kernel/guard_filter.hpp"

#include <span>

#include "runtime/kernel/link_state.hpp"

namespace mydocker::kernel {
namespace {

// A link can have other filters of mydocker at the same hook (fail_closed.hpp).
constexpr std::uint32_t kGuardHandle = 2;

TcFilter filter_of(const AntiSpoofing& guard) {
  return {FilterHook::ingress, kGuardHandle, guard_program(guard)};
}

}  // namespace

Result<void> add_guard(NetlinkSocket& socket, const AntiSpoofing& guard) {
  const int index = link_index(socket, guard.link);
  if (index == 0) return {};
  const auto filter = filter_of(guard);
  return add_tc_filters(socket, index, std::span(&filter, 1));
}

Result<bool> has_guard(NetlinkSocket& socket, const AntiSpoofing& guard) {
  const int index = link_index(socket, guard.link);
  if (index == 0) return true;
  return has_tc_filter(socket, index, filter_of(guard));
}

}  // namespace mydocker::kernel

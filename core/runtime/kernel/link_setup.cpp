#include "runtime/kernel/link_setup.hpp"

#include <linux/rtnetlink.h>

#include "runtime/kernel/managed_link.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

// The kernel accepts router advertisements as soon as the link is up. So accept_ra is set to 0
// first (Documentation/networking/ip-sysctl.rst). A link without IPv6 does not have this sysctl.
Result<void> do_not_listen(Namespaces& namespaces, Place place, const std::string& link) {
  const Sysctl deaf{place, "net/ipv6/conf/" + link + "/accept_ra", "0"};
  MYDOCKER_TRY(const auto now, observe(namespaces, deaf));
  return now.state == State::differs ? create(namespaces, deaf) : Result<void>();
}

}  // namespace

Result<void> set_up_silently(Namespaces& namespaces, Place place, const std::string& link) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(place));
  NetlinkMessage silent = no_link_local_message(link);
  MYDOCKER_CHECK(no_link_local_result(socket.change(silent)));
  MYDOCKER_CHECK(do_not_listen(namespaces, place, link).within("turn router advertisements off"));
  NetlinkMessage up = up_message(link);
  return result_of(socket.change(up)).within("set \"" + link + "\" up");
}

Result<std::optional<LinkState>> find_link_if(NetlinkSocket& socket,
                                              const std::function<bool(const LinkState&)>& is_it) {
  NetlinkMessage question(RTM_GETLINK, 0, ifinfomsg{});
  ObjectList found;
  if (const Ack ack = socket.list(question, found); !ack.ok()) return error_of(ack);
  for (std::size_t at = 0; at < found.size(); ++at) {
    auto link = link_from(*found.at(at));
    if (is_it(link)) return std::optional(std::move(link));
  }
  return std::optional<LinkState>();
}

Error not_managed(const LinkState& link) {
  return Error(ErrorKind::already_exists,
               "link \"" + link.name + "\" does not belong to mydocker: " + describe(link))
      .hint("it was not changed; remove it yourself if it is not needed");
}

}  // namespace mydocker::kernel

#include "runtime/kernel/neighbours.hpp"

#include <fcntl.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "runtime/base/unique_fd.hpp"
#include "runtime/kernel/link_state.hpp"

namespace mydocker::kernel {
namespace {

using Attributes = std::array<nlattr*, NDA_MAX + 1>;

bool has_mac(nlattr* attribute, const MacAddress& mac) {
  return attribute != nullptr && nla_len(attribute) == static_cast<int>(mac.bytes.size()) &&
         std::memcmp(nla_data(attribute), mac.bytes.data(), mac.bytes.size()) == 0;
}

// Deletes the entry that a message describes, if it is for that MAC.
void delete_entry(NetlinkSocket& socket, nlmsghdr& entry, const MacAddress& mac) {
  const auto& found = *static_cast<const ndmsg*>(nlmsg_data(&entry));
  Attributes attributes{};
  if (nlmsg_parse(&entry, sizeof found, attributes.data(), NDA_MAX, nullptr) < 0 ||
      !has_mac(attributes[NDA_LLADDR], mac) || attributes[NDA_DST] == nullptr)
    return;
  ndmsg header{};
  header.ndm_family = found.ndm_family;
  header.ndm_ifindex = found.ndm_ifindex;
  NetlinkMessage removal(RTM_DELNEIGH, 0, header);
  removal.put(NDA_DST, nla_data(attributes[NDA_DST]),
              static_cast<std::size_t>(nla_len(attributes[NDA_DST])));
  (void)socket.change(removal);
}

void switch_on(const std::string& setting) {
  const std::string path = "/proc/sys/" + setting;
  const base::UniqueFd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (file) (void)!::write(file.get(), "1", 1);
}

}  // namespace

void switch_announcements_on(const std::string& link) {
  switch_on("net/ipv4/conf/" + link + "/arp_notify");
  switch_on("net/ipv6/conf/" + link + "/ndisc_notify");
}

// The kernel can send on a link only after it has processed a change of its carrier. A question
// about the link makes the kernel process it now (rtnetlink(7), RTM_GETLINK; since Linux 6.7).
void announce_addresses(Namespaces& namespaces, const std::string& link, const MacAddress& mac) {
  if (namespaces.container() == nullptr || mac.is_zero()) return;
  (void)namespaces.run_in(Place::container, [&]() -> Result<void> {
    switch_announcements_on(link);
    return {};
  });
  NetlinkSocket inside(namespaces.container()->route_socket());
  (void)find_link(inside, link);
  NetlinkMessage message(RTM_SETLINK, 0, ifinfomsg{});
  message.put_text(IFLA_IFNAME, link);
  message.put_mac(IFLA_ADDRESS, mac);
  (void)inside.change(message);
}

void delete_neighbours(NetlinkSocket& socket, const std::string& link, const MacAddress& mac) {
  const int index = link_index(socket, link);
  if (index == 0) return;
  NetlinkMessage question(RTM_GETNEIGH, 0, ndmsg{});
  question.put_u32(NDA_IFINDEX, static_cast<std::uint32_t>(index));
  ObjectList list;
  if (!socket.list(question, list).ok()) return;
  for (std::size_t i = 0; i < list.size(); ++i) delete_entry(socket, *list.at(i), mac);
}

}  // namespace mydocker::kernel

#include "runtime/kernel/neighbours.hpp"

#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/ip.h>
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

// Deletes the neighbour entry in the message `entry` if the entry is for `mac`.
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

// Turns on a setting below /proc/sys that has one digit, and later restores its old value. The file
// stays open until then.
class SysctlSwitch {
 public:
  explicit SysctlSwitch(const std::string& setting)
      : file_(::open(("/proc/sys/" + setting).c_str(), O_RDWR | O_CLOEXEC)) {
    if (!file_ || ::pread(file_.get(), &before_, 1, 0) != 1) before_ = kOn;
  }
  void turn_on() const { write(kOn); }
  void restore() const { write(before_); }

 private:
  static constexpr char kOn = '1';

  void write(char digit) const {
    if (before_ != kOn) (void)!::pwrite(file_.get(), &digit, 1, 0);
  }

  base::UniqueFd file_;
  char before_ = kOn;
};

// Switches the setting on. An error is ignored, because only the announcement of the addresses
// would be missing.
void enable(const std::string& setting) {
  const base::UniqueFd file(::open(("/proc/sys/" + setting).c_str(), O_WRONLY | O_CLOEXEC));
  if (file) (void)!::write(file.get(), "1", 1);
}

std::array<std::string, 2> settings_of(const std::string& link) {
  return {"net/ipv4/conf/" + link + "/arp_notify", "net/ipv6/conf/" + link + "/ndisc_notify"};
}

NetlinkMessage mac_message(const std::string& link, const MacAddress& mac) {
  NetlinkMessage message(RTM_SETLINK, 0, ifinfomsg{});
  message.put_text(IFLA_IFNAME, link);
  message.put_mac(IFLA_ADDRESS, mac);
  return message;
}

// Returns a message that turns the setting arp_notify of the link on. It has the same effect as a
// write to the file below /proc/sys.
NetlinkMessage arp_notify_message(const std::string& link) {
  NetlinkMessage message(RTM_SETLINK, 0, ifinfomsg{});
  message.put_text(IFLA_IFNAME, link);
  const NestedAttribute families(message, IFLA_AF_SPEC);
  const NestedAttribute ipv4(message, AF_INET);
  const NestedAttribute settings(message, IFLA_INET_CONF);
  message.put_u32(IPV4_DEVCONF_ARP_NOTIFY, 1);
  return message;
}

}  // namespace

// Makes the kernel announce the addresses of the link. The kernel does this when the MAC of a link
// is set. It can send only after it has processed the last change of the link's carrier. The
// request RTM_GETLINK makes it process the change first (rtnetlink(7); since Linux 6.7).
void announce_addresses(Namespaces& namespaces, const std::string& link, const MacAddress& mac) {
  if (namespaces.container() == nullptr || mac.is_zero()) return;
  (void)namespaces.run_in(Place::container, [&]() -> Result<void> {
    enable(settings_of(link)[1]);
    return {};
  });
  NetlinkSocket inside(namespaces.container()->route_socket());
  std::array<NetlinkMessage, 3> messages{arp_notify_message(link), link_question(link),
                                         mac_message(link, mac)};
  if (result_of(inside.change_all(messages, Replies::objects).front())) return;
  // If the netlink message fails, the setting arp_notify is written below /proc/sys.
  (void)namespaces.run_in(Place::container, [&]() -> Result<void> {
    enable(settings_of(link)[0]);
    return {};
  });
}

void announce_host_addresses(NetlinkSocket& host, const std::string& link, const MacAddress& mac) {
  const auto settings = settings_of(link);
  const SysctlSwitch v4(settings[0]);
  const SysctlSwitch v6(settings[1]);
  v4.turn_on();
  v6.turn_on();
  std::array<NetlinkMessage, 2> messages{link_question(link), mac_message(link, mac)};
  (void)host.change_all(messages, Replies::objects);
  v4.restore();
  v6.restore();
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

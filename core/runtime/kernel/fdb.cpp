// Entries of the forwarding databases (FDB) of bridges and VXLAN links (bridge(8), fdb).
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "runtime/kernel/ip_state.hpp"
#include "runtime/kernel/link_state.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

using FdbAttributes = std::array<nlattr*, NDA_MAX + 1>;

// Builds a message about the FDB entry. The entry of a bridge port is in the FDB of its bridge. A
// VXLAN link has an FDB of its own.
NetlinkMessage fdb_message(int type, int flags, const Fdb& fdb, int link) {
  ndmsg header{};
  header.ndm_family = AF_BRIDGE;
  header.ndm_ifindex = link;
  header.ndm_state = fdb.remote ? std::uint16_t{NUD_PERMANENT} : std::uint16_t{NUD_NOARP};
  header.ndm_flags = fdb.remote ? std::uint8_t{NTF_SELF} : std::uint8_t{NTF_MASTER};
  if (fdb.extern_learn) header.ndm_flags |= NTF_EXT_LEARNED;
  NetlinkMessage message(type, flags, header);
  message.put_mac(NDA_LLADDR, fdb.mac);
  if (fdb.remote) message.put_address(NDA_DST, *fdb.remote);
  if (fdb.vlan != 0) message.put(NDA_VLAN, &fdb.vlan, sizeof fdb.vlan);
  return message;
}

bool is_several(const Fdb& fdb) { return fdb.remote && fdb.mac.is_zero(); }

std::optional<IpAddress> remote_in(nlattr* attribute) {
  const auto v4 = address_in(Family::v4, attribute);
  return v4 ? v4 : address_in(Family::v6, attribute);
}

// Reads an FDB entry from a message. Fdb::place and Fdb::link are not filled.
Fdb fdb_from(const ndmsg& header, const FdbAttributes& attributes) {
  Fdb found;
  nlattr* mac = attributes[NDA_LLADDR];
  if (mac != nullptr && nla_len(mac) == static_cast<int>(found.mac.bytes.size()))
    std::memcpy(found.mac.bytes.data(), nla_data(mac), found.mac.bytes.size());
  found.remote = remote_in(attributes[NDA_DST]);
  if (attributes[NDA_VLAN] != nullptr) found.vlan = nla_get_u16(attributes[NDA_VLAN]);
  found.extern_learn = (header.ndm_flags & NTF_EXT_LEARNED) != 0;
  return found;
}

bool has_key_of(const Fdb& found, const Fdb& fdb) {
  return found.mac == fdb.mac && found.vlan == fdb.vlan &&
         found.remote.has_value() == fdb.remote.has_value() &&
         (!is_several(fdb) || found.remote == fdb.remote);
}

// Returns whether the kernel has learned the FDB entry from a packet. The kernel removes such an
// entry after some time. So it does not count as the planned entry.
bool is_learned(const ndmsg& header) {
  return (header.ndm_state & (NUD_PERMANENT | NUD_NOARP)) == 0 &&
         (header.ndm_flags & NTF_EXT_LEARNED) == 0;
}

Observation fdb_observation(const Fdb& found, const Fdb& fdb) {
  if (found.remote != fdb.remote) return {State::differs, "to " + found.remote->text(), "", true};
  if (found.extern_learn == fdb.extern_learn) return {State::matches, "", ""};
  return {State::differs, found.extern_learn ? "extern_learn" : "not extern_learn", "", true};
}

Result<int> link_of_fdb(const NetlinkSocket& socket, const Fdb& fdb) {
  const int link = link_index(socket, fdb.link);
  if (link == 0) return error_of({ENODEV, {}}).within("link \"" + fdb.link + "\"");
  return link;
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const Fdb& fdb) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(fdb.place));
  const int link = link_index(socket, fdb.link);
  if (link == 0) return Observation{};
  ndmsg filter{};
  filter.ndm_family = AF_BRIDGE;
  filter.ndm_ifindex = link;
  NetlinkMessage question(RTM_GETNEIGH, 0, filter);
  ObjectList list;
  if (const Ack ack = socket.list(question, list); !ack.ok()) return error_of(ack);
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto& header = *static_cast<const ndmsg*>(nlmsg_data(list.at(i)));
    FdbAttributes attributes{};
    if (nlmsg_parse(list.at(i), sizeof header, attributes.data(), NDA_MAX, nullptr) < 0 ||
        header.ndm_ifindex != link || is_learned(header))
      continue;
    const Fdb found = fdb_from(header, attributes);
    if (has_key_of(found, fdb)) return fdb_observation(found, fdb);
  }
  return Observation{};
}

// Creates the FDB entry. It replaces a learned entry for the same MAC, even if that entry is for
// another bridge port.
Result<void> create(Namespaces& namespaces, const Fdb& fdb) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(fdb.place));
  MYDOCKER_TRY(const int link, link_of_fdb(socket, fdb));
  MYDOCKER_TRY(const auto now, observe(namespaces, fdb));
  if (now.state != State::absent) return error_of({EEXIST, {}});
  const int flags = is_several(fdb) ? NLM_F_APPEND : NLM_F_REPLACE;
  NetlinkMessage message = fdb_message(RTM_NEWNEIGH, NLM_F_CREATE | flags, fdb, link);
  return result_of(socket.change(message));
}

Result<void> update(Namespaces& namespaces, const Fdb& fdb, const std::string& /*found*/) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(fdb.place));
  MYDOCKER_TRY(const int link, link_of_fdb(socket, fdb));
  if (is_several(fdb)) MYDOCKER_CHECK(destroy(namespaces, fdb));
  const int flags = is_several(fdb) ? NLM_F_APPEND : NLM_F_REPLACE;
  NetlinkMessage message = fdb_message(RTM_NEWNEIGH, NLM_F_CREATE | flags, fdb, link);
  return result_of(socket.change(message));
}

Result<void> destroy(Namespaces& namespaces, const Fdb& fdb) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(fdb.place));
  const int link = link_index(socket, fdb.link);
  if (link == 0) return {};
  NetlinkMessage message = fdb_message(RTM_DELNEIGH, 0, fdb, link);
  const Ack ack = socket.change(message);
  if (ack.error == ENOENT || ack.error == ENODEV) return {};
  return result_of(ack);
}

}  // namespace mydocker::kernel

#include "runtime/kernel/snapshot.hpp"

#include <libnftnl/chain.h>
#include <libnftnl/rule.h>
#include <libnftnl/set.h>
#include <libnftnl/table.h>
#include <linux/netfilter/nf_tables.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/kernel/netlink_transport.hpp"
#include "runtime/kernel/nft_session.hpp"

namespace mydocker::kernel {
namespace {

namespace fs = std::filesystem;

void add_setting(const fs::path& file, Lines& lines) {
  std::ifstream stream(file);
  std::string value;
  // Some settings cannot be read, such as stable_secret before it is set. They are left out.
  if (std::getline(stream, value))
    lines.push_back("setting " + file.native().substr(sizeof "/proc/sys/" - 1) + " = " + value);
}

void add_settings_below(const fs::path& folder, Lines& lines) {
  std::error_code failed;
  fs::recursive_directory_iterator entries(folder, failed);
  for (const fs::recursive_directory_iterator end; !failed && entries != end;
       entries.increment(failed)) {
    std::error_code ignored;
    if (entries->is_regular_file(ignored)) add_setting(entries->path(), lines);
  }
}

void add_settings(Lines& lines) {
  add_setting("/proc/sys/net/ipv4/ip_forward", lines);
  for (const char* folder :
       {"/proc/sys/net/ipv4/conf", "/proc/sys/net/ipv6/conf", "/proc/sys/net/bridge"})
    add_settings_below(folder, lines);
}

}  // namespace

Result<std::vector<std::string>> take_snapshot() {
  Lines lines;
  MYDOCKER_CHECK(add_links_and_routes(lines));
  add_settings(lines);
  std::ranges::sort(lines);
  MYDOCKER_CHECK(add_ruleset(lines));
  return lines;
}

// The nftables ruleset of a snapshot, in the text format of libnftnl.

namespace {

// Returns the text of an object of libnftnl. The functions of libnftnl return the size that the
// text needs.
template <class Object>
std::string text_of(int (*write)(char*, std::size_t, const Object*, std::uint32_t, std::uint32_t),
                    const Object* object) {
  std::string text(4096, '\0');
  const auto size = write(text.data(), text.size(), object, NFTNL_OUTPUT_DEFAULT, 0);
  if (size < 0) return {};
  if (static_cast<std::size_t>(size) >= text.size()) {
    text.resize(static_cast<std::size_t>(size) + 1);
    (void)write(text.data(), text.size(), object, NFTNL_OUTPUT_DEFAULT, 0);
  }
  text.resize(static_cast<std::size_t>(size));
  std::ranges::replace(text, '\n', ' ');
  return text;
}

// Returns all objects of one type (tables, chains, rules or sets), of all families.
Result<ObjectList> list(NftSession& nft, std::uint16_t type) {
  ObjectList found;
  const Ack ack = nft.list(
      AF_UNSPEC, type, [](nlmsghdr&) {}, found);
  if (!ack.ok() && ack.error != ENOENT) return error_of(ack).within("list the ruleset");
  return found;
}

Result<void> add_tables(NftSession& nft, Lines& lines) {
  MYDOCKER_TRY(auto found, list(nft, NFT_MSG_GETTABLE));
  for (std::size_t i = 0; i < found.size(); ++i) {
    const NftTable table(nftnl_table_alloc());
    if (nftnl_table_nlmsg_parse(found.at(i), table.get()) < 0) continue;
    nftnl_table_set_u64(table.get(), NFTNL_TABLE_HANDLE, 0);
    nftnl_table_set_u32(table.get(), NFTNL_TABLE_USE, 0);
    lines.push_back("nft table " + text_of(nftnl_table_snprintf, table.get()));
  }
  return {};
}

Result<void> add_chains(NftSession& nft, Lines& lines) {
  MYDOCKER_TRY(auto found, list(nft, NFT_MSG_GETCHAIN));
  for (std::size_t i = 0; i < found.size(); ++i) {
    const NftChain chain(nftnl_chain_alloc());
    if (nftnl_chain_nlmsg_parse(found.at(i), chain.get()) < 0) continue;
    for (const auto number : {NFTNL_CHAIN_HANDLE, NFTNL_CHAIN_PACKETS, NFTNL_CHAIN_BYTES})
      nftnl_chain_set_u64(chain.get(), number, 0);
    nftnl_chain_set_u32(chain.get(), NFTNL_CHAIN_USE, 0);
    lines.push_back("nft chain " + text_of(nftnl_chain_snprintf, chain.get()));
  }
  return {};
}

Result<void> add_rules(NftSession& nft, Lines& lines) {
  MYDOCKER_TRY(auto found, list(nft, NFT_MSG_GETRULE));
  for (std::size_t i = 0; i < found.size(); ++i) {
    const NftRuleHandle rule(nftnl_rule_alloc());
    if (nftnl_rule_nlmsg_parse(found.at(i), rule.get()) < 0) continue;
    for (const auto number : {NFTNL_RULE_HANDLE, NFTNL_RULE_POSITION})
      nftnl_rule_set_u64(rule.get(), number, 0);
    lines.push_back("nft rule " + text_of(nftnl_rule_snprintf, rule.get()));
  }
  return {};
}

// Returns whether the element is the end of an interval at the lowest key. It has no effect. nft(8)
// adds such an element to a set of intervals, and mydocker does not. So a snapshot leaves it out.
bool is_lowest_end(const nftnl_set_elem& element) {
  auto& one = const_cast<nftnl_set_elem&>(element);
  const bool is_end =
      nftnl_set_elem_is_set(&one, NFTNL_SET_ELEM_FLAGS) &&
      (nftnl_set_elem_get_u32(&one, NFTNL_SET_ELEM_FLAGS) & NFT_SET_ELEM_INTERVAL_END) != 0;
  if (!is_end || !nftnl_set_elem_is_set(&one, NFTNL_SET_ELEM_KEY)) return false;
  std::uint32_t size = 0;
  const auto* key =
      static_cast<const std::uint8_t*>(nftnl_set_elem_get(&one, NFTNL_SET_ELEM_KEY, &size));
  return std::all_of(key, key + size, [](std::uint8_t byte) { return byte == 0; });
}

// Adds a line for each element of one set, sorted.
Result<void> add_elements(NftSession& nft, nftnl_set* set, const std::string& name, Lines& lines) {
  ObjectList found;
  const auto family = static_cast<std::uint8_t>(nftnl_set_get_u32(set, NFTNL_SET_FAMILY));
  const NftSet wanted(nftnl_set_alloc());
  copied(nftnl_set_set_str(wanted.get(), NFTNL_SET_TABLE, nftnl_set_get_str(set, NFTNL_SET_TABLE)));
  copied(nftnl_set_set_str(wanted.get(), NFTNL_SET_NAME, nftnl_set_get_str(set, NFTNL_SET_NAME)));
  const Ack ack = nft.list(
      family, NFT_MSG_GETSETELEM,
      [&](nlmsghdr& message) { nftnl_set_elems_nlmsg_build_payload(&message, wanted.get()); },
      found);
  if (!ack.ok() && ack.error != ENOENT) return error_of(ack).within("list the sets");
  Lines elements;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const NftSet part(nftnl_set_alloc());
    if (nftnl_set_elems_nlmsg_parse(found.at(i), part.get()) < 0) continue;
    nftnl_set_elems_iter* const all = allocated(nftnl_set_elems_iter_create(part.get()));
    for (auto* one = nftnl_set_elems_iter_next(all); one != nullptr;
         one = nftnl_set_elems_iter_next(all)) {
      if (is_lowest_end(*one)) continue;
      std::array<char, 1024> text{};
      (void)nftnl_set_elem_snprintf(text.data(), text.size(), one, NFTNL_OUTPUT_DEFAULT, 0);
      elements.push_back("nft element " + name + " " + text.data());
    }
    nftnl_set_elems_iter_destroy(all);
  }
  std::ranges::sort(elements);
  lines.insert(lines.end(), elements.begin(), elements.end());
  return {};
}

Result<void> add_sets(NftSession& nft, Lines& lines) {
  MYDOCKER_TRY(auto found, list(nft, NFT_MSG_GETSET));
  for (std::size_t i = 0; i < found.size(); ++i) {
    const NftSet set(nftnl_set_alloc());
    if (nftnl_set_nlmsg_parse(found.at(i), set.get()) < 0) continue;
    nftnl_set_unset(set.get(), NFTNL_SET_HANDLE);
    const std::string name = std::string(nftnl_set_get_str(set.get(), NFTNL_SET_TABLE)) + " " +
                             nftnl_set_get_str(set.get(), NFTNL_SET_NAME);
    lines.push_back("nft set " + name + " " + text_of(nftnl_set_snprintf, set.get()));
    MYDOCKER_CHECK(add_elements(nft, set.get(), name, lines));
  }
  return {};
}

}  // namespace

Result<void> add_ruleset(Lines& lines) {
  MYDOCKER_TRY(auto socket, open_netlink(NETLINK_NETFILTER));
  NftSession nft(std::move(socket));
  MYDOCKER_CHECK(add_tables(nft, lines));
  MYDOCKER_CHECK(add_chains(nft, lines));
  MYDOCKER_CHECK(add_rules(nft, lines));
  return add_sets(nft, lines);
}

}  // namespace mydocker::kernel

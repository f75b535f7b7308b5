#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <string_view>
#include <vector>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/forwarding.hpp"
#include "runtime/base/link_group.hpp"
#include "runtime/base/read_only_settings.hpp"
#include "runtime/firewall/elements.hpp"
#include "runtime/kernel/link_state.hpp"
#include "runtime/kernel/nft_elements.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

constexpr std::string_view kRoot = "/proc/sys/";

Error refused(const Sysctl& sysctl, const std::string& why) {
  return {ErrorKind::invalid_argument, "setting \"" + sysctl.name + "\" " + why};
}

// Checks a name, because names come from drivers. A name must be below net/ and must not leave the
// folder.
Result<void> check_name(const Sysctl& sysctl) {
  if (!sysctl.name.starts_with("net/")) return refused(sysctl, "is not below net/");
  if (sysctl.name.find("..") != std::string::npos) return refused(sysctl, "contains \"..\"");
  if (sysctl.name.find('\0') != std::string::npos) return refused(sysctl, "contains a zero byte");
  return {};
}

base::UniqueFd open_setting(std::string_view name, int mode) {
  const std::string path = std::string(kRoot) + std::string(name);
  return base::UniqueFd(::open(path.c_str(), mode | O_NOFOLLOW | O_CLOEXEC));
}

// Returns whether the sysctl turns IPv6 off on a link that has no IPv6 anyway. A link has no IPv6
// sysctls if the kernel lacks IPv6, or if its MTU is below 1280 bytes (RFC 8200). Then the plan's
// disable_ipv6 = 1 is already fulfilled.
bool is_off_anyway(const Sysctl& sysctl) {
  constexpr std::string_view kFamily = "net/ipv6/conf/";
  constexpr std::string_view kSwitch = "/disable_ipv6";
  const std::string_view name = sysctl.name;
  if (sysctl.value != "1" || !name.starts_with(kFamily) || !name.ends_with(kSwitch)) return false;
  const auto link = name.substr(kFamily.size(), name.size() - kFamily.size() - kSwitch.size());
  const std::string sibling = std::string(kRoot) + "net/ipv4/conf/" + std::string(link);
  return access(sibling.c_str(), F_OK) == 0;
}

// Replaces tabs by blanks. The kernel separates several numbers in one setting by tabs, and users
// separate them by blanks.
std::string with_blanks(std::string value) {
  std::ranges::replace(value, '\t', ' ');
  return value;
}

// Returns the value of a setting. Empty: the setting does not exist, because its link no longer
// exists.
Result<std::string> text_of_setting(const std::string& name) {
  const base::UniqueFd file = open_setting(name, O_RDONLY);
  if (!file && errno == ENOENT) return std::string();
  if (!file) return base::errno_error("open " + name, errno);
  std::array<char, 64> buffer{};
  const ssize_t size = ::read(file.get(), buffer.data(), buffer.size());
  if (size < 0) return base::errno_error("read " + name, errno);
  std::string text(buffer.data(), static_cast<std::size_t>(size));
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

// Returns the names below net/ipv4/conf or net/ipv6/conf: the links and "default". A write to a
// forwarding switch also changes the setting "forwarding" of each of them.
Result<std::vector<std::string>> names_below_switch(const std::string& folder) {
  std::vector<std::string> names;
  const std::string path = std::string(kRoot) + folder;
  std::error_code failed;
  std::filesystem::directory_iterator entries(path, failed);
  for (const std::filesystem::directory_iterator end; !failed && entries != end;
       entries.increment(failed)) {
    auto name = entries->path().filename().string();
    if (name != "all") names.push_back(std::move(name));
  }
  if (failed && failed != std::errc::no_such_file_or_directory)
    return base::errno_error("read " + path, failed.value());
  std::ranges::sort(names);
  return names;
}

// Returns the forwarding record, which is made before mydocker turns a forwarding switch on
// (base/forwarding.hpp). It contains the old value of the switch and of each link. Links of
// mydocker are left out.
Result<std::string> record_of(NetlinkSocket& socket, const Sysctl& sysctl,
                              const std::string& value) {
  base::ForwardingRecord record{sysctl.name, value};
  const auto folder = base::forwarding_folder(sysctl.name);
  MYDOCKER_TRY(const auto names, names_below_switch(folder));
  for (const auto& name : names) {
    MYDOCKER_TRY(const auto found, find_link(socket, name));
    if (found && found->group == base::kLinkGroup) continue;
    MYDOCKER_TRY(const auto text, text_of_setting(folder + name + "/forwarding"));
    if (!text.empty()) record.links.push_back({name, text});
  }
  return record.text();
}

// Restores the setting "forwarding" of each link, after a write to the forwarding switch has
// changed them. The old values are in the forwarding record of `sysctl`.
Result<void> restore_others(const Sysctl& sysctl) {
  const auto folder = base::forwarding_folder(sysctl.name);
  const auto record = base::ForwardingRecord::parse(sysctl.name, sysctl.value);
  for (const auto& [name, value] : record.links) {
    if (value != "1") continue;
    auto path = folder;
    path.append(name).append("/forwarding");
    const base::UniqueFd file = open_setting(path, O_WRONLY);
    if (!file) continue;  // the link no longer exists
    if (::write(file.get(), value.data(), value.size()) < 0)
      return base::errno_error("write " + path, errno);
  }
  return {};
}

Result<Observation> read_setting(const Sysctl& sysctl) {
  const base::UniqueFd file = open_setting(sysctl.name, O_RDONLY);
  if (!file && errno == ENOENT) {
    if (is_off_anyway(sysctl)) return Observation{State::matches, "no IPv6", sysctl.value};
    return Observation{};
  }
  if (!file) return base::errno_error("open", errno);
  std::array<char, 4096> buffer{};
  const ssize_t size = ::read(file.get(), buffer.data(), buffer.size());
  if (size < 0) return base::errno_error("read", errno);
  Observation observation;
  observation.value.assign(buffer.data(), static_cast<std::size_t>(size));
  while (observation.value.ends_with('\n')) observation.value.pop_back();
  const bool same = with_blanks(observation.value) == with_blanks(base::switch_value(sysctl.value));
  observation.state = same ? State::matches : State::differs;
  if (!same) observation.detail = "value " + observation.value;
  return observation;
}

// Returns success if the setting already has the value. An outer container runtime often mounts
// /proc/sys read-only. Then mydocker can use the setting only if no write is needed.
Result<void> without_write(const Sysctl& sysctl) {
  const auto now = read_setting(sysctl);
  if (now.ok() && now->state == State::matches) return {};
  return base::read_only_settings();
}

Result<void> write_setting(const Sysctl& sysctl) {
  const base::UniqueFd file = open_setting(sysctl.name, O_WRONLY);
  if (!file && errno == ENOENT && is_off_anyway(sysctl)) return {};
  if (!file && (errno == EROFS || errno == EACCES || errno == EPERM)) return without_write(sysctl);
  if (!file && errno == ENOENT)
    return Error(ErrorKind::kernel, "the kernel has no such setting")
        .hint("list the settings of an interface: ls /proc/sys/" +
              sysctl.name.substr(0, sysctl.name.find('/', sysctl.name.find('/') + 1)) + "/*/lo");
  if (!file) return base::errno_error("open", errno);
  const std::string value = base::switch_value(sysctl.value);
  const ssize_t written = ::write(file.get(), value.data(), value.size());
  if (written < 0 && (errno == EINVAL || errno == ERANGE))
    return Error(ErrorKind::kernel, "the kernel does not accept this value");
  if (written < 0) return base::errno_error("write", errno);
  return value == sysctl.value ? Result<void>() : restore_others(sysctl);
}

// Returns whether the setting is a forwarding switch of the host that is off and must be turned on.
bool is_off(const Sysctl& sysctl, const Observation& now) {
  return sysctl.place == Place::host && sysctl.value == "1" && now.value == "0" &&
         base::is_forwarding_switch(sysctl.name);
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const Sysctl& sysctl) {
  MYDOCKER_CHECK(check_name(sysctl));
  Result<Observation> observation = Observation{};
  MYDOCKER_CHECK(namespaces.run_in(sysctl.place, [&]() -> Result<void> {
    observation = read_setting(sysctl);
    return {};
  }));
  if (observation.ok() && is_off(sysctl, *observation)) {
    MYDOCKER_TRY(observation->value,
                 record_of(namespaces.host_route(), sysctl, observation->value));
  }
  return observation;
}

Result<void> create(Namespaces& namespaces, const Sysctl& sysctl) {
  MYDOCKER_CHECK(check_name(sysctl));
  return namespaces.run_in(sysctl.place, [&] { return write_setting(sysctl); });
}

Result<void> destroy(Namespaces& /*namespaces*/, const Sysctl& /*sysctl*/) { return {}; }

Result<void> block_transit(Namespaces& namespaces, const base::ForwardingRecord& record) {
  const auto elements = firewall::transit_elements(record);
  if (elements.empty()) return {};
  MYDOCKER_TRY(NftSession * nft, nft_of_own_tables(namespaces));
  for (const auto& element : encode(elements)) {
    const Ack ack = add_elements(*nft, std::span(&element, 1));
    if (ack.error == ENOENT) return {};
    if (ack.error != EEXIST) MYDOCKER_CHECK(result_of(ack));
  }
  return {};
}

Result<void> allow_transit(Namespaces& namespaces, const base::ForwardingRecord& record) {
  const auto elements = firewall::transit_elements(record);
  if (elements.empty()) return {};
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  for (const auto& element : encode(elements)) {
    const Ack ack = delete_elements(*nft, std::span(&element, 1));
    if (ack.error != ENOENT) MYDOCKER_CHECK(result_of(ack));
  }
  return {};
}

Result<std::string> link_since(Namespaces& namespaces, const base::ForwardingRecord& record) {
  if (record.links.empty()) return std::string();
  MYDOCKER_TRY(const auto links, names_below_switch(base::forwarding_folder(record.name)));
  for (const auto& link : links) {
    const bool is_known =
        std::ranges::find(record.links, link, &base::ForwardingRecord::LinkValue::link) !=
        record.links.end();
    if (is_known || !base::is_transit_link(link)) continue;
    MYDOCKER_TRY(const auto found, find_link(namespaces.host_route(), link));
    if (found && found->group != base::kLinkGroup) return link;
  }
  return std::string();
}

}  // namespace mydocker::kernel

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

#include "runtime/base/errno_text.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

constexpr std::string_view kRoot = "/proc/sys/";

Error refused(const Sysctl& sysctl, const std::string& why) {
  return {ErrorKind::invalid_argument, "setting \"" + sysctl.name + "\" " + why};
}

// Names come from drivers. They must be below net/ and must not leave the folder.
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

// A link does not have IPv6 sysctls if the kernel lacks IPv6, or if its MTU is below 1280 bytes
// (RFC 8200). Then disable_ipv6 = 1 is already true.
bool is_off_anyway(const Sysctl& sysctl) {
  constexpr std::string_view kFamily = "net/ipv6/conf/";
  constexpr std::string_view kSwitch = "/disable_ipv6";
  const std::string_view name = sysctl.name;
  if (sysctl.value != "1" || !name.starts_with(kFamily) || !name.ends_with(kSwitch)) return false;
  const auto link = name.substr(kFamily.size(), name.size() - kFamily.size() - kSwitch.size());
  const std::string sibling = std::string(kRoot) + "net/ipv4/conf/" + std::string(link);
  return access(sibling.c_str(), F_OK) == 0;
}

// The kernel separates several numbers in one setting by tabs, and users separate them by blanks.
std::string with_blanks(std::string value) {
  std::ranges::replace(value, '\t', ' ');
  return value;
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
  const bool same = with_blanks(observation.value) == with_blanks(sysctl.value);
  observation.state = same ? State::matches : State::differs;
  if (!same) observation.detail = "value " + observation.value;
  return observation;
}

// An outer container runtime often mounts /proc/sys read-only. A setting that has the value already
// needs no write.
Result<void> without_write(const Sysctl& sysctl, Error error) {
  const auto now = read_setting(sysctl);
  if (now.ok() && now->state == State::matches) return {};
  return std::move(error).hint("this program cannot change it; set it where you can: sysctl -w " +
                               sysctl.name + "='" + sysctl.value + "'");
}

Result<void> write_setting(const Sysctl& sysctl) {
  const base::UniqueFd file = open_setting(sysctl.name, O_WRONLY);
  if (!file && errno == ENOENT && is_off_anyway(sysctl)) return {};
  if (!file && (errno == EROFS || errno == EACCES || errno == EPERM))
    return without_write(sysctl, base::errno_error("open", errno));
  if (!file) return base::errno_error("open", errno);
  const ssize_t written = ::write(file.get(), sysctl.value.data(), sysctl.value.size());
  if (written < 0) return base::errno_error("write", errno);
  return {};
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const Sysctl& sysctl) {
  MYDOCKER_CHECK(check_name(sysctl));
  Result<Observation> observation = Observation{};
  MYDOCKER_CHECK(namespaces.run_in(sysctl.place, [&]() -> Result<void> {
    observation = read_setting(sysctl);
    return {};
  }));
  return observation;
}

Result<void> create(Namespaces& namespaces, const Sysctl& sysctl) {
  MYDOCKER_CHECK(check_name(sysctl));
  return namespaces.run_in(sysctl.place, [&] { return write_setting(sysctl); });
}

Result<void> destroy(Namespaces& /*namespaces*/, const Sysctl& /*sysctl*/) { return {}; }

}  // namespace mydocker::kernel

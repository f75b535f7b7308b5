#include "runtime/store/host_identity.hpp"

#include <charconv>

#include "runtime/base/digest.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/store/record.hpp"
#include "runtime/store/runtime_keys.hpp"

namespace mydocker::store {
namespace {

constexpr const char* kBootId = "boot";
constexpr const char* kCookie = "host";
constexpr const char* kInode = "inode";
constexpr const char* kChecksum = "checksum";

// Returns a checksum that detects a wrong bit. Otherwise a wrong bit would look like a reboot.
std::string checksum_of(const HostIdentity& identity) {
  return base::digest(identity.boot_id + " " + digits_of(identity.netns_cookie));
}

std::uint64_t number_in(const Record& record, const char* name) {
  const std::string& digits = record.text(name);
  std::uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
  return number;
}

}  // namespace

std::string identity_value(const HostIdentity& identity) {
  Record record;
  record.set(kBootId, identity.boot_id);
  record.set(kCookie, digits_of(identity.netns_cookie));
  record.set(kInode, digits_of(identity.netns_inode));
  record.set(kChecksum, checksum_of(identity));
  return record.bytes();
}

std::optional<HostIdentity> identity_from(std::string_view value) {
  const auto record = Record::parse(value);
  if (!record) return std::nullopt;
  HostIdentity identity{record->text(kBootId), number_in(*record, kCookie),
                        number_in(*record, kInode)};
  const auto& checksum = record->text(kChecksum);
  const bool is_whole = checksum.empty() || checksum == checksum_of(identity);
  return is_whole ? std::optional(std::move(identity)) : std::nullopt;
}

StateOwner owner_of(const HostIdentity& recorded, const HostIdentity& current) {
  if (recorded.boot_id != current.boot_id) return StateOwner::earlier_boot;
  return recorded.netns_cookie == current.netns_cookie ? StateOwner::this_host
                                                       : StateOwner::other_namespace;
}

Error belongs_elsewhere(const std::string& file, const HostIdentity& recorded) {
  const std::string name = "net:[" + std::to_string(recorded.netns_inode) + "]";
  return Error(ErrorKind::permission, "the networks of " + base::quoted(file) +
                                          " are in another network namespace, " + name +
                                          ", and not in this one")
      .hint("run the command there: nsenter --net=/proc/PID/ns/net, with a PID of \"lsns -t net\"")
      .hint("or use a separate state for this namespace: --state-dir DIR")
      .hint("if that namespace no longer exists, remove " + base::quoted(file));
}

}  // namespace mydocker::store

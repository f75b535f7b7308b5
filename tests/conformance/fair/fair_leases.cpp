#include "fair_leases.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "mutation.hpp"

namespace fair {
namespace {

using namespace mydocker;

// The folder is in the kit's own folder, which no check compares.
const std::filesystem::path kFolder = "/run/kit";

// Returns the file of a lease, a symbolic link. Its name has the network and the address. Its
// target has the endpoint and the command that has allocated the lease.
std::filesystem::path file_of(const Lease& lease, const IpAddress& address) {
  return kFolder / ("lease-" + lease.network + "-" + address.text());
}
std::string owner_of(const std::filesystem::path& file) {
  std::error_code missing;
  return std::filesystem::read_symlink(file, missing).string();
}
std::string command() { return " " + std::to_string(::getppid()); }

// C53: another process can take the address between the two steps.
bool take_in_two_steps(const Lease& lease, const std::filesystem::path& file) {
  constexpr unsigned kPause = 50'000;  // microseconds
  if (!owner_of(file).empty()) return owner_of(file).starts_with(lease.endpoint);
  ::usleep(kPause);
  ::unlink(file.c_str());
  return ::symlink((lease.endpoint + command()).c_str(), file.c_str()) == 0;
}

bool take(const Lease& lease, const IpAddress& address) {
  const auto file = file_of(lease, address);
  if (mutated("C47") && lease.addresses.empty()) ::unlink(file.c_str());
  if (mutated("C53") && lease.addresses.empty()) return take_in_two_steps(lease, file);
  if (::symlink((lease.endpoint + command()).c_str(), file.c_str()) == 0) return true;
  return owner_of(file).starts_with(lease.endpoint);
}

std::vector<std::filesystem::path> files_of(const Lease& lease) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder))
    if (entry.is_symlink() && owner_of(entry.path()).starts_with(lease.endpoint))
      files.push_back(entry.path());
  return files;
}

std::optional<IpAddress> known_in(const IpPrefix& subnet, const Lease& lease) {
  for (const auto& required : lease.addresses)
    if (subnet.contains(required.address) && !(mutated("C50") && files_of(lease).empty()))
      return required.address;
  if (mutated("C48")) return std::nullopt;
  for (const auto& file : files_of(lease)) {
    const auto name = file.filename().string();
    const auto address = IpAddress::parse(name.substr(name.rfind('-') + 1));
    if (address && subnet.contains(*address)) return *address;
  }
  return std::nullopt;
}

Result<IpAddress> take_in(const IpPrefix& subnet, const Lease& lease) {
  const auto known = known_in(subnet, lease);
  if (known && take(lease, *known)) return *known;
  if (known) return Error(ErrorKind::already_exists, "the address has another endpoint");
  for (auto address = subnet.address.plus(1); address < subnet.last(); address = address.plus(1)) {
    const auto& excluded = lease.excluded;
    const bool is_free = !mutated("C48") || owner_of(file_of(lease, address)).empty();
    if (std::ranges::find(excluded, address) == excluded.end() && is_free && take(lease, address))
      return address;
  }
  if (mutated("C51")) return subnet.address.plus(2);
  return Error(ErrorKind::exhausted, "no address is free");
}

class LeaseHandler final : public IpamHandler {
 public:
  Result<Allocation> allocate(const Lease& lease, HandlerContext& /*context*/) const override {
    Allocation allocation;
    for (const auto& subnet : lease.subnets) {
      MYDOCKER_TRY(const auto address, take_in(subnet, lease));
      allocation.addresses.emplace_back(address, subnet.length);
    }
    return allocation;
  }
  Result<CustomState> check(const Lease& lease, HandlerContext& /*context*/) const override {
    const auto files = files_of(lease);
    if (files.empty()) return CustomState::absent;
    if (mutated("C52")) return CustomState::matches;
    const bool same = files.size() == lease.addresses.size() &&
                      std::ranges::all_of(lease.addresses, [&](const IpPrefix& one) {
                        return std::ranges::count(files, file_of(lease, one.address)) == 1;
                      });
    return same ? CustomState::matches : CustomState::differs;
  }
  Result<void> release(const Lease& lease, HandlerContext& context) const override {
    const bool is_connected = context.container_netns >= 0;
    if (mutated("C49") && !is_connected) return {};
    for (const auto& file : files_of(lease))
      if (!mutated("F10") || !is_connected || !owner_of(file).ends_with(command()))
        ::unlink(file.c_str());
    return {};
  }
};

}  // namespace

const IpamHandler& mutant_leases() {
  static const LeaseHandler handler;
  return handler;
}

}  // namespace fair

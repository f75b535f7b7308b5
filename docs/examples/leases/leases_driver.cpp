// An IPAM driver: it chooses the addresses of containers. Each address that is in use is a symbolic
// link in the directory that the core provides: "10.2.0.5" -> the id of the endpoint. The kernel
// creates a symbolic link with its text in one step, and only if it does not exist. So two
// processes never get the same address, and a crash leaves no address without an owner.
//
// Its own networks are bridge networks, because it wraps the driver `bridge` and adds nothing to
// the plans. Networks of other drivers use it with --ipam-driver leases.
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <mydocker/sdk.hpp>

namespace {

using mydocker::Error;
using mydocker::ErrorKind;
using mydocker::IpAddress;
using mydocker::IpPrefix;
using mydocker::Lease;
using mydocker::Result;

constexpr mydocker::OptionSpec kOptions[] = {
    {.key = "first",
     .scope = mydocker::OptionScope::ipam,
     .type = mydocker::OptionType::address,
     .help = "the first address that containers get, without --ip"},
    {.key = "gateway",
     .scope = mydocker::OptionScope::ipam,
     .type = mydocker::OptionType::address,
     .help = "the gateway of the containers, on a LAN"},
    {.key = "route-to",
     .scope = mydocker::OptionScope::ipam,
     .type = mydocker::OptionType::prefix,
     .help = "a prefix that containers reach through route-via"},
    {.key = "route-via",
     .scope = mydocker::OptionScope::ipam,
     .type = mydocker::OptionType::address,
     .help = "the gateway to route-to"},
};
constexpr mydocker::Capability kCapabilities[] = {mydocker::Capability::ipam};
constexpr mydocker::DriverInfo kInfo{
    .name = "leases",
    .version = "1.0.0",
    .summary = "a bridge network whose addresses are files of this driver",
    .license = "Apache-2.0",
    .capabilities = kCapabilities,
    .options = kOptions,
    .wraps = "bridge",
};

Error failed(const std::string& what) {
  return {ErrorKind::kernel, what + ": " + std::strerror(errno)};
}

// The leases of one network. Every function may run in several processes at the same time.
class LeaseFolder {
 public:
  explicit LeaseFolder(const mydocker::HandlerContext& context) : folder_(context.directory) {}

  // Returns whether the endpoint has the address now.
  [[nodiscard]] Result<bool> take(const IpAddress& address, const Lease& lease) const {
    const auto file = folder_ / address.text();
    if (::symlink(lease.endpoint.c_str(), file.c_str()) == 0) return true;
    if (errno != EEXIST) return failed("write " + file.string());
    return owner_of(file) == lease.endpoint;
  }

  // Returns the addresses of the endpoint. The folder is missing before the first lease.
  [[nodiscard]] std::vector<IpAddress> addresses_of(const Lease& lease) const {
    std::vector<IpAddress> addresses;
    std::error_code missing;
    for (const auto& entry : std::filesystem::directory_iterator(folder_, missing)) {
      const auto address = IpAddress::parse(entry.path().filename().string());
      if (address && owner_of(entry.path()) == lease.endpoint) addresses.push_back(*address);
    }
    return addresses;
  }

  // Releases the addresses of the endpoint that the allocation does not contain.
  [[nodiscard]] Result<void> keep_only(const mydocker::Allocation& allocation,
                                       const Lease& lease) const {
    for (const auto& address : addresses_of(lease))
      if (std::ranges::find(allocation.addresses, address, &IpPrefix::address) ==
          allocation.addresses.end())
        MYDOCKER_CHECK(release(address));
    return {};
  }

  [[nodiscard]] Result<void> release(const IpAddress& address) const {
    const auto file = folder_ / address.text();
    if (::unlink(file.c_str()) != 0 && errno != ENOENT) return failed("remove " + file.string());
    return {};
  }

 private:
  static std::string owner_of(const std::filesystem::path& file) {
    std::error_code missing;
    return std::filesystem::read_symlink(file, missing).string();
  }

  std::filesystem::path folder_;
};

// Returns the address of an earlier call, or the one that the user requires.
std::optional<IpAddress> known_in(const IpPrefix& subnet, const Lease& lease,
                                  const std::vector<IpAddress>& held) {
  for (const auto& required : lease.addresses)
    if (subnet.contains(required.address)) return required.address;
  for (const auto& address : held)
    if (subnet.contains(address)) return address;
  return std::nullopt;
}

Result<IpAddress> take_known(const LeaseFolder& folder, const IpAddress& address,
                             const Lease& lease) {
  MYDOCKER_TRY(const bool taken, folder.take(address, lease));
  if (taken) return address;
  return Error(ErrorKind::already_exists, address.text() + " is leased to another endpoint");
}

// Returns the first address that a container can get. The first address of an IPv4 subnet is its
// own, and the last one is for broadcasts. With IPv6, the first address belongs to the routers (RFC
// 4291, 2.6.1).
IpAddress first_in(const IpPrefix& subnet, const Lease& lease) {
  const auto first = IpAddress::parse(lease.options.text("first"));
  const bool is_usable = first && subnet.contains(*first) && *first != subnet.address;
  return is_usable ? *first : subnet.address.plus(1);
}

Result<IpAddress> take_free(const LeaseFolder& folder, const IpPrefix& subnet, const Lease& lease) {
  const auto gateway = IpAddress::parse(lease.options.text("gateway"));
  for (auto address = first_in(subnet, lease); address < subnet.last(); address = address.plus(1)) {
    if (gateway && *gateway == address) continue;
    if (std::ranges::find(lease.excluded, address) != lease.excluded.end()) continue;
    MYDOCKER_TRY(const bool taken, folder.take(address, lease));
    if (taken) return address;
  }
  return Error(ErrorKind::exhausted, "no address of " + subnet.text() + " is free");
}

// Adds the gateway and the route that the options name. A DHCP server sends them with the address.
Result<void> add_routes(const Lease& lease, mydocker::Allocation& allocation) {
  const auto& options = lease.options;
  if (options.has("gateway")) {
    MYDOCKER_TRY(const auto gateway, IpAddress::parse(options.text("gateway")));
    allocation.gateways.push_back(gateway);
  }
  if (options.has("route-to") != options.has("route-via"))
    return Error(ErrorKind::invalid_argument, "route-to and route-via are needed together");
  if (!options.has("route-to")) return {};
  MYDOCKER_TRY(const auto destination, IpPrefix::parse(options.text("route-to")));
  MYDOCKER_TRY(const auto via, IpAddress::parse(options.text("route-via")));
  allocation.routes.push_back({.destination = destination, .via = via});
  return {};
}

class LeaseHandler final : public mydocker::IpamHandler {
 public:
  Result<mydocker::Allocation> allocate(const Lease& lease,
                                        mydocker::HandlerContext& context) const override {
    const LeaseFolder folder(context);
    const auto held = folder.addresses_of(lease);
    mydocker::Allocation allocation;
    for (const auto& subnet : lease.subnets) {
      const auto known = known_in(subnet, lease, held);
      MYDOCKER_TRY(const auto address,
                   known ? take_known(folder, *known, lease) : take_free(folder, subnet, lease));
      allocation.addresses.emplace_back(address, subnet.length);
    }
    MYDOCKER_CHECK(folder.keep_only(allocation, lease));
    MYDOCKER_CHECK(add_routes(lease, allocation));
    return allocation;
  }

  Result<mydocker::CustomState> check(const Lease& lease,
                                      mydocker::HandlerContext& context) const override {
    auto held = LeaseFolder(context).addresses_of(lease);
    if (held.empty()) return mydocker::CustomState::absent;
    std::vector<IpAddress> recorded;
    for (const auto& one : lease.addresses) recorded.push_back(one.address);
    std::ranges::sort(held);
    std::ranges::sort(recorded);
    return held == recorded ? mydocker::CustomState::matches : mydocker::CustomState::differs;
  }

  Result<void> release(const Lease& lease, mydocker::HandlerContext& context) const override {
    const LeaseFolder folder(context);
    for (const auto& address : folder.addresses_of(lease)) MYDOCKER_CHECK(folder.release(address));
    return {};
  }
};

class LeasesDriver final : public mydocker::WrappingDriver {
 public:
  [[nodiscard]] const mydocker::IpamHandler* ipam() const noexcept override { return &handler_; }

 private:
  LeaseHandler handler_;
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(LeasesDriver, kInfo)

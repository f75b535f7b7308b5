// An IPAM driver in memory, for tests of use cases: "table".
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "mydocker/detail/boundary.hpp"
#include "mydocker/documents.hpp"
#include "mydocker/sdk.hpp"
#include "runtime/drivers/driver_source.hpp"

namespace mydocker::app {

// What the driver has given, and what it gives next.
struct LeaseTable {
  std::map<std::string, std::vector<IpPrefix>> held{};  // the key is the id of the endpoint
  std::vector<std::string> next{};                      // addresses of the next endpoint
  std::vector<std::string> later{};                     // those if `next` is excluded
  std::vector<std::string> gateways{};                  // gateways of each allocation
  std::vector<RouteView> routes{};                      // routes of each allocation
  std::function<void()> meanwhile{};                    // is called once during an allocation
  Lease last{};                                         // lease of the last allocation
  int allocations = 0;
  bool refuses = false;       // whether each allocation fails
  bool is_away = false;       // whether each release fails too
  bool denies = false;        // whether each lease differs
  bool keeps_others = false;  // whether an allocation keeps addresses that are not in the lease
};

class TableHandler final : public IpamHandler {
 public:
  explicit TableHandler(LeaseTable& table) : table_(table) {}

  Result<Allocation> allocate(const Lease& lease, HandlerContext& context) const override {
    context.log("allocates");
    ++table_.allocations;
    table_.last = lease;
    if (table_.refuses || table_.is_away) return Error(ErrorKind::kernel, "the allocator is away");
    auto& held = table_.held[lease.endpoint];
    if (held.empty() || !(lease.addresses.empty() || table_.keeps_others)) held = lease.addresses;
    if (held.empty()) {
      const auto& next = is_excluded(lease) ? table_.later : table_.next;
      for (const auto& text : next) held.push_back(*IpPrefix::parse(text));
    }
    const auto given = held;
    if (const auto meanwhile = std::exchange(table_.meanwhile, {})) meanwhile();
    Allocation allocation{.addresses = table_.keeps_others ? lease.addresses : given,
                          .routes = table_.routes};
    for (const auto& text : table_.gateways) allocation.gateways.push_back(*IpAddress::parse(text));
    return allocation;
  }
  Result<CustomState> check(const Lease& lease, HandlerContext& /*context*/) const override {
    if (table_.denies) return CustomState::differs;
    const auto held = table_.held.find(lease.endpoint);
    if (held == table_.held.end()) return CustomState::absent;
    return held->second == lease.addresses ? CustomState::matches : CustomState::differs;
  }
  Result<void> release(const Lease& lease, HandlerContext& /*context*/) const override {
    if (table_.is_away) return Error(ErrorKind::kernel, "the allocator is away");
    table_.held.erase(lease.endpoint);
    return {};
  }

 private:
  // Returns whether an address of `next` is excluded.
  [[nodiscard]] bool is_excluded(const Lease& lease) const {
    return std::ranges::any_of(table_.next, [&](const std::string& text) {
      const auto& excluded = lease.excluded;
      return !table_.later.empty() &&
             std::ranges::find(excluded, IpPrefix::parse(text)->address) != excluded.end();
    });
  }
  LeaseTable& table_;
};

inline constexpr OptionSpec kTableOptions[] = {
    {.key = "server",
     .scope = OptionScope::ipam,
     .type = OptionType::address,
     .help = "the server"},
    {.key = "time", .scope = OptionScope::ipam, .help = "the time", .default_value = "60"}};
inline constexpr Capability kTableCapabilities[] = {Capability::addresses, Capability::ipv6,
                                                    Capability::ipam};
inline constexpr DriverInfo kTableInfo{.name = "table",
                                       .version = "1.0.0",
                                       .summary = "leases in memory",
                                       .license = "Apache-2.0",
                                       .capabilities = kTableCapabilities,
                                       .options = kTableOptions};

class TableDriver final : public NetworkDriver {
 public:
  explicit TableDriver(LeaseTable& table) : handler_(table) {}
  [[nodiscard]] const IpamHandler* ipam() const noexcept override { return &handler_; }
  [[nodiscard]] Result<Plan> plan_network(const NetworkView& /*network*/,
                                          const HostFacts& /*host*/) const override {
    return Plan();
  }
  [[nodiscard]] Result<Plan> plan_endpoint(const NetworkView& /*network*/,
                                           const EndpointView& /*endpoint*/,
                                           const HostFacts& /*host*/) const override {
    return Plan();
  }

 private:
  TableHandler handler_;
};

class TableChannel final : public drivers::DriverChannel {
 public:
  explicit TableChannel(LeaseTable& table) : driver_(table) {}
  Result<std::string> call(const std::string& request,
                           const drivers::CallContext& /*context*/) override {
    std::string reply;
    detail::answer(driver_, kTableInfo, request, &reply,
                   [](void* into, const char* document, std::size_t length) {
                     static_cast<std::string*>(into)->assign(document, length);
                   });
    return reply;
  }

 private:
  TableDriver driver_;
};

// The driver "table", and those of the build.
class TableSource final : public drivers::DriverSource {
 public:
  TableSource(drivers::DriverSource& others, LeaseTable& table) : others_(others), table_(table) {}
  Result<drivers::Candidate> find(const drivers::SearchSettings& search,
                                  std::string_view name) override {
    if (name != kTableInfo.name || is_missing) return others_.find(search, name);
    drivers::Candidate candidate;
    candidate.name = name;
    auto manifest = std::make_shared<Manifest>(manifest_of(kTableInfo));
    if (lacks_ipam) std::erase(manifest->capabilities, "ipam");
    candidate.manifest = std::move(manifest);
    return candidate;
  }
  Result<drivers::DriverHandle> load(const drivers::Candidate& candidate,
                                     const drivers::LoadSettings& settings) override {
    if (candidate.name != kTableInfo.name) return others_.load(candidate, settings);
    return drivers::DriverHandle(candidate.manifest, std::make_unique<TableChannel>(table_));
  }
  bool is_missing = false;
  bool lacks_ipam = false;  // whether the file is a version without Capability::ipam

 private:
  drivers::DriverSource& others_;
  LeaseTable& table_;
};

}  // namespace mydocker::app

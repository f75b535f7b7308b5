#include "runtime/kernel/linux_kernel.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

#include "mydocker/detail/visit.hpp"
#include "runtime/base/errno_text.hpp"
#include "runtime/kernel/foreign_rules.hpp"
#include "runtime/kernel/link_filters.hpp"
#include "runtime/kernel/link_state.hpp"
#include "runtime/kernel/nft_drift.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

class LinuxKernel final : public Kernel {
 public:
  LinuxKernel(const Netns& host, const Netns* container, const std::string& owner)
      : namespaces_(host, container, owner) {}

  Result<Observation> observe(const Resource& resource) override {
    auto observation = detail::visit(
        [this](const auto& typed) { return kernel::observe(namespaces_, typed); }, resource);
    if (observation.ok()) return observation;
    return std::move(observation).within("read the state of " + describe(resource));
  }
  Result<std::vector<Observation>> observe_all(std::span<const Resource> resources) override {
    const auto ports = ports_in(resources);
    if (ports.size() != resources.size()) return Kernel::observe_all(resources);
    return observe_ports(namespaces_, ports).within("read the state of the published ports");
  }
  Result<void> create(const Resource& resource) override {
    return detail::visit([this](const auto& typed) { return kernel::create(namespaces_, typed); },
                         resource);
  }
  Result<void> create_all(std::span<const Resource> resources) override {
    const auto ports = ports_in(resources);
    if (ports.size() == resources.size()) return create_ports(namespaces_, ports);
    if (std::ranges::all_of(resources, is_ip_configuration))
      return create_ip_configuration(namespaces_, resources);
    return Kernel::create_all(resources);
  }
  Result<void> replace_firewall(std::span<const Resource> resources,
                                std::span<const firewall::Element> more) override {
    return kernel::replace_firewall(namespaces_, resources, more);
  }

  Result<void> restore_firewall(std::span<const Resource> resources,
                                std::span<const firewall::Element> more) override {
    return kernel::restore_firewall(namespaces_, resources, more);
  }
  Result<void> block_transit(const base::ForwardingRecord& record) override {
    return kernel::block_transit(namespaces_, record);
  }
  Result<void> allow_transit(const base::ForwardingRecord& record) override {
    return kernel::allow_transit(namespaces_, record);
  }
  Result<std::string> link_since(const base::ForwardingRecord& record) override {
    return kernel::link_since(namespaces_, record);
  }
  Result<std::string> other_owner_of_firewall() override {
    return kernel::other_owner_of_firewall(namespaces_);
  }
  Result<ForeignRules> foreign_rules(const RuleSearch& search) override {
    MYDOCKER_TRY(NftSession * nft, namespaces_.nft());
    MYDOCKER_CHECK(read_chains());
    return kernel::foreign_rules(*nft, *chains_, search);
  }
  Result<std::vector<Resource>> driver_rules() override {
    return kernel::driver_rules(namespaces_);
  }
  Result<bool> has_missed_element() override {
    MYDOCKER_TRY(const NftSession* nft, namespaces_.nft());
    return nft->has_missed_element();
  }
  Result<std::string> firewall_drift() override {
    MYDOCKER_CHECK(read_chains());
    return find_drift(*chains_);
  }
  Result<void> update(const Resource& resource, const std::string& found) override {
    return detail::visit(
        [&](const auto& typed) -> Result<void> {
          if constexpr (requires { kernel::update(namespaces_, typed, found); })
            return kernel::update(namespaces_, typed, found);
          return Error(ErrorKind::internal, "this resource cannot be changed in place");
        },
        resource);
  }
  Result<void> bring_up(const Resource& resource) override {
    return detail::visit([this](const auto& typed) { return kernel::bring_up(namespaces_, typed); },
                         resource);
  }
  Result<void> destroy(const Resource& resource) override {
    return detail::visit([this](const auto& typed) { return kernel::destroy(namespaces_, typed); },
                         resource);
  }
  Result<void> destroy_all(std::span<const Resource> resources) override {
    const auto ports = ports_in(resources);
    if (ports.size() != resources.size()) return Kernel::destroy_all(resources);
    return destroy_ports(namespaces_, ports);
  }

 private:
  static std::vector<PublishedPort> ports_in(std::span<const Resource> resources) {
    std::vector<PublishedPort> ports;
    for (const auto& resource : resources)
      if (const auto* port = resource.get_if<PublishedPort>()) ports.push_back(*port);
    return ports;
  }

  // Reads the chains of other programs once. A command does not change them, so the result stays
  // valid.
  Result<void> read_chains() {
    if (chains_) return {};
    MYDOCKER_TRY(NftSession * nft, namespaces_.nft());
    MYDOCKER_TRY(chains_, kernel::read_chains(*nft));
    return {};
  }

  Namespaces namespaces_;
  std::optional<std::vector<NftChain>> chains_;
};

}  // namespace

Result<std::unique_ptr<Kernel>> open_linux_kernel(const Netns& host, const Netns* container,
                                                  const std::string& owner) {
  return std::unique_ptr<Kernel>(std::make_unique<LinuxKernel>(host, container, owner));
}

Result<void> protect_link(const Netns& host, const std::string& link) {
  Namespaces namespaces(host, nullptr, {});
  if (link_index(namespaces.host_route(), link) == 0)
    return Error(ErrorKind::not_found, "the host has no interface \"" + link + "\"")
        .hint("see: ip -brief link");
  MYDOCKER_TRY(const bool isolated, is_isolated(namespaces, link));
  if (isolated) return add_filters(namespaces.host_route(), link);
  MYDOCKER_TRY(const auto guard, guard_of(namespaces, link));
  if (guard) return add_guard(namespaces.host_route(), *guard);
  return Error(ErrorKind::not_found, "interface \"" + link + "\" belongs to no isolated network")
      .hint("see: nft list set inet mydocker links")
      .hint("see: nft list set bridge mydocker antispoof");
}

Result<std::string> boot_id() {
  const char* path = "/proc/sys/kernel/random/boot_id";
  const base::UniqueFd file(::open(path, O_RDONLY | O_CLOEXEC));
  if (!file) return base::errno_error(std::string("read ") + path, errno);
  std::array<char, 64> buffer{};
  const ssize_t size = ::read(file.get(), buffer.data(), buffer.size());
  if (size < 0) return base::errno_error(std::string("read ") + path, errno);
  std::string_view text(buffer.data(), static_cast<std::size_t>(size));
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  return std::string(text);
}

namespace {

Error not_known(const Custom& custom) {
  return {ErrorKind::internal,
          "only a driver can handle a resource of kind \"" + custom.kind + "\""};
}

}  // namespace

Result<Observation> observe(Namespaces& /*namespaces*/, const Custom& custom) {
  return not_known(custom);
}

Result<void> create(Namespaces& /*namespaces*/, const Custom& custom) { return not_known(custom); }

Result<void> bring_up(Namespaces& namespaces, const Custom& custom) {
  if (custom.place == Place::container) return {};
  for (const auto& link : custom.links) MYDOCKER_CHECK(protect_isolated(namespaces, link));
  return {};
}

Result<void> destroy(Namespaces& /*namespaces*/, const Custom& custom) { return not_known(custom); }

}  // namespace mydocker::kernel

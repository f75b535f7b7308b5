#include "runtime/app/unprivileged_kernel.hpp"

#include <optional>
#include <utility>

#include "runtime/plan/dependencies.hpp"

namespace mydocker::app {
namespace {

Error only_root() {
  return {ErrorKind::internal, "a user without root tried to change the kernel"};
}

class UnprivilegedKernel final : public kernel::Kernel {
 public:
  UnprivilegedKernel(std::unique_ptr<kernel::Kernel> real, std::set<std::string> recorded,
                     bool hides_container, base::StepLog& log)
      : real_(std::move(real)),
        recorded_(std::move(recorded)),
        hides_container_(hides_container),
        log_(log) {}

  Result<base::Observation> observe(const Resource& resource) override {
    if (hides_container_ && place_of(resource) == Place::container)
      return from_records(resource, "the container");
    auto seen = real_->observe(resource);
    const bool of_firewall = resource.is<Firewall>() || plan::needs_firewall(resource);
    if (seen || seen.error().kind() != ErrorKind::permission || !of_firewall) return seen;
    return from_records(resource, "the firewall");
  }

  Result<std::string> link_since(const base::ForwardingRecord& record) override {
    return real_->link_since(record);
  }

  Result<void> create(const Resource& /*resource*/) override { return only_root(); }
  Result<void> restore_firewall(std::span<const Resource> /*resources*/,
                                std::span<const firewall::Element> /*more*/) override {
    return only_root();
  }
  Result<void> update(const Resource& /*resource*/, const std::string& /*found*/) override {
    return only_root();
  }
  Result<void> bring_up(const Resource& /*resource*/) override { return only_root(); }
  Result<void> destroy(const Resource& /*resource*/) override { return only_root(); }

 private:
  base::Observation from_records(const Resource& resource, const std::string& what) {
    log_.notice(what + " cannot be read without root; the recorded state is used instead");
    const bool known = recorded_.contains(identity_of(resource));
    return {known ? base::State::matches : base::State::absent, {}, {}};
  }

  std::unique_ptr<kernel::Kernel> real_;
  std::set<std::string> recorded_;
  bool hides_container_;
  base::StepLog& log_;
};

class HiddenView final : public kernel::HostView {
 public:
  Result<std::optional<LinkFact>> link(const std::string& /*name*/) override {
    return std::optional<LinkFact>();
  }
  Result<bool> has_carrier(const std::string& /*name*/) override { return true; }
  Result<bool> is_managed(const std::string& /*name*/) override { return false; }
  Result<std::optional<LinkFact>> default_route() override { return std::optional<LinkFact>(); }
  Result<std::vector<kernel::DefaultRoute>> default_routes(Family /*family*/) override {
    return std::vector<kernel::DefaultRoute>();
  }
  bool has_ipv6() override { return true; }
  Result<std::string> advertised_link() override { return std::string(); }
  Result<std::vector<kernel::HostPrefix>> host_prefixes() override {
    return std::vector<kernel::HostPrefix>();
  }
  std::string link_name(int /*index*/) override { return {}; }
  std::string link_towards(const IpAddress& /*address*/) override { return {}; }
  bool forwards(Family /*family*/, const std::string& /*link*/) override { return true; }
};

// Returns whether the journal entry is that of an endpoint of the container.
Result<bool> is_of_container(store::RuntimeState& state, const store::JournalEntry& entry,
                             const kernel::Netns* container) {
  if (container == nullptr || entry.kind != store::EntryKind::endpoint) return false;
  MYDOCKER_TRY(const auto endpoint, state.endpoint_of(entry.id));
  return endpoint && endpoint->netns_cookie == container->cookie();
}

}  // namespace

Result<std::set<std::string>> recorded_resources(store::RuntimeState& state,
                                                 const kernel::Netns* container) {
  std::set<std::string> recorded;
  MYDOCKER_TRY(const auto entries, state.active_entries());
  for (const auto& entry : entries) {
    MYDOCKER_TRY(const bool inside, is_of_container(state, entry, container));
    for (const auto& planned : entry.plan.entries())
      if (inside || place_of(planned.resource) == Place::host)
        recorded.insert(identity_of(planned.resource));
  }
  return recorded;
}

std::unique_ptr<kernel::Kernel> without_root(std::unique_ptr<kernel::Kernel> real,
                                             std::set<std::string> recorded, bool hides_container,
                                             base::StepLog& log) {
  return std::make_unique<UnprivilegedKernel>(std::move(real), std::move(recorded), hides_container,
                                              log);
}

std::unique_ptr<kernel::HostView> hidden_view() { return std::make_unique<HiddenView>(); }

}  // namespace mydocker::app

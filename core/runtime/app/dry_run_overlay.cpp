#include "runtime/app/dry_run_overlay.hpp"

#include <utility>
#include <vector>

#include "runtime/plan/dependencies.hpp"

namespace mydocker::app {
namespace {

Result<void> only_simulated() {
  return Error(ErrorKind::internal, "a dry run tried to change the kernel");
}

class UnprivilegedKernel final : public kernel::Kernel {
 public:
  UnprivilegedKernel(std::unique_ptr<kernel::Kernel> real, bool has_firewall, base::StepLog& log)
      : real_(std::move(real)), has_firewall_(has_firewall), log_(log) {}

  Result<kernel::Observation> observe(const Resource& resource) override {
    auto seen = real_->observe(resource);
    const bool tables = resource.is<Firewall>();
    if (seen || seen.error().kind() != ErrorKind::permission ||
        (!tables && !plan::needs_firewall(resource)))
      return seen;
    if (!std::exchange(told_, true))
      log_.notice("firewall rules cannot be read without root; the records are used");
    return kernel::Observation{
        tables && has_firewall_ ? kernel::State::matches : kernel::State::absent, {}, {}};
  }

  Result<void> create(const Resource& resource) override { return real_->create(resource); }
  Result<void> restore_firewall(std::span<const Resource> resources,
                                std::span<const firewall::Element> more) override {
    return real_->restore_firewall(resources, more);
  }
  Result<void> update(const Resource& resource, const std::string& found) override {
    return real_->update(resource, found);
  }
  Result<void> bring_up(const Resource& resource) override { return real_->bring_up(resource); }
  Result<void> destroy(const Resource& resource) override { return real_->destroy(resource); }

 private:
  std::unique_ptr<kernel::Kernel> real_;
  bool has_firewall_;
  base::StepLog& log_;
  bool told_ = false;
};

}  // namespace

// Shows the real kernel with the simulated changes. Refuses changes.
class OverlayKernel final : public kernel::Kernel {
 public:
  OverlayKernel(const DryRunOverlay& overlay, std::unique_ptr<kernel::Kernel> real)
      : overlay_(overlay), real_(std::move(real)) {}

  Result<kernel::Observation> observe(const Resource& resource) override {
    using enum kernel::State;
    const auto identity = identity_of(resource);
    const auto* setting = resource.get_if<Sysctl>();
    if (const auto made = overlay_.made_.find(identity); made != overlay_.made_.end()) {
      const auto* now = made->second.get_if<Sysctl>();
      return kernel::Observation{made->second == resource ? matches : differs,
                                 {},
                                 now == nullptr ? std::string() : now->value};
    }
    const auto gone = overlay_.absent_.find(identity);
    if (gone == overlay_.absent_.end()) return real_->observe(resource);
    if (setting == nullptr) return kernel::Observation{};
    return kernel::Observation{
        setting->value == gone->second ? matches : differs, {}, gone->second};
  }

  Result<std::string> other_owner_of_firewall() override {
    return real_->other_owner_of_firewall();
  }
  Result<std::string> firewall_drift() override { return real_->firewall_drift(); }
  Result<kernel::ForeignRules> foreign_rules(const kernel::RuleSearch& search) override {
    return real_->foreign_rules(search);
  }

  Result<void> create(const Resource& /*resource*/) override { return only_simulated(); }
  Result<void> restore_firewall(std::span<const Resource> /*resources*/,
                                std::span<const firewall::Element> /*more*/) override {
    return only_simulated();
  }
  Result<void> update(const Resource& /*resource*/, const std::string& /*found*/) override {
    return only_simulated();
  }
  Result<void> bring_up(const Resource& /*resource*/) override { return only_simulated(); }
  Result<void> destroy(const Resource& /*resource*/) override { return only_simulated(); }

 private:
  const DryRunOverlay& overlay_;
  std::unique_ptr<kernel::Kernel> real_;
};

class OverlayHostView final : public kernel::HostView {
 public:
  OverlayHostView(const DryRunOverlay& overlay, kernel::HostView& real)
      : overlay_(overlay), real_(real) {}

  Result<std::optional<LinkFact>> link(const std::string& name) override {
    const auto identity = identity_of_link(name);
    if (overlay_.absent_.contains(identity)) return std::optional<LinkFact>();
    const auto made = overlay_.made_.find(identity);
    if (made == overlay_.made_.end()) return real_.link(name);
    const auto* bridge = made->second.get_if<Bridge>();
    if (bridge == nullptr) return real_.link(name);
    constexpr std::uint32_t kDefaultMtu = 1500;
    const auto mtu = bridge->mtu == 0 ? kDefaultMtu : bridge->mtu;
    return std::optional(LinkFact{name, "bridge", mtu, true, Medium::ethernet});
  }
  Result<bool> is_managed(const std::string& name) override {
    if (overlay_.made_.contains(identity_of_link(name))) return true;
    return real_.is_managed(name);
  }
  Result<std::optional<LinkFact>> default_route() override { return real_.default_route(); }
  Result<std::vector<kernel::DefaultRoute>> default_routes(Family family) override {
    return real_.default_routes(family);
  }
  Result<std::string> advertised_link() override { return real_.advertised_link(); }
  bool has_ipv6() override { return real_.has_ipv6(); }

  Result<std::vector<kernel::HostPrefix>> host_prefixes() override {
    MYDOCKER_TRY(auto held, real_.host_prefixes());
    std::erase_if(held, [&](const kernel::HostPrefix& one) { return is_gone(one.prefix); });
    return held;
  }
  std::string link_name(int index) override { return real_.link_name(index); }
  std::string link_towards(const IpAddress& address) override {
    return real_.link_towards(address);
  }
  bool forwards(Family family, const std::string& link) override {
    return real_.forwards(family, link);
  }

 private:
  static std::string identity_of_link(const std::string& name) {
    Bridge any_link;  // all kinds of links have the same kind of identity
    any_link.name = name;
    return identity_of(any_link);
  }

  [[nodiscard]] bool is_gone(const IpPrefix& prefix) const {
    for (const auto& network : overlay_.gone_)
      for (const auto& subnet : network.subnets)
        if (subnet.prefix.contains(prefix)) return true;
    return false;
  }

  const DryRunOverlay& overlay_;
  kernel::HostView& real_;
};

class OverlayCustomPort final : public apply::CustomPort {
 public:
  OverlayCustomPort(const DryRunOverlay& overlay, apply::CustomPort& real)
      : overlay_(overlay), real_(real) {}

  Result<bool> observe(const Custom& resource, int netns) override {
    const auto identity = identity_of(resource);
    if (overlay_.made_.contains(identity)) return true;
    if (overlay_.absent_.contains(identity)) return false;
    return real_.observe(resource, netns);
  }
  Result<void> create(const Custom& /*resource*/, int /*netns*/) override {
    return only_simulated();
  }
  Result<void> destroy(const Custom& /*resource*/, int /*netns*/) override {
    return only_simulated();
  }

 private:
  const DryRunOverlay& overlay_;
  apply::CustomPort& real_;
};

void DryRunOverlay::mark_removed(const Resource& resource, const std::string& prior) {
  made_.erase(identity_of(resource));
  absent_[identity_of(resource)] = prior;
}

void DryRunOverlay::mark_removed(const model::Network& network) { gone_.push_back(network); }

void DryRunOverlay::mark_created(const std::vector<plan::Step>& steps) {
  for (const auto& step : steps) {
    if (step.action != plan::Action::create) continue;
    absent_.erase(identity_of(step.entry.resource));
    made_.insert_or_assign(identity_of(step.entry.resource), step.entry.resource);
  }
}

std::unique_ptr<kernel::Kernel> DryRunOverlay::wrap(std::unique_ptr<kernel::Kernel> real) {
  return std::make_unique<OverlayKernel>(*this, std::move(real));
}

kernel::HostView* DryRunOverlay::wrap(kernel::HostView& real) {
  if (!host_) host_ = std::make_unique<OverlayHostView>(*this, real);
  return host_.get();
}

apply::CustomPort& DryRunOverlay::wrap(apply::CustomPort& real) {
  auto& view = custom_[&real];
  if (!view) view = std::make_unique<OverlayCustomPort>(*this, real);
  return *view;
}

std::unique_ptr<kernel::Kernel> without_root(std::unique_ptr<kernel::Kernel> real,
                                             bool has_firewall, base::StepLog& log) {
  return std::make_unique<UnprivilegedKernel>(std::move(real), has_firewall, log);
}

}  // namespace mydocker::app

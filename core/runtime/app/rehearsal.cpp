#include "runtime/app/rehearsal.hpp"

#include <utility>
#include <vector>

namespace mydocker::app {
namespace {

Result<void> only_rehearsed() {
  return Error(ErrorKind::internal, "a change was about to be made in a rehearsal");
}

}  // namespace

// The real kernel where nothing was rehearsed. Only looked at.
class RehearsedKernel final : public kernel::Kernel {
 public:
  RehearsedKernel(const Rehearsal& rehearsal, std::unique_ptr<kernel::Kernel> real)
      : rehearsal_(rehearsal), real_(std::move(real)) {}

  Result<kernel::Observation> observe(const Resource& resource) override {
    using enum kernel::Presence;
    const auto identity = identity_of(resource);
    const auto* setting = std::get_if<Sysctl>(&resource);
    if (const auto made = rehearsal_.made_.find(identity); made != rehearsal_.made_.end()) {
      const auto* now = std::get_if<Sysctl>(&made->second);
      return kernel::Observation{made->second == resource ? present : different,
                                 {},
                                 now == nullptr ? std::string() : now->value};
    }
    const auto gone = rehearsal_.absent_.find(identity);
    if (gone == rehearsal_.absent_.end()) return real_->observe(resource);
    if (setting == nullptr) return kernel::Observation{};
    return kernel::Observation{
        setting->value == gone->second ? present : different, {}, gone->second};
  }

  Result<void> create(const Resource& /*resource*/) override { return only_rehearsed(); }
  Result<void> raise(const Resource& /*resource*/) override { return only_rehearsed(); }
  Result<void> destroy(const Resource& /*resource*/) override { return only_rehearsed(); }

 private:
  const Rehearsal& rehearsal_;
  std::unique_ptr<kernel::Kernel> real_;
};

class RehearsedHost final : public kernel::HostView {
 public:
  RehearsedHost(const Rehearsal& rehearsal, kernel::HostView& real)
      : rehearsal_(rehearsal), real_(real) {}

  Result<std::optional<LinkFact>> link(const std::string& name) override {
    Bridge any_link;  // all kinds of link have one kind of identity
    any_link.name = name;
    if (rehearsal_.absent_.contains(identity_of(any_link))) return std::optional<LinkFact>();
    return real_.link(name);
  }
  Result<bool> is_ours(const std::string& name) override { return real_.is_ours(name); }
  Result<std::optional<LinkFact>> default_route() override { return real_.default_route(); }
  Result<std::vector<kernel::DefaultRoute>> default_routes(Family family) override {
    return real_.default_routes(family);
  }
  Result<std::string> advertised_link() override { return real_.advertised_link(); }
  bool has_ipv6() override { return real_.has_ipv6(); }

  Result<std::vector<kernel::HeldPrefix>> held_prefixes() override {
    MYDOCKER_TRY(auto held, real_.held_prefixes());
    std::erase_if(held, [&](const kernel::HeldPrefix& one) { return is_gone(one.prefix); });
    return held;
  }

 private:
  [[nodiscard]] bool is_gone(const IpPrefix& prefix) const {
    for (const auto& network : rehearsal_.gone_)
      for (const auto& subnet : network.subnets)
        if (subnet.prefix.contains(prefix)) return true;
    return false;
  }

  const Rehearsal& rehearsal_;
  kernel::HostView& real_;
};

class RehearsedCustom final : public apply::CustomPort {
 public:
  RehearsedCustom(const Rehearsal& rehearsal, apply::CustomPort& real)
      : rehearsal_(rehearsal), real_(real) {}

  Result<bool> observe(const Custom& resource, int netns) override {
    const auto identity = identity_of(resource);
    if (rehearsal_.made_.contains(identity)) return true;
    if (rehearsal_.absent_.contains(identity)) return false;
    return real_.observe(resource, netns);
  }
  Result<void> create(const Custom& /*resource*/, int /*netns*/) override {
    return only_rehearsed();
  }
  Result<void> destroy(const Custom& /*resource*/, int /*netns*/) override {
    return only_rehearsed();
  }

 private:
  const Rehearsal& rehearsal_;
  apply::CustomPort& real_;
};

void Rehearsal::took_away(const Resource& resource, const std::string& prior) {
  made_.erase(identity_of(resource));
  absent_[identity_of(resource)] = prior;
}

void Rehearsal::took_away(const model::Network& network) { gone_.push_back(network); }

void Rehearsal::made(const std::vector<plan::Step>& steps) {
  for (const auto& step : steps) {
    if (step.action != plan::Action::create) continue;
    absent_.erase(identity_of(step.entry.resource));
    made_.insert_or_assign(identity_of(step.entry.resource), step.entry.resource);
  }
}

std::unique_ptr<kernel::Kernel> Rehearsal::over(std::unique_ptr<kernel::Kernel> real) {
  return std::make_unique<RehearsedKernel>(*this, std::move(real));
}

kernel::HostView* Rehearsal::over(kernel::HostView& real) {
  if (!host_) host_ = std::make_unique<RehearsedHost>(*this, real);
  return host_.get();
}

apply::CustomPort& Rehearsal::over(apply::CustomPort& real) {
  auto& view = custom_[&real];
  if (!view) view = std::make_unique<RehearsedCustom>(*this, real);
  return *view;
}

}  // namespace mydocker::app

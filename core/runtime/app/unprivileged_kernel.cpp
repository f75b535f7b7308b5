#include "runtime/app/unprivileged_kernel.hpp"

#include <utility>

#include "runtime/plan/dependencies.hpp"

namespace mydocker::app {
namespace {

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

std::unique_ptr<kernel::Kernel> without_root(std::unique_ptr<kernel::Kernel> real,
                                             bool has_firewall, base::StepLog& log) {
  return std::make_unique<UnprivilegedKernel>(std::move(real), has_firewall, log);
}

}  // namespace mydocker::app

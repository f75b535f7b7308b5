// Checks C (kernel): a reload finds existing resources, and creates lost resources again.
#include "runtime/conformance/check.hpp"
#include "runtime/conformance/child.hpp"
#include "runtime/conformance/sandbox.hpp"
#include "runtime/conformance/test_host.hpp"
#include "runtime/kernel/linux_kernel.hpp"
#include "runtime/plan/dependencies.hpp"

namespace mydocker::conformance {
namespace {

using Lines = std::vector<std::string>;

Result<RuleResult> check_clean(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto test_host, host_with_container(driver));
  MYDOCKER_TRY(const auto before, test_host.snapshot({"c1"}));
  MYDOCKER_TRY(const auto steps, test_host.reload());
  if (steps.count() != 0)
    return fail("nothing to restore",
                std::to_string(steps.count()) + " steps, the first: " + steps.first());
  MYDOCKER_TRY(const auto after, test_host.snapshot({"c1"}));
  const auto changes = differences(after, before);
  return changes.empty() ? pass() : fail("nothing changed", some_of(changes));
}

// Removes one resource, as another program could do. Returns false if this resource cannot be
// removed in this way.
Result<bool> lose(TestHost& test_host, const Resource& resource, const kernel::Netns* container) {
  const auto session = test_host.session();
  MYDOCKER_TRY(const auto kernel,
               kernel::open_linux_kernel(test_host.host(), container, kRunFolder));
  if (const auto* sysctl = resource.get_if<Sysctl>()) {
    auto other = *sysctl;
    other.value = sysctl->value == "0" ? "1" : "0";
    return kernel->create(other).ok();
  }
  if (const auto* custom = resource.get_if<Custom>()) {
    MYDOCKER_TRY(auto* open_state, session->open_state());
    MYDOCKER_TRY(const auto network, app::find_active_or_defined(*session, *open_state, kNetwork));
    MYDOCKER_CHECK(session->of_network(network.id).destroy(*custom, container));
    return true;
  }
  if (plan::is_adopted(resource)) return false;
  MYDOCKER_CHECK(kernel->destroy(resource));
  return true;
}

// Removes and restores each resource of one plan, one after the other.
Result<RuleResult> all_restored(TestHost& test_host, const std::string& name) {
  std::optional<kernel::Netns> container;
  Lines seen;
  if (!name.empty()) {
    MYDOCKER_TRY(container, TestHost::container(name));
    seen.push_back(name);
  }
  MYDOCKER_TRY(const auto plan, test_host.recorded(name));
  MYDOCKER_TRY(const auto whole, test_host.snapshot(seen));
  for (const auto& entry : plan.entries()) {
    const std::string what = describe(entry.resource);
    MYDOCKER_TRY(const bool lost,
                 lose(test_host, entry.resource, container ? &*container : nullptr));
    if (!lost) continue;
    MYDOCKER_CHECK(test_host.reload().within("after the loss of " + what));
    MYDOCKER_TRY(const auto now, test_host.snapshot(seen));
    if (const auto changes = differences(now, whole); !changes.empty())
      return fail(what + " restored after its loss", some_of(changes));
  }
  return pass(std::to_string(plan.entries().size()));
}

Result<RuleResult> check_drift(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto test_host, TestHost::make(driver));
  MYDOCKER_CHECK(test_host.create({.subnets = dual_subnets(driver)}));
  MYDOCKER_TRY(auto result, all_restored(test_host, ""));
  if (result.outcome != RuleOutcome::pass) return result;
  MYDOCKER_CHECK(test_host.add_container("c1"));
  MYDOCKER_CHECK(test_host.connect("c1"));
  MYDOCKER_TRY(auto second, all_restored(test_host, "c1"));
  if (second.outcome != RuleOutcome::pass) return second;
  return pass(result.detail + " and " + second.detail + " resources");
}

constexpr Check kDriftCheckTable[] = {
    {"C19", Level::life, "check-clean", "a reload right after create and connect has no steps",
     "let observe() find what create() creates", check_clean},
    {"C20", Level::life, "check-drift", "a reload restores each resource of a plan that was lost",
     "let observe() read the kernel, and let create() create the resource again", check_drift},
};

}  // namespace

const std::span<const Check> kDriftChecks = kDriftCheckTable;

}  // namespace mydocker::conformance

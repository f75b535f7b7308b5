// Checks C (kernel): the script of a dry run, and the stored plan, give the same state as the
// command.
#include <unistd.h>

#include <cstdlib>

#include "runtime/app/handler_directory.hpp"
#include "runtime/app/recorded_plan.hpp"
#include "runtime/conformance/check.hpp"
#include "runtime/conformance/child.hpp"
#include "runtime/conformance/plan_probe.hpp"
#include "runtime/conformance/sandbox.hpp"
#include "runtime/conformance/test_host.hpp"
#include "runtime/drivers/driver_process.hpp"
#include "runtime/kernel/linux_kernel.hpp"

namespace mydocker::conformance {
namespace {

using std::string_literals::operator""s;

using Lines = std::vector<std::string>;

// Runs the shell script. Returns whether it succeeds.
bool shell(const DriverUnderTest& driver, const std::string& script) {
  const auto ended = in_child(driver.deadline, [&]() -> Result<std::string> {
    ::setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
    ::execl("/bin/sh", "sh", "-c", script.c_str(), nullptr);
    ::_exit(1);
  });
  return !ended && ended.error().message() == kEndedWell;
}

Result<TestHost> next_host(const DriverUnderTest& driver) {
  MYDOCKER_CHECK(enter_sandbox());
  MYDOCKER_CHECK(put_host(*driver.host_bytes));
  provide_wrapped(driver);
  MYDOCKER_CHECK(put_driver(kDriverFolder, driver.driver().name, *driver.bytes));
  return TestHost::make(driver);
}

// Compares two states: `now` after the script, and `real` after the real command.
Result<RuleResult> same_as(const Lines& now, const Lines& real, const char* command) {
  const auto changes = differences(now, real);
  if (changes.empty()) return pass();
  return fail(std::string("after the script, the state that a real ") + command + " leaves",
              some_of(changes));
}

Result<RuleResult> dry_run(const DriverUnderTest& driver) {
  if (!shell(driver, "command -v ip && command -v nft && command -v sysctl"))
    return skip("ip, nft and sysctl are not all installed");
  const TestNetwork input{.subnets = dual_subnets(driver)};
  Lines created;
  Lines connected;
  {
    MYDOCKER_TRY(auto test_host, TestHost::make(driver));
    MYDOCKER_CHECK(test_host.create(input));
    MYDOCKER_TRY(created, test_host.snapshot());
    MYDOCKER_CHECK(test_host.add_container("c1"));
    MYDOCKER_CHECK(test_host.connect("c1"));
    MYDOCKER_TRY(connected, test_host.snapshot({"c1"}));
  }
  {
    MYDOCKER_TRY(auto test_host, next_host(driver));
    MYDOCKER_TRY(const auto script, test_host.create_script(input));
    if (!shell(driver, script))
      return fail("that the dry-run script of create succeeds", "that it fails");
    MYDOCKER_TRY(const auto now, test_host.snapshot());
    MYDOCKER_TRY(auto result, same_as(now, created, "create"));
    if (result.outcome != RuleOutcome::pass) return result;
  }
  MYDOCKER_TRY(auto test_host, next_host(driver));
  MYDOCKER_CHECK(test_host.create(input));
  MYDOCKER_CHECK(test_host.add_container("c1"));
  MYDOCKER_TRY(const auto script, test_host.connect_script("c1"));
  if (!shell(driver, script))
    return fail("that the dry-run script of connect succeeds", "that it fails");
  MYDOCKER_TRY(const auto now, test_host.snapshot({"c1"}));
  return same_as(now, connected, "connect");
}

// Runs the scripts of dry runs in place of disconnect and rm. Nothing of the network may remain.
Result<RuleResult> removal_script(const DriverUnderTest& driver) {
  if (!shell(driver, "command -v ip && command -v nft && command -v sysctl"))
    return skip("ip, nft and sysctl are not all installed");
  MYDOCKER_TRY(auto test_host, TestHost::make(driver));
  MYDOCKER_CHECK(test_host.add_container("c1"));
  const TestNetwork input{.subnets = dual_subnets(driver)};
  MYDOCKER_CHECK(test_host.create(input));
  MYDOCKER_TRY(const auto created, test_host.snapshot());
  MYDOCKER_CHECK(test_host.connect("c1"));
  MYDOCKER_TRY(auto script, test_host.disconnect_script("c1"));
  if (!shell(driver, script))
    return fail("that the dry-run script of disconnect succeeds", "that it fails");
  MYDOCKER_TRY(const auto now, test_host.snapshot());
  MYDOCKER_TRY(auto result, same_as(now, created, "disconnect"));
  if (result.outcome != RuleOutcome::pass) return result;
  MYDOCKER_TRY(auto other_host, next_host(driver));
  MYDOCKER_TRY(const auto before, other_host.snapshot());
  MYDOCKER_CHECK(other_host.create(input));
  MYDOCKER_TRY(script, other_host.remove_script());
  if (!shell(driver, script))
    return fail("that the dry-run script of rm succeeds", "that it fails");
  MYDOCKER_TRY(const auto after, other_host.snapshot());
  return same_as(after, before, "rm");
}

Result<HandlerContext> context_of(TestHost& test_host, const kernel::Netns* container) {
  const std::string unknown_network(64, '0');
  MYDOCKER_CHECK(app::make_handler_directory(kRunFolder, unknown_network));
  HandlerContext context;
  context.host_netns = test_host.host().fd();
  if (container != nullptr) context.container_netns = container->fd();
  context.directory = app::handler_directory(kRunFolder, unknown_network);
  return context;
}

// Creates the resource. If it turns a forwarding switch on, it first blocks traffic between links
// of other programs. The command `network connect` does the same.
Result<void> create(kernel::Kernel& kernel, const Resource& resource) {
  const auto* sysctl = resource.get_if<Sysctl>();
  if (sysctl != nullptr && base::is_forwarding_switch(sysctl->name)) {
    MYDOCKER_TRY(const auto now, kernel.observe(resource));
    MYDOCKER_CHECK(kernel.block_transit(base::ForwardingRecord::parse(sysctl->name, now.value)));
  }
  return kernel.create(resource);
}

// Creates the resources of a stored plan. Nothing else is used: the driver does not plan again, and
// other data of the network are not read.
Result<void> create_from_record(TestHost& test_host, const Plan& plan,
                                const kernel::Netns* container) {
  const auto session = test_host.session();
  MYDOCKER_TRY(auto* driver, session->driver_for_cleanup(test_host.driver()));
  MYDOCKER_TRY(const auto kernel,
               kernel::open_linux_kernel(test_host.host(), container, kRunFolder));
  MYDOCKER_TRY(auto context, context_of(test_host, container));
  for (const auto& entry : plan.entries()) {
    const auto* custom = entry.resource.get_if<Custom>();
    MYDOCKER_CHECK(
        (custom != nullptr ? driver->create(*custom, context) : create(*kernel, entry.resource))
            .within(describe(entry.resource)));
  }
  for (const auto& entry : plan.entries())
    if (!entry.resource.is<Custom>()) MYDOCKER_CHECK(kernel->bring_up(entry.resource));
  return {};
}

Result<RuleResult> replay(const DriverUnderTest& driver) {
  Plan network;
  Plan endpoint;
  Lines connected;
  {
    MYDOCKER_TRY(auto test_host, host_with_container(driver));
    MYDOCKER_TRY(network, test_host.recorded());
    MYDOCKER_TRY(endpoint, test_host.recorded("c1"));
    MYDOCKER_TRY(connected, test_host.snapshot({"c1"}));
  }
  MYDOCKER_TRY(auto test_host, next_host(driver));
  MYDOCKER_CHECK(create_from_record(test_host, network, nullptr));
  MYDOCKER_CHECK(test_host.add_container("c1"));
  MYDOCKER_TRY(const auto container, TestHost::container("c1"));
  MYDOCKER_CHECK(create_from_record(test_host, endpoint, &container));
  MYDOCKER_TRY(const auto now, test_host.snapshot({"c1"}));
  const auto changes = differences(now, connected);
  return changes.empty() ? pass() : fail("the same state from the stored plans", some_of(changes));
}

// Asks the driver for the plan of the network again, or for the plan of the container's endpoint.
// Compares this plan with the stored one.
Result<RuleResult> planned_again(TestHost& test_host, const DriverUnderTest& driver,
                                 const std::string& name) {
  using drivers::Frame;
  MYDOCKER_TRY(auto process, drivers::DriverProcess::start({driver.driver().name, driver.file},
                                                           load_settings(driver), {}));
  std::optional<kernel::Netns> container;
  if (!name.empty()) {
    MYDOCKER_TRY(container, TestHost::container(name));
  }
  MYDOCKER_TRY(const auto question, test_host.question(name));
  MYDOCKER_TRY(const auto reply, process.call({Frame::Kind::call, documents::encode(question)}));
  MYDOCKER_TRY(const auto plan, documents::decode_plan_reply(reply));
  MYDOCKER_TRY(const auto record, test_host.recorded(name));
  MYDOCKER_TRY(
      const auto kernel,
      kernel::open_linux_kernel(test_host.host(), container ? &*container : nullptr, kRunFolder));
  MYDOCKER_TRY(const auto found, app::difference(plan, record, *kernel));
  Lines changes;
  for (const auto& entry : found.added.entries())
    changes.push_back("+ " + describe(entry.resource));
  for (const auto& entry : found.removed.entries())
    changes.push_back("- " + describe(entry.resource));
  if (changes.empty()) return pass();
  return fail("the stored plan of " + (name.empty() ? "the network" : "a container"s),
              some_of(changes));
}

// Checks that the stored state is enough: a new process plans again without reading the host.
Result<RuleResult> record_suffices(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto test_host, host_with_container(driver));
  MYDOCKER_TRY(auto result, planned_again(test_host, driver, ""));
  if (result.outcome != RuleOutcome::pass) return result;
  return planned_again(test_host, driver, "c1");
}

constexpr Check kReplayCheckTable[] = {
    {"C33", Level::life, "dry-run", "the script of a dry run gives the same state as the command",
     "let Custom::create_lines do what create() does", dry_run},
    {"C58", Level::life, "removal-script",
     "the scripts of dry runs of disconnect and rm remove what the commands remove",
     "let Custom::destroy_lines do what destroy() does", removal_script},
    {"C35", Level::life, "replay",
     "stored plans that are applied on another host give the same state",
     "let create() use only the resource", replay},
    {"C36", Level::life, "record-suffices",
     "planning again from the stored state gives the same plans",
     "use only the arguments for the plan", record_suffices},
};

}  // namespace

const std::span<const Check> kReplayChecks = kReplayCheckTable;

}  // namespace mydocker::conformance

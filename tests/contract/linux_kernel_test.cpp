#include <sched.h>

#include "contract/kernel_contract.hpp"
#include "runtime/kernel/linux_kernel.hpp"
#include "support/netns_fixture.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace {

// Makes what the World asks for with ip(8).
class WithIp : public World {
 public:
  void add_link(Place place, const std::string& name, const std::string& kind) override {
    output_of(ip(place) + "link add name " + name + " type " + kind);
  }
  void remove_link(Place place, const std::string& name) override {
    output_of(ip(place) + "link delete dev " + name);
  }
  void set_down(Place place, const std::string& name) override {
    output_of(ip(place) + "link set dev " + name + " down");
  }
  bool has_link(Place place, const std::string& name) override {
    return shell(ip(place) + "link show dev " + name).code == 0;
  }
  bool is_up(Place place, const std::string& name) override {
    return !output_of(ip(place) + "link show up dev " + name).empty();
  }

 private:
  [[nodiscard]] virtual std::string ip(Place place) const = 0;
};

// The host is where the test runs.
class FromWithin final : public WithIp {
 public:
  kernel::Kernel& kernel() override { return *kernel_; }
  std::string snapshot() override { return snapshot_here() + snapshot_of(container_name_.name()); }

 private:
  [[nodiscard]] std::string ip(Place place) const override {
    return place == Place::host ? "ip " : "ip -n " + container_name_.name() + " ";
  }

  NamedNetns container_name_{"c1"};
  kernel::Netns host_ = kernel::Netns::current().value();
  kernel::Netns container_ = kernel::Netns::open(container_name_.path()).value();
  std::unique_ptr<kernel::Kernel> kernel_ = kernel::open_linux_kernel(host_, &container_).value();
};

// The host is another namespace than the one that the test runs in, and that one stays untouched.
class FromOutside final : public WithIp {
 public:
  ~FromOutside() override { EXPECT_EQ(snapshot_here(), before_); }
  FromOutside() = default;
  FromOutside(const FromOutside&) = delete;
  FromOutside& operator=(const FromOutside&) = delete;

  kernel::Kernel& kernel() override { return *kernel_; }
  std::string snapshot() override {
    return snapshot_of(host_name_.name()) + snapshot_of(container_name_.name());
  }

 private:
  [[nodiscard]] std::string ip(Place place) const override {
    return "ip -n " + (place == Place::host ? host_name_.name() : container_name_.name()) + " ";
  }

  std::string before_ = snapshot_here();
  NamedNetns host_name_{"h1"};
  NamedNetns container_name_{"c1"};
  kernel::Netns host_ = kernel::Netns::open(host_name_.path()).value();
  kernel::Netns container_ = kernel::Netns::open(container_name_.path()).value();
  std::unique_ptr<kernel::Kernel> kernel_ = kernel::open_linux_kernel(host_, &container_).value();
};

template <class Kind>
std::unique_ptr<World> fresh() {
  EXPECT_EQ(unshare(CLONE_NEWNET), 0);
  return std::make_unique<Kind>();
}

INSTANTIATE_TEST_SUITE_P(Linux, KernelContract,
                         ::testing::Values(&fresh<FromWithin>, &fresh<FromOutside>),
                         [](const auto& parameter) {
                           return std::string(parameter.index == 0 ? "FromWithin" : "FromOutside");
                         });

}  // namespace
}  // namespace mydocker::testing

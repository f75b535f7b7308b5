#include "fakes/fake_kernel.hpp"
#include "contract/kernel_contract.hpp"

namespace mydocker::testing {
namespace {

class InMemory final : public KernelHost {
 public:
  kernel::Kernel& kernel() override { return kernel_; }
  void add_link(Place place, const std::string& name, const std::string& kind) override {
    host_.add_foreign_link(space(place), name, kind);
  }
  void remove_link(Place place, const std::string& name) override {
    host_.remove_link(space(place), name);
  }
  void set_down(Place place, const std::string& name) override {
    host_.spaces[space(place)].links[name].up = false;
  }
  bool has_link(Place place, const std::string& name) override {
    return host_.spaces[space(place)].links.contains(name);
  }
  bool is_up(Place place, const std::string& name) override {
    return host_.spaces[space(place)].links[name].up;
  }
  std::string snapshot() override { return host_.snapshot(); }
  std::vector<std::string> elements() override { return host_.sets.lines(); }

 private:
  static std::string space(Place place) { return place == Place::host ? "" : "c1"; }

  FakeHost host_;
  FakeKernel kernel_{host_, "c1"};
};

std::unique_ptr<KernelHost> in_memory() { return std::make_unique<InMemory>(); }

INSTANTIATE_TEST_SUITE_P(Fake, KernelContract, ::testing::Values(&in_memory),
                         [](const auto&) { return std::string("InMemory"); });

TEST(FakeKernel, FailsTheCallItWasToldTo) {
  FakeHost host;
  FakeKernel kernel(host);
  const Bridge first{"br-1", {{2, 0x4d, 0, 0, 0, 1}}, 0, Ownership::own};
  Bridge second = first;
  second.name = "br-2";
  kernel.fail(Verb::create, 2);
  EXPECT_TRUE(kernel.create(first).ok());
  const std::string before = host.snapshot();
  EXPECT_FALSE(kernel.create(second).ok());
  EXPECT_EQ(host.snapshot(), before);
  EXPECT_TRUE(kernel.create(second).ok());
  EXPECT_EQ(kernel.calls(Verb::create), 3);
}

TEST(FakeKernel, HasNoContainerUnlessOneIsNamed) {
  FakeHost host;
  FakeKernel kernel(host);
  const auto created = kernel.create(Loopback{Place::container});
  ASSERT_FALSE(created.ok());
  EXPECT_EQ(created.error().kind(), ErrorKind::internal);
}

TEST(FakeHost, LosesBothEndsOfAVethWithItsContainer) {
  FakeHost host;
  FakeKernel kernel(host, "c1");
  const Veth veth{"veth-1", {{2, 0x4d, 0, 0, 0, 1}}, "eth0", {{2, 0x4d, 0, 0, 0, 2}}, "", 0, false};
  const std::string empty = FakeHost().snapshot();
  ASSERT_TRUE(kernel.create(veth).ok());
  host.remove_space("c1");
  EXPECT_EQ(host.snapshot(), empty);
}

}  // namespace
}  // namespace mydocker::testing

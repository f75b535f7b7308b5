// A link of another program that a network uses is gone: reload says so and changes nothing.
#include "use_case.hpp"

namespace mydocker::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// A network on a link of another program.
struct Use {
  std::string name;
  std::string link;
  std::string driver;
  std::vector<std::string> options;
  std::string error;  // part of the error of reload
};

class MissingLink : public UseCase, public ::testing::WithParamInterface<Use> {
 protected:
  MissingLink() {
    system.host.add_foreign_link("", "lan", "bridge");
    system.host.add_foreign_link("", "up0");
    system.host.spaces[""].links["up0"].up = true;
    add_container("c1");
  }

  void make() {
    CreateNetworkRequest request;
    request.spec.name = "web";
    request.spec.driver = GetParam().driver;
    request.spec.subnets = {"10.7.0.0/24"};
    request.spec.options = GetParam().options;
    ASSERT_EQ(outcome(create(request)), "done");
    ASSERT_EQ(outcome(connect("web", "c1")), "done");
  }
};

TEST_P(MissingLink, IsNamedAndNothingIsRemoved) {
  make();
  system.host.remove_link("", GetParam().link);
  const auto before = machine();
  EXPECT_THAT(outcome(reload("web")), AllOf(HasSubstr("not_found: "), HasSubstr(GetParam().error)));
  EXPECT_EQ(machine(), before);
  EXPECT_THAT(log.steps, ::testing::IsEmpty());
}

TEST_P(MissingLink, IsNotInTheScript) {
  make();
  system.host.remove_link("", GetParam().link);
  const auto dry = run([](Runtime& runtime) {
    return std::move(runtime.reload_networks({{.network = "web", .dry_run = true}}).front());
  });
  ASSERT_EQ(outcome(dry), "done");
  ASSERT_TRUE(dry->failure.has_value());
  EXPECT_THAT(dry->failure->message(), HasSubstr(GetParam().error));
  EXPECT_THAT(dry->script, Not(HasSubstr("ip ")));
}

TEST_P(MissingLink, IsUsedAgainWhenItIsBack) {
  make();
  const auto before = machine();
  const auto link = system.host.spaces[""].links[GetParam().link];
  system.host.remove_link("", GetParam().link);
  system.host.spaces[""].links[GetParam().link] = link;
  EXPECT_EQ(outcome(reload("web")), "done");
  EXPECT_EQ(machine(), before);
}

INSTANTIATE_TEST_SUITE_P(
    Each, MissingLink,
    ::testing::Values(Use{"Bridge",
                          "lan",
                          "bridge",
                          {"mode=unmanaged", "bridge-name=lan"},
                          "bridge \"lan\" of another program does not exist"},
                      Use{"Parent",
                          "up0",
                          "macvlan",
                          {"parent=up0"},
                          "interface \"up0\" does not exist: macvlan \"eth0\" on \"up0\" needs it"},
                      Use{"ParentOfTheHostsLink",
                          "up0",
                          "macvlan",
                          {"parent=up0", "host-link=shim"},
                          "interface \"up0\" does not exist: macvlan \"shim\" on \"up0\" needs it"},
                      Use{"ProxyLink",
                          "up0",
                          "bridge",
                          {"proxy-link=up0", "gateway-mode-ipv4=routed"},
                          "interface \"up0\" does not exist: proxy neighbour"}),
    [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace mydocker::app

// A change that the kernel refuses at any step: the exit code is the truth, and the next command
// finishes what is unfinished.
#include "use_case.hpp"

namespace mydocker::app {
namespace {

using testing::Verb;

// One changing command, and what it needs before.
struct Change {
  std::string name;
  std::vector<std::string> before;  // "create", "connect", "publish"
  std::string command;
};

using Case = std::tuple<Change, Verb>;

class FailingKernel : public UseCase, public ::testing::WithParamInterface<Case> {
 protected:
  std::string act(const std::string& command) {
    if (command == "create") return create_web();
    if (command == "connect") return outcome(connect("web", "c1", {"8080:80"}));
    if (command == "publish") return outcome(publish("web", "c1", {"8081:81", "8082:82/udp"}));
    if (command == "unpublish") return outcome(unpublish("web", "c1", {"8080"}));
    if (command == "disconnect") return outcome(disconnect("web", "c1"));
    if (command == "reload") return outcome(reload("web"));
    return outcome(remove("web"));
  }

  std::string create_web() {
    CreateNetworkRequest request;
    request.spec.name = "web";
    request.spec.subnets = {"10.9.0.0/24", "fd00:9::/64"};
    return outcome(create(request));
  }

  void prepare(const Change& change) {
    add_container("c1");
    for (const auto& command : change.before) ASSERT_EQ(act(command), "done");
  }
};

TEST_P(FailingKernel, IsReportedTruthfullyAndRecoveredFrom) {
  const auto& [change, verb] = GetParam();
  prepare(change);
  const auto before = machine();
  for (int nth = 1;; ++nth) {
    SCOPED_TRACE("call " + std::to_string(nth));
    ASSERT_LT(nth, 200);
    system.fail(verb, nth);
    const auto told = act(change.command);
    system.fail_no_more();
    if (told == "done") break;
    if (!told.starts_with("unfinished: ")) {
      ASSERT_EQ(machine(), before) << told;
      continue;
    }
    ASSERT_TRUE(run([](Runtime& runtime) { return runtime.recover(); }).ok());
    if (machine() == before) continue;
    // Recovery has completed the change. The repeated command says so, and the opposite one works.
    ASSERT_EQ(act(change.command), "done");
    break;
  }
  EXPECT_EQ(outcome(disconnect("web", "c1")).find("unfinished"), std::string::npos);
  EXPECT_EQ(outcome(remove("web")).find("unfinished"), std::string::npos);
  EXPECT_TRUE(system.host.sets.lines().empty());
  EXPECT_FALSE(system.host.spaces[""].links.contains("web"));
}

std::string name_of_case(const ::testing::TestParamInfo<Case>& info) {
  static const std::map<Verb, std::string> kVerbs{{Verb::create, "Create"},
                                                  {Verb::update, "Update"},
                                                  {Verb::bring_up, "BringUp"},
                                                  {Verb::destroy, "Destroy"}};
  return std::get<0>(info.param).name + kVerbs.at(std::get<1>(info.param));
}

INSTANTIATE_TEST_SUITE_P(
    Each, FailingKernel,
    ::testing::Combine(
        ::testing::Values(Change{"OfCreate", {}, "create"},
                          Change{"OfConnect", {"create"}, "connect"},
                          Change{"OfPublish", {"create", "connect"}, "publish"},
                          Change{"OfUnpublish", {"create", "connect"}, "unpublish"},
                          Change{"OfDisconnect", {"create", "connect"}, "disconnect"},
                          Change{"OfReload", {"create", "connect"}, "reload"},
                          Change{"OfRemove", {"create"}, "rm"}),
        ::testing::Values(Verb::create, Verb::update, Verb::bring_up, Verb::destroy)),
    name_of_case);

}  // namespace
}  // namespace mydocker::app

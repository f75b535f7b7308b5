// Who may change what: without root, in another network namespace, and after a repeated command.
#include "use_case.hpp"

namespace mydocker::app {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The commands that change something.
const std::vector<std::string> kChanges{"create", "connect", "publish", "unpublish", "disconnect",
                                        "rm",     "reload",  "update",  "prune"};

class Changing : public UseCase, public ::testing::WithParamInterface<std::string> {
 protected:
  // Network "web" with container "c1" exists, and the namespace of "c2".
  void SetUp() override {
    created("web");
    connected("web", "c1", {"8080:80"});
    add_container("c2");
  }

  std::string act(const std::string& command) {
    if (command == "connect") return outcome(connect("web", "c2"));
    if (command == "publish") return outcome(publish("web", "c1", {"8081:81"}));
    if (command == "unpublish") return outcome(unpublish("web", "c1", {"8080"}));
    if (command == "disconnect") return outcome(disconnect("web", "c1"));
    if (command == "rm") return outcome(remove("web"));
    if (command == "reload") return outcome(reload("web"));
    if (command == "prune")
      return outcome(run([](Runtime& runtime) { return runtime.prune_networks({}); }));
    return command == "update" ? update({"tier=front"}) : create_second();
  }

  std::string update(std::vector<std::string> labels) {
    UpdateNetworkRequest request;
    request.network = "web";
    request.labels = std::move(labels);
    return outcome(run([&](Runtime& runtime) { return runtime.update_network(request); }));
  }

  std::string create_second() {
    CreateNetworkRequest request;
    request.spec.name = "second";
    request.spec.subnets = {"10.8.0.0/24"};
    return outcome(create(request));
  }
};

class WithoutRoot : public Changing {};

TEST_P(WithoutRoot, IsRefusedWithoutTheCapability) {
  const auto before = machine();
  system.lacks = "CAP_NET_ADMIN";
  EXPECT_THAT(act(GetParam()), HasSubstr("permission: "));
  EXPECT_THAT(act(GetParam()), HasSubstr("this command needs the capability CAP_NET_ADMIN"));
  EXPECT_EQ(machine(), before);
  system.lacks.clear();
  EXPECT_EQ(outcome(disconnect("web", "c1")), "done") << "nothing is blocked";
}

TEST_P(WithoutRoot, IsRefusedAndChangesNothing) {
  const auto before = machine();
  system.root = false;
  EXPECT_THAT(act(GetParam()), HasSubstr("permission: "));
  EXPECT_EQ(machine(), before);
  system.root = true;
  EXPECT_EQ(inspect("web")->endpoints.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Each, WithoutRoot, ::testing::ValuesIn(kChanges));

class OtherNamespace : public Changing {};

// The state belongs to the namespace of the first command.
TEST_P(OtherNamespace, IsRefusedAndChangesNothing) {
  const auto before = machine();
  system.host_cookie = 77;
  EXPECT_THAT(act(GetParam()), HasSubstr("permission: "));
  system.host_cookie = 1;
  EXPECT_EQ(machine(), before);
  EXPECT_EQ(inspect("web")->endpoints.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Each, OtherNamespace, ::testing::ValuesIn(kChanges));

class Reading : public Changing {};

TEST_F(Reading, NeedsNoRoot) {
  system.root = false;
  EXPECT_EQ(outcome(inspect("web")), "done");
  EXPECT_EQ(outcome(run([](Runtime& runtime) { return runtime.list_networks(); })), "done");
}

TEST_F(Reading, OfTheDefinitionsWorksInAnotherNamespace) {
  system.host_cookie = 77;
  const auto networks = run([](Runtime& runtime) { return runtime.list_networks(); });
  ASSERT_TRUE(networks.ok());
  ASSERT_EQ(networks->size(), 1U);
  EXPECT_EQ((*networks)[0].network.name, "web");
}

TEST_F(Reading, MarksADeadContainer) {
  EXPECT_TRUE(inspect("web")->endpoints[0].alive);
  system.remove_container(path_of("c1"));
  EXPECT_FALSE(inspect("web")->endpoints[0].alive);
}

TEST_F(Reading, ChangesNothing) {
  const auto before = machine();
  EXPECT_EQ(outcome(inspect("web")), "done");
  EXPECT_EQ(outcome(run([](Runtime& runtime) { return runtime.inspect_networks(); })), "done");
  EXPECT_EQ(outcome(run([](Runtime& runtime) { return runtime.network_exists("web"); })), "done");
  EXPECT_EQ(machine(), before);
}

class Updating : public Changing {};

TEST_F(Updating, OfLabelsChangesOnlyTheDefinition) {
  const auto before = machine();
  EXPECT_EQ(update({"tier=front"}), "done");
  EXPECT_EQ(machine(), before);
  EXPECT_EQ(inspect("web")->network.labels.at("tier"), "front");
}

TEST_F(Updating, OfMasqueradingChangesTheRulesOfAConnectedNetwork) {
  UpdateNetworkRequest request;
  request.network = "web";
  request.options = {"masquerade=false"};
  const auto before = machine();
  EXPECT_THAT(before, HasSubstr("masquerade4: 10.9.0.0/24"));
  EXPECT_EQ(outcome(run([&](Runtime& runtime) { return runtime.update_network(request); })),
            "done");
  EXPECT_THAT(machine(), ::testing::Not(HasSubstr("masquerade4: 10.9.0.0/24")));
  EXPECT_THAT(machine(), HasSubstr("eth0"));
}

TEST_F(Updating, RefusesAnUnknownOption) {
  UpdateNetworkRequest request;
  request.network = "web";
  request.options = {"masquerad=false"};
  EXPECT_THAT(outcome(run([&](Runtime& runtime) { return runtime.update_network(request); })),
              HasSubstr("invalid_argument: "));
}

// The run directory is inside the state directory, and is created first. Only root can list or
// change both; each user can open the files in them.
TEST_F(UseCase, AStateDirectoryThatIsCreatedBelongsToRoot) {
  settings.run_dir = settings.state_dir / "run";
  created("web");
  using std::filesystem::perms;
  for (const auto& directory : {settings.state_dir, settings.run_dir})
    EXPECT_EQ(std::filesystem::status(directory).permissions(),
              perms::owner_all | perms::group_exec | perms::others_exec)
        << directory;
}

}  // namespace
}  // namespace mydocker::app

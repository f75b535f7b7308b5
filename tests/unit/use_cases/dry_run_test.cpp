// A dry run changes nothing, and does not hide an error of the real run.
#include "use_case.hpp"

namespace mydocker::app {
namespace {

using ::testing::HasSubstr;

class DryRun : public UseCase {
 protected:
  Result<ChangeReport> dry_create() {
    CreateNetworkRequest request;
    request.spec.name = "web";
    request.spec.subnets = {"10.9.0.0/24"};
    request.dry_run = true;
    return create(request);
  }
  Result<ConnectReport> dry_connect(std::vector<std::string> ports) {
    ConnectRequest request;
    request.network = "web";
    request.container = "c1";
    request.ports = std::move(ports);
    request.dry_run = true;
    return connect(request);
  }
  Result<ChangeReport> dry_disconnect() {
    return run([](Runtime& runtime) {
      return runtime.disconnect({.network = "web", .container = "c1", .dry_run = true});
    });
  }
  Result<ChangeReport> dry_remove() {
    return run([](Runtime& runtime) {
      return runtime.remove_network({.network = "web", .dry_run = true});
    });
  }
  Result<ChangeReport> dry_reload() {
    return run([](Runtime& runtime) {
      return std::move(runtime.reload_networks({{.network = "web", .dry_run = true}}).front());
    });
  }
  // The lines of the script that run a command.
  static int commands_in(const std::string& script) {
    int count = 0;
    for (std::size_t at = 0; at < script.size(); at = script.find('\n', at) + 1) {
      const bool is_command =
          script[at] != '#' && script[at] != '\n' && script.compare(at, 6, "set -e") != 0;
      if (is_command) ++count;
      if (script.find('\n', at) == std::string::npos) break;
    }
    return count;
  }
};

TEST_F(DryRun, OfCreateChangesNothing) {
  const auto before = machine();
  const auto report = dry_create();
  ASSERT_EQ(outcome(report), "done");
  EXPECT_THAT(report->script, HasSubstr("ip link add name web"));
  EXPECT_EQ(machine(), before);
  EXPECT_THAT(outcome(inspect("web")), HasSubstr("not_found"));
}

TEST_F(DryRun, OfConnectChangesNothing) {
  created("web");
  add_container("c1");
  const auto before = machine();
  const auto report = dry_connect({"8080:80"});
  ASSERT_EQ(outcome(report), "done");
  EXPECT_THAT(report->script, HasSubstr("8080"));
  EXPECT_EQ(machine(), before);
  EXPECT_TRUE(inspect("web")->endpoints.empty());
}

TEST_F(DryRun, OfConnectToANetworkThatIsNotInTheKernelCreatesItFirst) {
  created("web");
  system.host = testing::FakeSystem().host;
  system.boot = "boot 2";
  add_container("c1");
  const auto before = machine();
  const auto report = dry_connect({});
  ASSERT_EQ(outcome(report), "done");
  EXPECT_THAT(report->script, HasSubstr("ip link add name web"));
  EXPECT_EQ(machine(), before);
}

TEST_F(DryRun, OfDisconnectChangesNothing) {
  created("web");
  connected("web", "c1", {"8080:80"});
  const auto before = machine();
  const auto report = dry_disconnect();
  ASSERT_EQ(outcome(report), "done");
  EXPECT_GT(commands_in(report->script), 0);
  EXPECT_EQ(machine(), before);
  EXPECT_EQ(inspect("web")->endpoints.size(), 1U);
}

TEST_F(DryRun, OfRemoveChangesNothing) {
  created("web");
  const auto before = machine();
  const auto report = dry_remove();
  ASSERT_EQ(outcome(report), "done");
  EXPECT_THAT(report->script, HasSubstr("ip link delete"));
  EXPECT_EQ(machine(), before);
  EXPECT_EQ(outcome(inspect("web")), "done");
}

TEST_F(DryRun, OfReloadOfACompleteNetworkHasNoCommands) {
  created("web");
  connected("web", "c1", {"8080:80"});
  const auto report = dry_reload();
  ASSERT_EQ(outcome(report), "done");
  EXPECT_EQ(commands_in(report->script), 0) << report->script;
}

TEST_F(DryRun, OfReloadShowsTheRepairAndDoesNotMakeIt) {
  created("web");
  system.host.spaces[""].addresses.clear();
  const auto before = machine();
  const auto report = dry_reload();
  ASSERT_EQ(outcome(report), "done");
  EXPECT_THAT(report->script, HasSubstr("10.9.0.1/24"));
  EXPECT_EQ(machine(), before);
}

TEST_F(DryRun, OfPublishChangesNothing) {
  created("web");
  connected("web", "c1");
  const auto before = machine();
  const auto report = run([](Runtime& runtime) {
    return runtime.publish({"web", "c1", {"8080:80"}, true});
  });
  ASSERT_EQ(outcome(report), "done");
  EXPECT_THAT(report->script, HasSubstr("8080"));
  EXPECT_EQ(machine(), before);
  EXPECT_TRUE(inspect("web")->endpoints[0].endpoint.ports.empty());
}

TEST_F(DryRun, OfUnpublishChangesNothing) {
  created("web");
  connected("web", "c1", {"8080:80"});
  const auto before = machine();
  const auto report = run([](Runtime& runtime) {
    return runtime.unpublish({"web", "c1", {"8080"}, true});
  });
  ASSERT_EQ(outcome(report), "done");
  EXPECT_THAT(report->script, HasSubstr("8080"));
  EXPECT_EQ(machine(), before);
}

TEST_F(DryRun, NeedsNoRoot) {
  created("web");
  add_container("c1");
  system.root = false;
  EXPECT_EQ(outcome(dry_connect({"8080:80"})), "done");
  EXPECT_EQ(outcome(dry_remove()), "done");
}

TEST_F(DryRun, FailsForTheReasonOfTheRealRun) {
  created("web");
  add_container("c1");
  system.used_ports.insert({Protocol::tcp, IpAddress(), 8080});
  const auto told = outcome(dry_connect({"8080:80"}));
  EXPECT_EQ(told, outcome(connect("web", "c1", {"8080:80"})));
  EXPECT_THAT(told, HasSubstr("in use by a program"));
}

TEST_F(DryRun, GivesTheAddressOfTheRealRun) {
  created("web");
  add_container("c1");
  const auto report = dry_connect({});
  ASSERT_EQ(outcome(report), "done");
  connected("web", "c1");
  const auto address = inspect("web")->endpoints[0].endpoint.addresses.front().text();
  EXPECT_THAT(report->script, HasSubstr(address));
}

}  // namespace
}  // namespace mydocker::app

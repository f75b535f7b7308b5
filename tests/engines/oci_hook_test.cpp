// mydocker-oci-hook: called with the states that runc and crun write, and by the runtimes.
#include <gmock/gmock.h>
#include <unistd.h>

#include "engines/oci_runtime.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace oci_hook_test {

using ::testing::HasSubstr;
using enum Transport;

// Networks web and db. The containers of direct calls are the namespaces of sleeping processes.
class OciHook : public CniTest {
 protected:
  void SetUp() override {
    CniTest::SetUp();
    hook_ = program_beside_mydocker(MYDOCKER_OCI_HOOK);
    done("network create web --subnet 10.9.0.0/24");
    done("network create db --subnet 10.8.0.0/24");
  }
  void TearDown() override {
    if (!pid_.empty()) (void)shell("kill " + pid_);
  }

  // Starts a process in ns1.
  void start_container() {
    pid_ = shell("ip netns exec ns1 sleep 600 >/dev/null 2>&1 & echo $!").out;
    pid_.erase(pid_.find('\n'));
    must("for n in $(seq 100); do [ \"$(readlink /proc/" + pid_ +
         "/exe)\" != /usr/bin/sleep ] || exit 0; sleep 0.05; done; exit 1");
  }
  [[nodiscard]] Outcome call_hook(const std::string& state, const std::string& more = "",
                                  const Environment& environment = {}) const {
    std::ofstream("/run/state.json") << state;
    return run({"/bin/sh", "-c",
                "exec " + hook_ + " --state-dir " + mydocker_.state_dir() + " " + more +
                    " </run/state.json"},
               environment);
  }
  [[nodiscard]] std::string created(const Json& annotations) const {
    return Json{{"ociVersion", "1.0.2"},  {"id", "box"},      {"status", "creating"},
                {"pid", std::stol(pid_)}, {"bundle", "/run"}, {"annotations", annotations}}
        .dump();
  }
  [[nodiscard]] static std::string stopped(const Json& annotations, const Json& pid) {
    return Json{{"ociVersion", "1.0.2"}, {"id", "box"},
                {"status", "stopped"},   {"pid", pid},
                {"bundle", "/run"},      {"annotations", annotations}}
        .dump();
  }

  std::string hook_;
  std::string pid_;
};

TEST_F(OciHook, ConnectsToEachNetworkOfTheAnnotation) {
  start_container();
  const Json annotations{{"io.mydocker.networks", "web, db"},
                         {"io.mydocker.addresses", "web=10.9.0.7,db=10.8.0.7"},
                         {"io.mydocker.macs", "db=02:00:00:00:00:07"},
                         {"io.mydocker.interfaces", "db=db0"},
                         {"io.mydocker.ports", "8080:80"},
                         {"example.org/other", "x"}};
  const auto connected = call_hook(created(annotations));
  ASSERT_EQ(connected.code, 0) << connected.err;
  const auto web = containers("web")["box"];
  EXPECT_EQ(web["IPv4Address"], "10.9.0.7/24");
  EXPECT_EQ(web["InterfaceName"], "eth0");
  EXPECT_EQ(web["Engine"]["Name"], "oci");
  const auto db = containers("db")["box"];
  EXPECT_EQ(db["MacAddress"], "02:00:00:00:00:07");
  EXPECT_EQ(db["InterfaceName"], "db0");
  Server server("ns1", tcp, 80);
  EXPECT_TRUE(reaches_server("outside", {tcp, "198.51.100.1", 8080}, server));
  for (const Json& pid : {Json(), Json(0)})
    EXPECT_EQ(call_hook(stopped(annotations, pid)).code, 0) << "also a second time";
  EXPECT_EQ(containers("web").size(), 0U);
  EXPECT_EQ(containers("db").size(), 0U);
}

TEST_F(OciHook, AFailureLeavesNothing) {
  start_container();
  must("ip -n ns1 link set lo up");
  const auto before = everything();
  const auto failed = call_hook(created({{"io.mydocker.networks", "web,missing"}}));
  EXPECT_EQ(failed.code, 1);
  EXPECT_THAT(failed.err, HasSubstr("no network \"missing\""));
  EXPECT_EQ(containers("web").size(), 0U);
  EXPECT_EQ(difference(snapshot_here() + snapshot_of("ns1"), before).find("+ veth"),
            std::string::npos);
}

TEST_F(OciHook, RefusesWrongInput) {
  start_container();
  const std::pair<const char*, const char*> annotations[] = {
      {"io.mydocker.network", "did you mean \"io.mydocker.networks\"?"},
      {"io.mydocker.aliases", "NETWORK=VALUE"},
      {"io.mydocker.addresses", "NETWORK=VALUE"},
      {"io.mydocker.ports", "needs \"io.mydocker.networks\""},
  };
  for (const auto& [name, message] : annotations) {
    const auto refused = call_hook(created({{name, "x"}}));
    EXPECT_EQ(refused.code, 125) << name;
    EXPECT_THAT(refused.err, HasSubstr(message));
  }
  const auto unnamed = call_hook(
      created({{"io.mydocker.networks", "web"}, {"io.mydocker.aliases", "web=shop,web=store"}}));
  EXPECT_EQ(unnamed.code, 125);
  EXPECT_THAT(unnamed.err, HasSubstr("aliases")) << "the driver bridge resolves no names";
  EXPECT_EQ(call_hook("{").code, 125);
  EXPECT_EQ(call_hook("{}").code, 125);
  EXPECT_EQ(call_hook(created({}), "nonsense").code, 125);
  EXPECT_EQ(call_hook(created({{"io.mydocker.networks", "web,web"}})).code, 125);
  EXPECT_EQ(call_hook(created(Json::object())).code, 0) << "without annotations nothing to do";
}

TEST_F(OciHook, AKillAtAnyStepIsRepairedByThePoststopCall) {
  start_container();
  must("ip -n ns1 link set lo up");
  const Json annotations{{"io.mydocker.networks", "web,db"}};
  const auto before = snapshot_here() + snapshot_of("ns1");
  constexpr int kMoreThanEnough = 100;
  int step = 0;
  for (; step < kMoreThanEnough; ++step) {
    const auto killed =
        call_hook(created(annotations), "", {{"MYDOCKER_FAULT", "kill:" + std::to_string(step)}});
    ASSERT_EQ(call_hook(stopped(annotations, 0)).code, 0) << step;
    EXPECT_EQ(difference(snapshot_here() + snapshot_of("ns1"), before), "") << step;
    if (killed.code == 0) break;
    ASSERT_EQ(killed.code, 137) << killed.err;
  }
  EXPECT_GT(step, 5);
  EXPECT_LT(step, kMoreThanEnough);
}

// The runtimes themselves.
class OciRuntimes : public OciHook, public ::testing::WithParamInterface<std::string> {
 protected:
  void SetUp() override {
    runtime_ = {GetParam()};
    if (!runtime_.is_installed())
      GTEST_SKIP() << "the package " << runtime_.name << " is not installed";
    OciHook::SetUp();
    mount_cgroups();
    box_ = "box-" + std::to_string(::getpid());
  }
  void write(const Json& annotations) const {
    write_bundle(hook_, Json::array({"mydocker-oci-hook", "--state-dir", mydocker_.state_dir()}),
                 annotations);
  }

  void TearDown() override {
    if (!box_.empty()) (void)runtime_("delete --force " + box_);
    OciHook::TearDown();
  }

  OciRuntime runtime_;
  std::string box_;  // the id; groups of processes with this name belong to the whole machine
};

TEST_P(OciRuntimes, RunAContainerWithAPublishedPort) {
  const auto before = snapshot_here();
  write({{"io.mydocker.networks", "web,db"},
         {"io.mydocker.addresses", "web=10.9.0.7"},
         {"io.mydocker.ports", "8080:80"}});
  const auto started = runtime_("run -d --bundle /run/bundle " + box_);
  ASSERT_EQ(started.code, 0) << started.out;
  const auto shown = containers("web")[box_];
  EXPECT_EQ(shown["IPv4Address"], "10.9.0.7/24");
  must("ln -s " + shown["Namespace"].string() + " /run/netns/box");
  {
    Server server("box", tcp, 80);
    EXPECT_TRUE(reaches_server("outside", {tcp, "198.51.100.1", 8080}, server));
  }
  must("rm /run/netns/box");
  const auto deleted = runtime_("delete --force " + box_);
  EXPECT_EQ(deleted.code, 0) << deleted.out;
  EXPECT_EQ(containers("web").size(), 0U);
  EXPECT_EQ(containers("db").size(), 0U);
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

// Only the death of the process: no runtime calls a hook then. The next command finds it.
TEST_P(OciRuntimes, LoseTheEndpointOfAProcessThatDies) {
  write({{"io.mydocker.networks", "web"}, {"io.mydocker.addresses", "web=10.9.0.7"}});
  const auto started = runtime_("run -d --bundle /run/bundle " + box_);
  ASSERT_EQ(started.code, 0) << started.out;
  const std::string link = containers("web")[box_]["HostInterfaceName"].string();
  ASSERT_EQ(runtime_("kill " + box_ + " KILL").code, 0);
  // The process ends, and the kernel destroys its namespace with the link, some time later.
  must("for n in $(seq 400); do ip link show dev " + link +
       " 2>/dev/null || exit 0; sleep 0.05; done; exit 1");
  done("network connect web other --netns /run/netns/ns1 --ip 10.9.0.7");
  EXPECT_FALSE(containers("web").contains(box_));
}

// The hook has released the address after the end of the first process.
TEST_P(OciRuntimes, GiveARestartedContainerItsAddressAndPort) {
  write({{"io.mydocker.networks", "web"}, {"io.mydocker.ports", "8080:80"}});
  ASSERT_EQ(runtime_("run -d --bundle /run/bundle " + box_).code, 0);
  const auto first = containers("web")[box_];
  ASSERT_EQ(runtime_("delete --force " + box_).code, 0);
  const auto again = runtime_("run -d --bundle /run/bundle " + box_);
  ASSERT_EQ(again.code, 0) << again.out;
  const auto second = containers("web")[box_];
  for (const auto* field : {"IPv4Address", "MacAddress", "Ports"})
    EXPECT_EQ(second[field], first[field]);
}

TEST_P(OciRuntimes, StartManyContainersAtOnce) {
  write({{"io.mydocker.networks", "web,db"}});
  const auto before = snapshot_here();
  const auto for_each = [&](const std::string& command) {
    return run_at_once(
        [&](const std::string& name) { return runtime_(command + " " + box_ + "-" + name); });
  };
  expect_all_succeed(for_each("run -d --bundle /run/bundle"));
  EXPECT_EQ(containers("web").size(), kMany);
  EXPECT_EQ(containers("db").size(), kMany);
  expect_all_succeed(for_each("delete --force"));
  EXPECT_EQ(containers("web").size(), 0U);
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

// The runtime is killed when the hook has connected the container.
TEST_P(OciRuntimes, LeaveNothingAfterAKillBetweenAttachAndStart) {
  const auto before = snapshot_here();
  std::ofstream("/run/killing-hook") << "#!/bin/sh\nstate=$(cat)\nprintf %s \"$state\" | " + hook_ +
                                            " --state-dir " + mydocker_.state_dir() +
                                            " || exit\ncase $state in *'\"creat'*) kill -KILL "
                                            "$PPID;; esac\n";
  must("chmod 755 /run/killing-hook");
  write_bundle("/run/killing-hook", Json::array({"mydocker-oci-hook"}),
               {{"io.mydocker.networks", "web"}});
  (void)runtime_("run -d --bundle /run/bundle " + box_);
  EXPECT_EQ(containers("web").size(), 1U);
  (void)runtime_("delete --force " + box_);
  wait_until_reload_leaves_no_container("web");
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

// crun calls no poststop after a failed start, and the hook is killed in poststop too.
TEST_P(OciRuntimes, LeaveNothingAfterAHookThatIsKilled) {
  const auto before = snapshot_here();
  for_each_step([&](int step) {
    std::ofstream("/run/killed-hook")
        << "#!/bin/sh\nMYDOCKER_FAULT=kill:" << step << " exec " << hook_ << " \"$@\"\n";
    must("chmod 755 /run/killed-hook");
    write_bundle("/run/killed-hook",
                 Json::array({"mydocker-oci-hook", "--state-dir", mydocker_.state_dir()}),
                 {{"io.mydocker.networks", "web"}, {"io.mydocker.ports", "8080:80"}});
    const bool killed = runtime_("run -d --bundle /run/bundle " + box_).code != 0;
    (void)runtime_("delete --force " + box_);
    wait_until_reload_leaves_no_container("web");
    EXPECT_EQ(difference(snapshot_here(), before), "") << step;
    return killed;
  });
}

TEST_P(OciRuntimes, DoNotStartAContainerWithAMissingNetwork) {
  write({{"io.mydocker.networks", "web,missing"}});
  const auto started = runtime_("run -d --bundle /run/bundle " + box_);
  EXPECT_NE(started.code, 0);
  EXPECT_THAT(started.out, HasSubstr("hook")) << "the reason";
  EXPECT_EQ(containers("web").size(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Each, OciRuntimes, ::testing::Values("runc", "crun"),
                         [](const auto& each) { return each.param; });

}  // namespace oci_hook_test
}  // namespace mydocker::testing

// podman with mydocker-cni: what its users see, and what is left at the end.
#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "engines/oci_runtime.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace podman_test {

using ::testing::HasSubstr;
using enum Transport;

// podman with its own folders below /run and with crun. Its containers use the programs of the
// host.
class Podman : public CniTest {
 protected:
  void SetUp() override {
    for (const std::string program : {"podman", "crun"})
      if (shell("command -v " + program).code != 0)
        GTEST_SKIP() << "the package " << program << " is not installed";
    CniTest::SetUp();
    mount_cgroups();
    must("mkdir -p /run/cni /run/root/usr");
    must(
        "cd /run/root && mkdir proc dev sys tmp etc run && for link in bin sbin lib lib64; do ln "
        "-s "
        "usr/$link $link; done");
    // The first part is needed on machines that limit a root user.
    std::ofstream("/run/containers.conf")
        << "[containers]\ncgroups = \"disabled\"\nseccomp_profile = \"unconfined\"\n"
           "default_ulimits = [\"nofile=1024:1024\", \"nproc=1024:1024\"]\n"
           "[engine]\nruntime = \"crun\"\nevents_logger = \"file\"\n"
           "cgroup_manager = \"cgroupfs\"\n"
           "[network]\nnetwork_backend = \"cni\"\nnetwork_config_dir = \"/run/cni\"\n"
           "cni_plugin_dirs = [\"/run/mydocker/bin\"]\n";
    Json plugin = config();
    for (const auto* field : {"cniVersion", "name"}) plugin.erase(field);
    plugin["capabilities"] = {{"portMappings", true}, {"ips", true}, {"mac", true}};
    std::ofstream("/run/cni/50-pods.conflist") << Json{
        {"cniVersion", "0.4.0"},
        {"name", "pods"},
        {"plugins", Json::array({plugin})}}.dump();
    done("network create pods --subnet 10.9.0.0/24");
  }

  [[nodiscard]] Outcome podman(const std::string& words, const Environment& more = {}) const {
    Environment environment{{"CONTAINERS_CONF", "/run/containers.conf"}, {"HOME", "/run"}};
    environment.insert(environment.end(), more.begin(), more.end());
    return run(
        {"/bin/sh", "-c",
         "exec timeout 200 podman --root /run/graph --runroot /run/runroot --tmpdir /run/pods "
         "--storage-driver vfs " +
             words + " </dev/null"},
        environment);
  }
  [[nodiscard]] Outcome start(const std::string& name, const std::string& options,
                              const Environment& more = {}) const {
    return podman("run -d --name " + name + " --network pods " + options +
                      " -v /usr:/usr:ro --rootfs /run/root sleep 600",
                  more);
  }
};

TEST_F(Podman, RunsContainersFromStartToEnd) {
  const auto before = snapshot_here();
  const auto web = start("web", "--ip 10.9.0.7 --mac-address 02:00:00:00:00:07 -p 8080:80");
  ASSERT_EQ(web.code, 0) << web.err;
  const auto shown = podman(
      "inspect web --format '{{.NetworkSettings.Networks.pods.IPAddress}} "
      "{{.NetworkSettings.Networks.pods.MacAddress}} {{.NetworkSettings.Networks.pods.Gateway}}'");
  EXPECT_EQ(shown.out, "10.9.0.7 02:00:00:00:00:07 10.9.0.1\n");
  const auto path = podman("inspect web --format '{{.NetworkSettings.SandboxKey}}'").out;
  must("ln -s " + path.substr(0, path.find('\n')) + " /run/netns/web");
  {
    Server server("web", tcp, 80);
    EXPECT_TRUE(reaches_server("outside", {tcp, "198.51.100.1", 8080}, server));
  }
  const auto second = start("second", "");
  ASSERT_EQ(second.code, 0) << second.err;
  auto address = podman("inspect second --format {{.NetworkSettings.Networks.pods.IPAddress}}").out;
  address.pop_back();
  EXPECT_TRUE(reaches("web", address));
  EXPECT_EQ(containers().size(), 2U);
  must("rm /run/netns/web");
  EXPECT_EQ(podman("stop -t 0 web second").code, 0);
  EXPECT_EQ(containers().size(), 0U);
  EXPECT_EQ(podman("rm web second").code, 0);
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

TEST_F(Podman, ARestartKeepsTheAddressAndThePort) {
  ASSERT_EQ(start("web", "-p 8080:80").code, 0);
  const auto shown =
      "inspect web --format '{{.NetworkSettings.Networks.pods.IPAddress}} "
      "{{.NetworkSettings.Networks.pods.MacAddress}}'";
  const auto before = podman(shown).out;
  const auto restarted = podman("restart -t 0 web");
  EXPECT_EQ(restarted.code, 0) << restarted.err;
  EXPECT_EQ(podman(shown).out, before);
  ASSERT_EQ(containers().size(), 1U);
  EXPECT_EQ(containers().front().at("Ports").at("80/tcp").at(0).at("HostPort"), "8080");
  EXPECT_EQ(mydocker_.line("network verify pods").code, 0);
  EXPECT_EQ(podman("rm -f -t 0 web").code, 0);
}

TEST_F(Podman, StartsAndStopsManyContainersAtOnce) {
  const auto before = snapshot_here();
  constexpr int kContainers = 20;
  std::vector<Outcome> outcomes(kContainers);
  const auto for_each_container = [&](const auto& work) {
    std::vector<std::jthread> threads;
    for (int n = 0; n < kContainers; ++n)
      threads.emplace_back(
          [&, n] { outcomes.at(static_cast<std::size_t>(n)) = work("c" + std::to_string(n)); });
  };
  for_each_container([&](const std::string& name) { return start(name, ""); });
  for (const auto& outcome : outcomes) ASSERT_EQ(outcome.code, 0) << outcome.err;
  std::set<std::string> addresses;
  for (const auto& one : containers()) addresses.insert(one.at("IPv4Address"));
  EXPECT_EQ(addresses.size(), static_cast<std::size_t>(kContainers));
  for_each_container([&](const std::string& name) { return podman("rm -f -t 0 " + name); });
  std::string messages;  // podman succeeds although a plug-in fails
  for (const auto& outcome : outcomes) {
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    messages += outcome.err;
  }
  EXPECT_EQ(containers().size(), 0U) << messages;
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

// The parent of the container dies too. podman then fails once, because the exit code is lost.
TEST_F(Podman, CleansUpAfterAContainerThatIsKilledWithItsParent) {
  const auto before = snapshot_here();
  ASSERT_EQ(start("web", "-p 8080:80").code, 0);
  must("kill -KILL " + podman("inspect web --format '{{.State.ConmonPid}} {{.State.Pid}}'").out);
  (void)podman("rm -f -t 0 web");
  const auto removed = podman("rm -f -t 0 web");
  EXPECT_EQ(removed.code, 0) << removed.err;
  EXPECT_EQ(containers().size(), 0U);
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

// podman is killed when the plug-in has connected the container. So podman never learns the result,
// and keeps the namespace. The next start fails and calls DEL, and the one after that works.
TEST_F(Podman, StartsAContainerAfterAKillBetweenAttachAndStart) {
  const auto before = snapshot_here();
  must("mkdir /run/killing");
  std::ofstream("/run/killing/mydocker-cni")
      << "#!/bin/sh\n/run/mydocker/bin/mydocker-cni || exit\n"
         "[ $CNI_COMMAND != ADD ] || kill -KILL $PPID\n";
  must(
      "chmod 755 /run/killing/mydocker-cni && sed s,/run/mydocker/bin,/run/killing, "
      "/run/containers.conf > /run/killing.conf");
  const auto killed = start("web", "-p 8080:80", {{"CONTAINERS_CONF", "/run/killing.conf"}});
  EXPECT_EQ(killed.code, 137) << killed.err;
  EXPECT_EQ(containers().size(), 1U);
  EXPECT_NE(podman("start web").code, 0);
  const auto again = podman("start web");
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(podman("rm -f -t 0 web").code, 0);
  EXPECT_EQ(containers().size(), 0U);
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

// podman without a network of its own, and with the hook that the package installs.
class PodmanHook : public Podman {
 protected:
  void SetUp() override {
    Podman::SetUp();
    if (IsSkipped()) return;
    const auto hook = program_beside_mydocker(MYDOCKER_OCI_HOOK);
    must("mkdir /run/hooks && sed s,@MYDOCKER_OCI_HOOK@," + hook + ", " + MYDOCKER_HOOK_FILE +
         " > /run/shipped.json");
    Json file = Json::parse(std::ifstream("/run/shipped.json"));
    file["hook"]["args"] = {"mydocker-oci-hook", "--state-dir", mydocker_.state_dir()};
    std::ofstream("/run/hooks/mydocker-oci-hook.json") << file;
  }
  [[nodiscard]] Outcome hooked(const std::string& words) const {
    return podman("--hooks-dir /run/hooks " + words);
  }
  [[nodiscard]] Outcome start_hooked(const std::string& name, const std::string& networks) const {
    return hooked("run -d --name " + name +
                  " --network none --annotation io.mydocker.networks=" + networks +
                  " --annotation io.mydocker.ports=8080:80 -v /usr:/usr:ro --rootfs "
                  "/run/root sleep 600");
  }
};

TEST_F(PodmanHook, ConnectsContainersFromStartToEnd) {
  const auto before = snapshot_here();
  const auto started = start_hooked("box", "pods");
  ASSERT_EQ(started.code, 0) << started.err;
  const auto shown = containers().front();
  EXPECT_EQ(shown.at("Engine").at("Name"), "oci");
  must("ln -s " + shown.at("Namespace").get<std::string>() + " /run/netns/box");
  {
    Server server("box", tcp, 80);
    EXPECT_TRUE(reaches_server("outside", {tcp, "198.51.100.1", 8080}, server));
  }
  must("rm /run/netns/box");
  const auto restarted = hooked("restart -t 0 box");
  EXPECT_EQ(restarted.code, 0) << restarted.err;
  ASSERT_EQ(containers().size(), 1U);
  for (const auto* field : {"IPv4Address", "MacAddress"})
    EXPECT_EQ(containers().front().at(field), shown.at(field));
  EXPECT_EQ(containers().front().at("Ports").at("80/tcp").at(0).at("HostPort"), "8080");
  EXPECT_EQ(hooked("rm -f -t 0 box").code, 0);
  EXPECT_EQ(containers().size(), 0U);
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

TEST_F(PodmanHook, AStartThatFailsLeavesNothing) {
  const auto before = snapshot_here();
  EXPECT_NE(start_hooked("box", "pods,missing").code, 0);
  EXPECT_EQ(containers().size(), 0U);
  (void)hooked("rm -f -t 0 box");
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

TEST_F(Podman, ShowsTheErrorOfThePlugin) {
  ASSERT_EQ(start("web", "-p 8080:80").code, 0);
  const auto second = start("second", "-p 8080:80");
  EXPECT_NE(second.code, 0);
  EXPECT_THAT(second.err, HasSubstr("8080"));
  EXPECT_EQ(podman("rm -f -t 0 web second").code, 0);
  EXPECT_EQ(containers().size(), 0U);
}

TEST_F(Podman, CleansUpAfterAPluginThatIsKilled) {
  const auto before = snapshot_here();
  constexpr int kSteps[] = {0, 2, 4, 6};
  for (const int step : kSteps) {
    const auto killed =
        start("web", "-p 8080:80", {{"MYDOCKER_FAULT", "kill:" + std::to_string(step)}});
    EXPECT_NE(killed.code, 0) << step;
    EXPECT_EQ(podman("rm -f -t 0 web").code, 0);
    // A plug-in that is killed in ADD is killed again in DEL here, so the next command finishes.
    (void)mydocker_.line("-q network rm --force nothing");
    EXPECT_EQ(containers().size(), 0U) << step;
    EXPECT_EQ(difference(snapshot_here(), before), "") << step;
  }
}

}  // namespace podman_test
}  // namespace mydocker::testing

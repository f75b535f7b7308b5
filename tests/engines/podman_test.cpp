// podman with mydocker-cni: what its users see, and what is left at the end.
#include <gmock/gmock.h>

#include <chrono>
#include <set>
#include <thread>

#include "engines/oci_runtime.hpp"
#include "support/json.hpp"
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
  // conmon starts `podman container cleanup`. It can call DEL or the hook after the end of `podman
  // stop` and `podman rm`. So this waits for it, at most 30 seconds.
  void expect_no_container(const std::string& context = "") const {
    for (int tenth = 0; tenth < 300 && !containers().empty(); ++tenth)
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    EXPECT_EQ(containers().size(), 0U) << context;
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
  expect_no_container();
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
  EXPECT_EQ(first_container()["Ports"]["80/tcp"][0]["HostPort"], "8080");
  EXPECT_EQ(mydocker_.line("network verify pods").code, 0);
  EXPECT_EQ(podman("rm -f -t 0 web").code, 0);
}

TEST_F(Podman, StartsAndStopsManyContainersAtOnce) {
  const auto before = snapshot_here();
  expect_all_succeed(run_at_once([&](const std::string& name) { return start(name, ""); }));
  std::set<std::string> addresses;
  const Json connected = containers();
  for (const auto& one : connected.fields()) addresses.insert(one.value["IPv4Address"].string());
  EXPECT_EQ(addresses.size(), kMany);
  const auto removed =
      run_at_once([&](const std::string& name) { return podman("rm -f -t 0 " + name); });
  expect_no_container(expect_all_succeed(removed));
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
  expect_no_container();
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

// podman is killed when the plug-in has connected the container. So podman never learns the result,
// and keeps the namespace. The next start fails and calls DEL, and the one after that works.
TEST_F(Podman, StartsAContainerAfterAKillBetweenAttachAndStart) {
  const auto before = snapshot_here();
  must("sed s,/run/mydocker/bin," + folder_of_killing_plugin(plugin_) +
       ", /run/containers.conf > /run/killing.conf");
  const auto killed = start("web", "-p 8080:80", {{"CONTAINERS_CONF", "/run/killing.conf"}});
  EXPECT_EQ(killed.code, 137) << killed.err;
  EXPECT_EQ(containers().size(), 1U);
  EXPECT_NE(podman("start web").code, 0);
  const auto again = podman("start web");
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(podman("rm -f -t 0 web").code, 0);
  expect_no_container();
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

// podman without a network of its own, and with the hook that the package installs.
class PodmanHook : public Podman {
 protected:
  void SetUp() override {
    Podman::SetUp();
    if (IsSkipped()) return;
    hook_ = program_beside_mydocker(MYDOCKER_OCI_HOOK);
    must("mkdir /run/hooks");
    install_hook(hook_);
  }
  void install_hook(const std::string& program) const {
    must("sed s,@MYDOCKER_OCI_HOOK@," + program + ", " + MYDOCKER_HOOK_FILE +
         " > /run/shipped.json");
    Json file = json_from(shell("cat /run/shipped.json").out);
    file["hook"]["args"] = Json::array({"mydocker-oci-hook", "--state-dir", mydocker_.state_dir()});
    std::ofstream("/run/hooks/mydocker-oci-hook.json") << file;
  }
  // A hook that is this shell script. Its arguments are those of the real one.
  void install_script(const std::string& text) const {
    std::ofstream("/run/hook-script") << "#!/bin/sh\n" << text;
    must("chmod 755 /run/hook-script");
    install_hook("/run/hook-script");
  }
  [[nodiscard]] Outcome hooked(const std::string& words) const {
    return podman("--hooks-dir /run/hooks " + words);
  }
  [[nodiscard]] Outcome start_hooked(const std::string& name, const std::string& networks,
                                     const std::string& more = kPort) const {
    return hooked("run -d --name " + name + " --network none --annotation io.mydocker.networks=" +
                  networks + " " + more + " -v /usr:/usr:ro --rootfs /run/root sleep 600");
  }

  static constexpr const char* kPort = "--annotation io.mydocker.ports=8080:80";
  std::string hook_;
};

TEST_F(PodmanHook, ConnectsContainersFromStartToEnd) {
  const auto before = snapshot_here();
  const auto started = start_hooked("box", "pods");
  ASSERT_EQ(started.code, 0) << started.err;
  const Json shown = first_container();
  EXPECT_EQ(shown["Engine"]["Name"], "oci");
  must("ln -s " + shown["Namespace"].string() + " /run/netns/box");
  {
    Server server("box", tcp, 80);
    EXPECT_TRUE(reaches_server("outside", {tcp, "198.51.100.1", 8080}, server));
  }
  const auto second =
      start_hooked("second", "pods", "--annotation io.mydocker.addresses=pods=10.9.0.9");
  ASSERT_EQ(second.code, 0) << second.err;
  EXPECT_TRUE(reaches("box", "10.9.0.9"));
  EXPECT_EQ(hooked("rm -f -t 0 second").code, 0);
  must("rm /run/netns/box");
  const auto restarted = hooked("restart -t 0 box");
  EXPECT_EQ(restarted.code, 0) << restarted.err;
  ASSERT_EQ(containers().size(), 1U);
  for (const auto* field : {"IPv4Address", "MacAddress"})
    EXPECT_EQ(first_container()[field], shown[field]);
  EXPECT_EQ(first_container()["Ports"]["80/tcp"][0]["HostPort"], "8080");
  EXPECT_EQ(hooked("rm -f -t 0 box").code, 0);
  expect_no_container();
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

TEST_F(PodmanHook, AStartThatFailsLeavesNothing) {
  const auto before = snapshot_here();
  EXPECT_NE(start_hooked("box", "pods,missing").code, 0);
  expect_no_container();
  (void)hooked("rm -f -t 0 box");
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

TEST_F(PodmanHook, StartsAndStopsManyContainersAtOnce) {
  const auto before = snapshot_here();
  expect_all_succeed(
      run_at_once([&](const std::string& name) { return start_hooked(name, "pods", ""); }));
  EXPECT_EQ(containers().size(), kMany);
  const auto removed =
      run_at_once([&](const std::string& name) { return hooked("rm -f -t 0 " + name); });
  const auto messages = expect_all_succeed(removed);
  // podman 4.3 can lose the layer of one of several containers that it removes at once. It reports
  // this, and does not call the hook. Then `reload` must remove the dead container.
  if (messages.find("layer not known") != std::string::npos)
    wait_until_reload_leaves_no_container();
  else
    expect_no_container(messages);
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

// crun is killed when the hook has connected the container.
TEST_F(PodmanHook, LeavesNothingAfterAKillBetweenAttachAndStart) {
  const auto before = snapshot_here();
  install_script("state=$(cat)\nprintf %s \"$state\" | " + hook_ +
                 " \"$@\" || exit\ncase $state in *'\"creat'*) kill -KILL $PPID;; esac\n");
  EXPECT_NE(start_hooked("box", "pods").code, 0);
  EXPECT_EQ(containers().size(), 1U);
  (void)hooked("rm -f -t 0 box");
  wait_until_reload_leaves_no_container();
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

TEST_F(PodmanHook, LeavesNothingAfterAHookThatIsKilled) {
  const auto before = snapshot_here();
  for_each_step([&](int step) {
    install_script("MYDOCKER_FAULT=kill:" + std::to_string(step) + " exec " + hook_ + " \"$@\"\n");
    const bool killed = start_hooked("box", "pods").code != 0;
    (void)hooked("rm -f -t 0 box");
    wait_until_reload_leaves_no_container();
    EXPECT_EQ(difference(snapshot_here(), before), "") << step;
    return killed;
  });
}

TEST_F(Podman, ShowsTheErrorOfThePlugin) {
  ASSERT_EQ(start("web", "-p 8080:80").code, 0);
  const auto second = start("second", "-p 8080:80");
  EXPECT_NE(second.code, 0);
  EXPECT_THAT(second.err, HasSubstr("8080"));
  EXPECT_EQ(podman("rm -f -t 0 web second").code, 0);
  expect_no_container();
}

TEST_F(Podman, CleansUpAfterAPluginThatIsKilled) {
  const auto before = snapshot_here();
  for_each_step([&](int step) {
    const bool killed = start("web", "-p 8080:80", killed_at(step)).code != 0;
    EXPECT_EQ(podman("rm -f -t 0 web").code, 0);
    // A plug-in that is killed in ADD is killed again in DEL here, so the next command finishes.
    (void)mydocker_.line("-q network rm --force nothing");
    expect_no_container(std::to_string(step));
    EXPECT_EQ(difference(snapshot_here(), before), "") << step;
    return killed;
  });
}

}  // namespace podman_test
}  // namespace mydocker::testing

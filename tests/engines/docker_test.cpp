// Docker with mydocker-docker-driver: what its users see, and what is left at the end.
#include <gmock/gmock.h>

#include <optional>

#include "engines/docker_plugin.hpp"
#include "engines/oci_runtime.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace docker_test {

using ::testing::HasSubstr;
using enum Transport;

// A daemon with its own folders, and an image whose containers use the programs of the host.
class Docker : public CniTest {
 protected:
  void SetUp() override {
    for (const std::string program : {"dockerd", "docker", "containerd", "runc"})
      if (shell("command -v " + program).code != 0)
        GTEST_SKIP() << "the package docker.io is not installed";
    CniTest::SetUp();
    mount_cgroups();
    must(
        "mkdir -p /run/docker/plugins /run/image/usr && cd /run/image && mkdir proc sys dev tmp && "
        "for link in bin sbin lib lib64; do ln -s usr/$link $link; done");
    plugin_.emplace(program_beside_mydocker(MYDOCKER_DOCKER_DRIVER), mydocker_.state_dir(),
                    "/run/docker/plugins/mydocker.sock");
    activator_.emplace(*plugin_);
    start_daemon();
    must("tar -C /run/image -c . | " + kDocker + "import - box");
  }
  void TearDown() override {
    if (daemon_.empty()) return;
    (void)docker("rm -f $(" + kDocker + "ps -aq)");
    stop_daemon("TERM");
    // Left by a daemon that was killed.
    (void)shell("kill $(cat /run/exec/containerd/containerd.pid)");
  }

  void start_daemon() {
    daemon_ = shell(
                  "exec 3>&1; dockerd --host unix:///run/dockerd.sock --data-root /run/data "
                  "--exec-root /run/exec --pidfile /run/dockerd.pid --iptables=false "
                  "--ip6tables=false --bridge=none --storage-driver=vfs </dev/null "
                  ">>/run/dockerd.log 2>&1 3>&- & echo $! >&3")
                  .out;
    daemon_.erase(daemon_.find('\n'));
    must("for n in $(seq 300); do " + kDocker +
         "version >/dev/null 2>&1 && exit 0; sleep 0.1; done; tail -n 20 /run/dockerd.log >&2; "
         "exit 1");
  }
  void stop_daemon(const std::string& signal) {
    must("kill -" + signal + " " + daemon_ + "; for n in $(seq 300); do [ -d /proc/" + daemon_ +
         " ] || exit 0; grep -q '^State:.Z' /proc/" + daemon_ +
         "/status && exit 0; sleep 0.1; done; exit 1");
    daemon_.clear();
  }

  static Outcome docker(const std::string& words) { return shell(kDocker + words + " </dev/null"); }
  static std::string must_docker(const std::string& words) {
    auto outcome = docker(words);
    EXPECT_EQ(outcome.code, 0) << words << "\n"
                               << outcome.err << shell("tail -n 20 /run/plugin.log").out;
    if (!outcome.out.empty()) outcome.out.pop_back();
    return outcome.out;
  }
  static std::string start(const std::string& name, const std::string& options = "") {
    return must_docker("run -d --name " + name + " --network web " + options +
                       " -v /usr:/usr:ro box sleep 600");
  }
  static std::string address_of(const std::string& name, const std::string& network = "web") {
    return must_docker("inspect " + name + " --format '{{.NetworkSettings.Networks." + network +
                       ".IPAddress}}'");
  }
  // mydocker's name of the network.
  static std::string network_of(const std::string& network = "web") {
    return "docker-" +
           must_docker("network inspect " + network + " --format '{{.Id}}'").substr(0, 12);
  }
  // Makes the namespace of a container visible for the test's own programs.
  static void show_namespace(const std::string& name) {
    must("touch /run/netns/" + name + " && mount --bind " +
         must_docker("inspect " + name + " --format '{{.NetworkSettings.SandboxKey}}'") +
         " /run/netns/" + name);
  }
  static void hide_namespace(const std::string& name) {
    must("umount /run/netns/" + name + " && rm /run/netns/" + name);
  }

  inline static const std::string kDocker = "docker --host unix:///run/dockerd.sock ";
  std::optional<DockerPlugin> plugin_;
  std::optional<Activator> activator_;
  std::string daemon_;
};

TEST_F(Docker, RunsContainersFromStartToEnd) {
  const auto before = snapshot_here();
  must_docker("network create -d mydocker --subnet 10.9.0.0/24 web");
  start("web", "--ip 10.9.0.7 -p 8080:80");
  EXPECT_EQ(address_of("web"), "10.9.0.7");
  ASSERT_EQ(containers(network_of()).size(), 1U);
  EXPECT_EQ(first_container(network_of())["Engine"]["ContainerID"],
            must_docker("inspect web --format '{{.NetworkSettings.Networks.web.EndpointID}}'"));
  show_namespace("web");
  {
    Server server("web", tcp, 80);
    EXPECT_TRUE(reaches_server("outside", {tcp, "198.51.100.1", 8080}, server));
  }
  hide_namespace("web");
  start("second");
  EXPECT_EQ(docker("exec second ping -c 1 -W 2 web").code, 0) << "Docker resolves names";
  EXPECT_EQ(mydocker_.line("network verify " + network_of()).code, 0);
  must_docker("stop -t 0 web second");
  EXPECT_EQ(containers(network_of()).size(), 0U);
  must_docker("rm web second");
  must_docker("network rm web");
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

TEST_F(Docker, ConnectsAContainerToSeveralNetworks) {
  must_docker("network create -d mydocker --subnet 10.9.0.0/24 web");
  must_docker("network create -d mydocker --internal --subnet 10.8.0.0/24 db");
  start("web");
  must_docker("network connect db web");
  EXPECT_EQ(containers(network_of("db")).size(), 1U);
  EXPECT_EQ(docker("exec web ping -c 1 -W 2 10.8.0.1").code, 0);
  EXPECT_THAT(must_docker("exec web ip route"), HasSubstr("default via 10.9.0.1 dev eth0"));
  must_docker("network disconnect db web");
  EXPECT_EQ(containers(network_of("db")).size(), 0U);
  must_docker("rm -f web");
  must_docker("network rm web db");
}

TEST_F(Docker, ARestartKeepsTheAddressAndThePort) {
  must_docker("network create -d mydocker --subnet 10.9.0.0/24 web");
  start("web", "-p 8080:80");
  const auto mac = first_container(network_of())["MacAddress"];
  must_docker("restart -t 0 web");
  const auto shown = first_container(network_of());
  EXPECT_EQ(shown["IPv4Address"], address_of("web") + "/24");
  EXPECT_EQ(shown["MacAddress"], mac);
  EXPECT_EQ(shown["Ports"]["80/tcp"][0]["HostPort"], "8080");
}

TEST_F(Docker, ShowsTheErrorOfTheDriver) {
  must_docker("network create -d mydocker --subnet 10.9.0.0/24 web");
  start("web", "-p 8080:80");
  const auto second = docker("run -d --name second --network web -p 8080:80 box sleep 600");
  EXPECT_NE(second.code, 0);
  EXPECT_THAT(second.err, HasSubstr("8080"));
  EXPECT_EQ(containers(network_of()).size(), 1U);
  const auto wrong = docker("network create -d mydocker -o mtv=1400 other");
  EXPECT_THAT(wrong.err, HasSubstr("did you mean"));
}

TEST_F(Docker, StartsAndStopsManyContainersAtOnce) {
  const auto before = snapshot_here();
  must_docker("network create -d mydocker --subnet 10.9.0.0/24 web");
  must("for n in $(seq 20); do " + kDocker +
       "run -d --name c$n --network web -v /usr:/usr:ro box sleep 600 >/run/out-$n 2>&1 </dev/null "
       "& "
       "all=\"$all $!\"; done; for pid in $all; do wait $pid || exit 1; done");
  EXPECT_EQ(containers(network_of()).size(), 20U);
  must_docker("rm -f $(" + kDocker + "ps -q)");
  EXPECT_EQ(containers(network_of()).size(), 0U);
  must_docker("network rm web");
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

// One process answers all calls, so it holds the addresses of containers that start at once.
TEST_F(Docker, ContainersGetAddressesOfMydocker) {
  const auto before = snapshot_here();
  constexpr int kIdle = 30;
  activator_.reset();
  activator_.emplace(*plugin_, kIdle);
  must_docker("network create -d mydocker --ipam-driver mydocker web");
  done("network connect " + network_of() + " ns1");
  must("for n in 1 2 3 4 5; do " + kDocker +
       "run -d --name c$n --network web -v /usr:/usr:ro box sleep 600 >/run/out-$n 2>&1 </dev/null "
       "& all=\"$all $!\"; done; for pid in $all; do wait $pid || exit 1; done");
  EXPECT_EQ(containers(network_of()).size(), 6U);
  EXPECT_TRUE(reaches("ns1", address_of("c3")));
  must_docker("rm -f $(" + kDocker + "ps -q)");
  done("network disconnect " + network_of() + " ns1");
  must_docker("network rm web");
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

// The network, its namespaces and its other containers exist before Docker's network and after it.
TEST_F(Docker, ContainersJoinAnExistingNetwork) {
  done("network create shop --subnet 10.9.0.0/24");
  done("network connect shop ns1 --ip 10.9.0.77");
  const auto before = snapshot_here();
  must_docker(
      "network create -d mydocker --ipam-driver mydocker --subnet 10.9.0.0/24 "
      "-o mydocker.network=shop web");
  start("web");
  EXPECT_TRUE(reaches("ns1", address_of("web")));
  EXPECT_EQ(containers("shop").size(), 2U);
  must_docker("rm -f web");
  must_docker("network rm web");
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

// Docker repeats a call that gets no answer, but without its document. So the command fails, and
// the next one works. `reload` removes the remaining resources of a container that no longer
// exists.
TEST_F(Docker, ContainersStartAgainAfterTheAdapterWasKilled) {
  must_docker("network create -d mydocker --subnet 10.9.0.0/24 web");
  const auto before = snapshot_here();
  constexpr int kSteps = 8;
  for (int step = 0; step < kSteps; ++step) {
    activator_->kill_next_at(step);
    (void)docker("run -d --name web --network web -p 8080:80 -v /usr:/usr:ro box sleep 600");
    must_docker("start web");
    EXPECT_EQ(containers(network_of()).size(), 1U) << step;
    EXPECT_EQ(mydocker_.line("network verify " + network_of()).code, 0) << step;
    activator_->kill_next_at(step);
    must_docker("rm -f web");
    done("network reload " + network_of());
    EXPECT_EQ(containers(network_of()).size(), 0U) << step;
    EXPECT_EQ(difference(snapshot_here(), before), "") << step;
  }
}

TEST_F(Docker, ADaemonThatIsKilledFindsItsNetworksAgain) {
  const auto before = snapshot_here();
  must_docker("network create -d mydocker --subnet 10.9.0.0/24 web");
  start("web", "-p 8080:80");
  stop_daemon("KILL");
  must("rm -f /run/dockerd.pid /run/exec/containerd/containerd.pid");
  start_daemon();
  must_docker("rm -f web");
  start("web", "-p 8080:80");
  EXPECT_EQ(containers(network_of()).size(), 1U);
  must_docker("rm -f web");
  must_docker("network rm web");
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

}  // namespace docker_test
}  // namespace mydocker::testing

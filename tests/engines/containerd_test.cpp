// containerd with mydocker-cni, as `ctr run --cni` uses it: from the start of containers to their
// end, and when one of the programs is killed.
#include <gmock/gmock.h>

#include "engines/layers.hpp"
#include "engines/oci_runtime.hpp"
#include "support/json.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace containerd_test {

using ::testing::HasSubstr;
using enum Transport;

// A daemon with its own folders. Its containers use the programs of the host.
class Containerd : public CniTest {
 protected:
  void SetUp() override {
    for (const std::string program : {"containerd", "ctr", "runc"})
      if (shell("command -v " + program).code != 0)
        GTEST_SKIP() << "the package containerd is not installed";
    CniTest::SetUp();
    for (const auto* folder : kLayers) add_layer(folder);
    if (HasFatalFailure()) return;  // nothing may be written to the machine's own folders
    mount_cgroups();
    must("mkdir -p /etc/cni/net.d /opt/cni/bin /run/root && rm -f /etc/cni/net.d/* && ln -sf " +
         plugin_ +
         " /opt/cni/bin/mydocker-cni && cd /run/root && mkdir proc usr dev sys tmp etc run && for "
         "link in bin sbin lib lib64; do ln -s usr/$link $link; done && mount --bind /usr usr");
    std::ofstream("/run/containerd.toml")
        << "version = 2\nroot = \"/run/containerd/root\"\nstate = \"/run/containerd/state\"\n"
           "disabled_plugins = [\"io.containerd.grpc.v1.cri\"]\n"
           "[grpc]\naddress = \"/run/containerd/containerd.sock\"\n";
    write_list();
    done("network create pods --subnet 10.9.0.0/24");
    start_daemon();
  }
  void TearDown() override {
    if (!daemon_.empty()) {
      (void)shell("for box in $(" + kCtr + "task ls -q); do " + kCtr + "task rm -f $box; done");
      stop_daemon("TERM");
    }
    for (const auto* folder : kLayers) remove_layer(folder);
  }

  void write_list(const Json& more = Json::object()) const {
    Json plugin = config("1.0.0");
    for (const auto* field : {"cniVersion", "name"}) plugin.erase(field);
    plugin.update(more);
    std::ofstream("/etc/cni/net.d/10-pods.conflist")
        << Json{{"cniVersion", "1.0.0"}, {"name", "pods"}, {"plugins", Json::array({plugin})}};
  }
  // `ctr` publishes no ports, so the list has the port of the next containers.
  void publish_port_of_next() const {
    write_list({{"runtimeConfig",
                 {{"portMappings", json_from(R"([{"hostPort": 8080, "containerPort": 80}])")}}}});
  }
  void start_daemon() {
    daemon_ = shell(
                  "exec 3>&1; containerd --config /run/containerd.toml </dev/null "
                  ">>/run/containerd.log 2>&1 3>&- & echo $! >&3")
                  .out;
    daemon_.erase(daemon_.find('\n'));
    must("for n in $(seq 300); do " + kCtr +
         "version >/dev/null 2>&1 && exit 0; sleep 0.1; done; tail -n 20 /run/containerd.log >&2; "
         "exit 1");
  }
  void stop_daemon(const std::string& signal) {
    must("kill -" + signal + " " + daemon_ + "; for n in $(seq 300); do [ -d /proc/" + daemon_ +
         " ] || exit 0; grep -q '^State:.Z' /proc/" + daemon_ +
         "/status && exit 0; sleep 0.1; done; exit 1");
    daemon_.clear();
  }

  static Outcome start(const std::string& name, const Environment& more = {}) {
    return run({"/bin/sh", "-c",
                "exec " + kCtr + "run -d --cni --rootfs /run/root " + name +
                    " /usr/bin/sleep 600 </dev/null"},
               more);
  }
  // The end of a detached container. `ctr` does not call the plug-in then.
  static void remove(const std::string& name) {
    must("for n in $(seq 200); do " + kCtr + "task rm -f " + name + " >/dev/null 2>&1; " + kCtr +
         "task ls -q | grep -qx " + name + " || break; sleep 0.1; done; exec " + kCtr +
         "container rm " + name);
  }
  static void must_start(const std::string& name) {
    const auto started = start(name);
    EXPECT_EQ(started.code, 0) << started.err;
  }

  static constexpr const char* kLayers[] = {"etc", "opt"};
  inline static const std::string kCtr = "ctr --address /run/containerd/containerd.sock ";
  std::string daemon_;
};

TEST_F(Containerd, RunsContainersFromStartToEnd) {
  const auto before = snapshot_here();
  publish_port_of_next();
  must_start("web");
  write_list();
  const auto shown = containers()["default-web"];
  EXPECT_EQ(shown["Engine"]["Name"], "cni");
  must("ln -s " + shown["Namespace"].string() + " /run/netns/web");
  {
    Server server("web", tcp, 80);
    EXPECT_TRUE(reaches_server("outside", {tcp, "198.51.100.1", 8080}, server));
  }
  must_start("second");
  EXPECT_TRUE(reaches("web", address_of("default-second")));
  must("rm /run/netns/web");
  remove("web");
  remove("second");
  wait_until_reload_leaves_no_container();
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

// `ctr` in the foreground calls the plug-in when the container ends.
TEST_F(Containerd, AContainerInTheForegroundLeavesNothing) {
  const auto before = snapshot_here();
  const auto ran = shell(kCtr +
                         "run --rm --cni --rootfs /run/root web /usr/sbin/ip -brief address "
                         "show dev eth0 </dev/null");
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr(" 10.9.0."));
  EXPECT_EQ(containers().size(), 0U);
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

TEST_F(Containerd, ARestartKeepsTheAddressAndThePort) {
  publish_port_of_next();
  must_start("web");
  const auto first = containers()["default-web"];
  remove("web");
  must_start("web");
  const auto again = containers()["default-web"];
  for (const auto* field : {"IPv4Address", "MacAddress"}) EXPECT_EQ(again[field], first[field]);
  EXPECT_EQ(again["Ports"]["80/tcp"][0]["HostPort"], "8080");
  EXPECT_EQ(containers().size(), 1U);
  remove("web");
}

TEST_F(Containerd, StartsAndStopsManyContainersAtOnce) {
  const auto before = snapshot_here();
  must("for n in $(seq 20); do " + kCtr +
       "run -d --cni --rootfs /run/root c$n /usr/bin/sleep 600 >/run/out-$n 2>&1 </dev/null & "
       "all=\"$all $!\"; done; for pid in $all; do wait $pid || { cat /run/out-* >&2; exit 1; }; "
       "done");
  EXPECT_EQ(containers().size(), 20U);
  must("for box in $(" + kCtr + "task ls -q); do " + kCtr + "task rm -f $box & all=\"$all $!\"; " +
       "done; for pid in $all; do wait $pid || true; done");
  for (int n = 1; n <= 20; ++n) remove("c" + std::to_string(n));
  wait_until_reload_leaves_no_container();
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

TEST_F(Containerd, ContainersSurviveADaemonThatIsKilled) {
  const auto before = snapshot_here();
  must_start("web");
  stop_daemon("KILL");
  EXPECT_EQ(mydocker_.line("network verify pods").code, 0);
  EXPECT_TRUE(containers().contains("default-web"));
  start_daemon();
  remove("web");
  wait_until_reload_leaves_no_container();
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

// The client that is killed calls the plug-in no more. The container runs until it is removed.
TEST_F(Containerd, AClientThatIsKilledLeavesOnlyADeadEndpoint) {
  const auto before = snapshot_here();
  auto client = shell("exec 3>&1; " + kCtr +
                      "run --rm --cni --rootfs /run/root web /usr/bin/sleep 600 </dev/null "
                      ">/run/client.log 2>&1 3>&- & echo $! >&3")
                    .out;
  client.erase(client.find('\n'));
  must("for n in $(seq 300); do " + kCtr +
       "task ls | grep -q '^web .*RUNNING' && exit 0; sleep 0.1; done; cat /run/client.log >&2; "
       "exit 1");
  EXPECT_EQ(containers().size(), 1U);
  must("kill -KILL " + client);
  remove("web");
  wait_until_reload_leaves_no_container();
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

TEST_F(Containerd, CleansUpAfterAPluginThatIsKilled) {
  const auto before = snapshot_here();
  for_each_step([&](int step) {
    const bool killed = start("web", killed_at(step)).code != 0;
    remove("web");
    must_start("web");
    EXPECT_EQ(containers().size(), 1U) << step;
    EXPECT_EQ(mydocker_.line("network verify pods").code, 0) << step;
    remove("web");
    wait_until_reload_leaves_no_container();
    EXPECT_EQ(difference(snapshot_here(), before), "") << step;
    return killed;
  });
}

}  // namespace containerd_test
}  // namespace mydocker::testing

// The example driver docs/examples/dns: a service of a network, with real DNS packets.
#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "e2e/example.hpp"
#include "e2e/outside.hpp"
#include "engines/cni_runtime.hpp"
#include "support/json.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace dns_test {

using ::testing::HasSubstr;

constexpr const char* kServer = "/usr/sbin/dnsmasq";
constexpr const char* kUnknown = "code 3\n";

class Dns : public Example {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kServer))
      GTEST_SKIP() << "dnsmasq is not installed (Debian package dnsmasq-base)";
    // The user of the service must be able to pass the directory.
    std::filesystem::permissions(mydocker_.state_dir(), std::filesystem::perms::others_exec,
                                 std::filesystem::perm_options::add);
    make_outside();
    put("dns");
    before_ = snapshot_here();
    add_containers(3);
  }
  void TearDown() override {
    for (const auto& process : processes()) shell("kill -9 " + process);
  }

  void make_network() const {
    done("network create n --driver dns --subnet 192.168.0.0/24");
    for (const std::string name : {"c1", "c2"}) done("network connect n " + name);
  }
  void remove_network() const {
    for (const std::string name : {"c1", "c2"}) done("network disconnect n " + name);
    done("network rm n");
  }

  [[nodiscard]] std::string services() const { return mydocker_.state_dir() + "/run/services"; }
  // The processes of all services that use the state directory of this test.
  [[nodiscard]] std::vector<std::string> processes() const {
    std::istringstream listing(
        shell("pgrep -f -x '" + std::string(kServer) + " .*" + services() + "/.*'").out);
    return {std::istream_iterator<std::string>(listing), {}};
  }

  // A process that has ended may be a zombie until its parent reads its status.
  static void kill_and_wait(const std::string& process) {
    must("kill -9 " + process + "; timeout 30 sh -c 'while grep -q \"^State:.[RSD]\" /proc/" +
         process + "/status; do sleep 0.05; done'");
  }

  static std::string answer(const std::string& netns, const std::string& name,
                            const std::string& server = "192.168.0.1") {
    return shell("ip netns exec " + netns + " python3 -IS " MYDOCKER_DNS_QUESTION " " + server +
                 " " + name)
        .out;
  }
  // dnsmasq reads a changed folder some time after the command.
  static bool will_answer(const std::string& name, const std::string& expected) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (answer("c1", name) != expected)
      if (std::chrono::steady_clock::now() > deadline) return false;
    return true;
  }
  void expect_nothing_left() const {
    EXPECT_EQ(difference(snapshot_here(), before_), "");
    EXPECT_EQ(records_in(mydocker_.state_dir()), "");
    EXPECT_TRUE(processes().empty());
    EXPECT_FALSE(std::filesystem::exists(services()));
  }

  std::string before_;
};

TEST_F(Dns, ContainersFindEachOtherByNameAndNothingIsLeft) {
  make_network();
  EXPECT_EQ(answer("c1", "gateway.internal"), "192.168.0.1\n");
  EXPECT_TRUE(will_answer("c2.internal", "192.168.0.3\n"));
  EXPECT_TRUE(will_answer("c1.internal", "192.168.0.2\n"));
  EXPECT_EQ(answer("c1", "c3.internal"), kUnknown);
  done("network disconnect n c2");
  EXPECT_TRUE(will_answer("c2.internal", kUnknown));
  done("network connect n c2");

  std::filesystem::remove("/run/drivers/dns.so");
  remove_network();
  for (const std::string name : {"c1", "c2", "c3"}) must("ip netns delete " + name);
  expect_nothing_left();
}

TEST_F(Dns, ContainersHaveAliases) {
  make_network();
  done("network disconnect n c1");
  done("network connect n c1 --driver-opt aliases=web,shop");
  for (const std::string name : {"c1", "web", "shop"})
    EXPECT_TRUE(will_answer(name + ".internal", "192.168.0.4\n")) << name;
  const auto wrong = command("network connect n c3 --driver-opt aliases=web,-x");
  EXPECT_EQ(wrong.code, 125) << wrong.err;
  EXPECT_THAT(wrong.err, HasSubstr("\"-x\" is no host name"));
}

// As podman calls the plug-in: the container has an id, and its names are aliases.
TEST_F(Dns, AnEngineGivesAliases) {
  const auto plugin = program_beside_mydocker(MYDOCKER_CNI);
  std::ofstream("/run/config") << Json{
      {"cniVersion", "1.0.0"},
      {"name", "n"},
      {"type", "mydocker-cni"},
      {"driver", "dns"},
      {"subnets", Json::array({"192.168.0.0/24"})},
      {"driverDirs", Json::array({"/run/drivers"})},
      {"stateDir", mydocker_.state_dir()},
      {"runtimeConfig", {{"aliases", {{"n", Json::array({"web", "shop"})}}}}}};
  const auto call = [&](const std::string& word) {
    return shell("CNI_COMMAND=" + word + " CNI_CONTAINERID=" + std::string(64, 'a') +
                 " CNI_NETNS=/run/netns/c1 CNI_IFNAME=eth0 CNI_PATH=/usr/lib/cni " + plugin +
                 " < /run/config");
  };
  const auto added = call("ADD");
  ASSERT_EQ(added.code, 0) << added.out << added.err;
  const std::string address = json_from(added.out)["ips"][0]["address"].string();
  for (const std::string name : {"web", "shop"})
    EXPECT_TRUE(will_answer(name + ".internal", address.substr(0, address.find('/')) + "\n"));
  EXPECT_EQ(call("DEL").code, 0);
}

TEST_F(Dns, OtherNamesAreKnownToItsUpstreamServer) {
  done("network create m --driver dns --subnet 192.168.1.0/24 -o domain=other");
  done("network connect m c3");
  done("network create n --driver dns --subnet 192.168.0.0/24 -o upstream=192.168.1.1");
  done("network connect n c1");
  EXPECT_EQ(answer("c1", "gateway.other"), "192.168.1.1\n");
  EXPECT_TRUE(will_answer("c3.other", "192.168.1.2\n"));
  EXPECT_EQ(processes().size(), 2U);
}

TEST_F(Dns, AnUpdateStartsItsServerWithTheNewConfiguration) {
  make_network();
  const auto first = processes();
  EXPECT_THAT(command("network update n -o domain=lan --dry-run").out, HasSubstr("domain=lan"));
  EXPECT_EQ(processes(), first);
  done("network update n -o domain=lan");
  EXPECT_TRUE(will_answer("c2.lan", "192.168.0.3\n"));
  EXPECT_NE(answer("c1", "c2.internal"), "192.168.0.3\n");
  EXPECT_EQ(processes().size(), 1U);
  EXPECT_NE(processes(), first);
  EXPECT_EQ(command("network verify n").code, 0);
  std::filesystem::remove("/run/drivers/dns.so");
  remove_network();
  for (const std::string name : {"c1", "c2", "c3"}) must("ip netns delete " + name);
  expect_nothing_left();
}

// A server that has ended gets the new configuration when it is started again.
TEST_F(Dns, AnUpdateStartsAServerThatHasEnded) {
  make_network();
  kill_and_wait(processes().front());
  done("network update n -o domain=lan");
  EXPECT_TRUE(will_answer("c2.lan", "192.168.0.3\n"));
  EXPECT_EQ(command("network verify n").code, 0);
}

TEST_F(Dns, AServerThatDiesIsMissingUntilReload) {
  make_network();
  const auto first = processes();
  ASSERT_EQ(first.size(), 1U);
  kill_and_wait(first.front());
  const auto drift = command("network verify n");
  EXPECT_EQ(drift.code, 3);
  EXPECT_THAT(drift.out, HasSubstr("service \"dns-"));
  EXPECT_THAT(drift.out, HasSubstr("missing"));
  std::filesystem::remove("/run/drivers/dns.so");
  done("network reload n");
  EXPECT_EQ(command("network verify n").code, 0);
  EXPECT_TRUE(will_answer("c2.internal", "192.168.0.3\n"));
  EXPECT_NE(processes(), first);
}

TEST_F(Dns, ReloadRestoresFilesAndRestartsAServerOfAnotherConfiguration) {
  make_network();
  const auto first = processes();
  const auto files = services() + "/" + shell("ls " + services()).out;
  const auto home = files.substr(0, files.size() - 1) + "/files";
  must("rm " + home + "/hosts/* && echo port=5353 >> " + home + "/dnsmasq.conf");
  EXPECT_EQ(command("network verify n").code, 3);
  done("network reload n");
  EXPECT_EQ(command("network verify n").code, 0);
  EXPECT_TRUE(will_answer("c2.internal", "192.168.0.3\n"));
  EXPECT_NE(processes(), first);
}

TEST_F(Dns, AServerThatDoesNotStartIsAnErrorWithItsReason) {
  must(
      "python3 -c 'import socket,time; s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM); "
      "s.bind((\"0.0.0.0\",53)); open(\"/run/bound\",\"w\"); time.sleep(60)' > /dev/null 2>&1 & "
      "echo $! > /run/bound.pid; timeout 30 sh -c 'until [ -e /run/bound ]; do sleep 0.1; done'");
  const auto failed = command("network create n --driver dns --subnet 192.168.0.0/24");
  must("kill $(cat /run/bound.pid)");
  EXPECT_EQ(failed.code, 1);
  EXPECT_THAT(failed.err, HasSubstr("service \"dns-"));
  EXPECT_THAT(failed.err, HasSubstr("Address already in use"));
  for (const std::string name : {"c1", "c2", "c3"}) must("ip netns delete " + name);
  expect_nothing_left();
}

TEST_F(Dns, AFailureOrAKillAtAnyStepLeavesNoProcess) {
  for (const std::string fault : {"fail:", "kill:"}) {
    int step = 0;
    Outcome outcome;
    do {
      outcome = mydocker_.line(
          "--driver-dir /run/drivers -q network create n --driver dns --subnet 192.168.0.0/24",
          {{"MYDOCKER_FAULT", fault + std::to_string(++step)}});
      if (outcome.code == 0) break;
      (void)command("network rm --force nothing");
      EXPECT_EQ(difference(snapshot_here(), before_), "") << fault << step << outcome.err;
      EXPECT_TRUE(processes().empty()) << fault << step;
      EXPECT_FALSE(std::filesystem::exists(services())) << fault << step;
    } while (step < 20);
    EXPECT_GE(step, 6) << fault << " has not met every step of the plan";
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    done("network rm n");
  }
}

// The process that makes the n-th call of a kind is killed there: the command, or the new process
// before it runs its program.
TEST_F(Dns, AKillAtAnyCallOfItsStartLeavesNoProcess) {
  if (shell("command -v strace").code != 0) GTEST_SKIP() << "strace is not installed";
  const std::string create = " --state-dir " + mydocker_.state_dir() +
                             " --driver-dir /run/drivers -q network create n --driver dns "
                             "--subnet 192.168.0.0/24";
  for (const std::string call :
       {"clone,clone3", "sendto", "recvfrom", "renameat", "mkdirat", "setsid", "capset", "prctl"}) {
    int killed = 0;
    for (int number = 1; number <= 12; ++number) {
      const auto outcome = shell("strace -f -b execve -o /dev/null -e inject=" + call +
                                 ":signal=SIGKILL:when=" + std::to_string(number) + " " +
                                 Mydocker::program() + create);
      if (outcome.code == 0) break;
      ++killed;
      (void)command("network rm --force nothing");
      EXPECT_TRUE(processes().empty()) << call << number;
      EXPECT_FALSE(std::filesystem::exists(services())) << call << number << outcome.err;
      EXPECT_EQ(difference(snapshot_here(), before_), "") << call << number;
    }
    EXPECT_GE(killed, 1) << call;
    (void)command("network rm --force n");
    EXPECT_TRUE(processes().empty()) << call;
  }
}

TEST_F(Dns, ARemovalThatIsKilledAtAnyStepIsCompleted) {
  for (int step = 1; step < 20; ++step) {
    done("network create n --driver dns --subnet 192.168.0.0/24");
    const auto outcome =
        mydocker_.line("-q network rm n", {{"MYDOCKER_FAULT", "kill:" + std::to_string(step)}});
    (void)command("network rm --force n");
    expect_nothing_left();
    if (outcome.code == 0) return;
  }
  FAIL() << "the removal never succeeded";
}

TEST_F(Dns, TheDryRunMakesTheSameNetwork) {
  const auto create = command("-q network create n --driver dns --subnet 192.168.0.0/24 --dry-run");
  ASSERT_EQ(create.code, 0) << create.err;
  must("cat > /run/create.sh <<'END'\n" + create.out + "\nEND\nsh -e /run/create.sh");
  ASSERT_EQ(processes().size(), 1U);
  EXPECT_EQ(shell("python3 -IS " MYDOCKER_DNS_QUESTION " 192.168.0.1 gateway.internal").out,
            "192.168.0.1\n");
  const auto status = shell("cat /proc/" + processes().front() + "/status").out;
  EXPECT_THAT(status, HasSubstr("\nCapEff:\t0000000000000400\n"));
  EXPECT_THAT(status, HasSubstr("\nNoNewPrivs:\t1\n"));
  EXPECT_EQ(shell("tr '\\0' '\\n' < /proc/" + processes().front() + "/environ").out, "");
}

TEST_F(Dns, TheRemovalOfTheDryRunLeavesNothing) {
  done("network create n --driver dns --subnet 192.168.0.0/24");
  const auto removal = command("-q network rm n --dry-run");
  ASSERT_EQ(removal.code, 0) << removal.err;
  must("cat > /run/rm.sh <<'END'\n" + removal.out + "\nEND\nsh -e /run/rm.sh");
  EXPECT_TRUE(processes().empty());
  EXPECT_EQ(difference(snapshot_here(), before_), "");
}

TEST_F(Dns, AServiceWithoutARecordIsGarbage) {
  make_network();
  must("rm " + mydocker_.state_dir() + "/run/runtime.db " + mydocker_.state_dir() +
       "/definitions.db");
  const auto drift = command("network verify");
  EXPECT_EQ(drift.code, 3) << drift.out << drift.err;
  EXPECT_THAT(drift.out, HasSubstr("service \"dns-"));
  done("network gc --force");
  EXPECT_TRUE(processes().empty());
  EXPECT_FALSE(std::filesystem::exists(services()));
}

TEST_F(Dns, AProgramThatOthersCanChangeIsRefused) {
  must(
      "mkdir /run/bin && cp /usr/sbin/dnsmasq /run/bin && chmod 0777 /run/bin/dnsmasq && "
      "mount --bind /run/bin/dnsmasq /usr/sbin/dnsmasq");
  const auto refused = command("network create n --driver dns --subnet 192.168.0.0/24 --dry-run");
  must("umount /usr/sbin/dnsmasq");
  EXPECT_EQ(refused.code, 1) << refused.err;
  EXPECT_THAT(refused.err, HasSubstr("/usr/sbin/dnsmasq"));
  EXPECT_THAT(refused.err, HasSubstr("is writable by all users"));
  EXPECT_EQ(difference(snapshot_here(), before_), "");
}

}  // namespace dns_test
}  // namespace mydocker::testing

// DEL and GC: everything ends, in every situation.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>

#include "engines/cni_runtime.hpp"

namespace mydocker::testing {
namespace cni_end_test {

using ::testing::HasSubstr;

using CniDel = CniTest;
using CniGc = CniTest;

TEST_F(CniDel, RemovesEverythingThatAddCreated) {
  done("network create pods --subnet 10.9.0.0/24");
  must("ip -n ns1 link set lo up");
  const auto before = snapshot_here() + snapshot_of("ns1");
  ASSERT_EQ(add(config()).code, 0);
  const auto answer = del(config());
  EXPECT_EQ(answer.code, 0) << answer.text;
  EXPECT_EQ(answer.text, "");
  EXPECT_EQ(difference(snapshot_here() + snapshot_of("ns1"), before), "");
  EXPECT_EQ(containers().size(), 0U);
}

TEST_F(CniDel, OfAnythingThatIsMissingSucceeds) {
  EXPECT_EQ(del(config()).code, 0) << "no network";
  done("network create pods --subnet 10.9.0.0/24");
  EXPECT_EQ(del(config()).code, 0) << "no attachment";
  ASSERT_EQ(add(config()).code, 0);
  EXPECT_EQ(del(config()).code, 0);
  EXPECT_EQ(del(config()).code, 0) << "a second DEL";
  EXPECT_EQ(call({"DEL", config(), "k1", "/run/netns/missing"}).code, 0) << "no namespace";
  auto json = config();
  json.erase("subnets");
  json["network"] = "missing";
  EXPECT_EQ(del(json).code, 0) << "no network of that name";
}

// podman and conmon both remove a container that ends. No engine repeats a DEL that was busy.
TEST_F(CniDel, TwiceAtOnceSucceedsTwice) {
  ASSERT_EQ(add(config()).code, 0);
  std::ofstream("/run/config") << config().dump();
  const auto outcome = shell(
      "export CNI_COMMAND=DEL CNI_CONTAINERID=k1 CNI_NETNS=/run/netns/ns1 CNI_IFNAME=eth0 "
      "CNI_PATH=/usr/lib/cni; jobs=; for n in 1 2 3 4; do " +
      plugin_ +
      " </run/config & jobs=\"$jobs $!\"; done; for job in $jobs; do wait $job || exit 1; done");
  EXPECT_EQ(outcome.code, 0) << outcome.out << outcome.err;
  EXPECT_EQ(containers().size(), 0U);
}

TEST_F(CniDel, NeedsNoNamespace) {
  ASSERT_EQ(add(config()).code, 0);
  EXPECT_EQ(call({"DEL", config(), "k1", ""}).code, 0);
  EXPECT_EQ(containers().size(), 0U);
  EXPECT_EQ(shell("ip -n ns1 link show dev eth0").code, 1);
}

TEST_F(CniDel, ReleasesTheAddressOfADeadNamespace) {
  auto json = config();
  json["runtimeConfig"]["ips"] = Json::array({"10.9.0.77/24"});
  ASSERT_EQ(add(json).code, 0);
  must("ip netns delete ns1");
  EXPECT_EQ(del(json).code, 0);
  EXPECT_EQ(containers().size(), 0U);
  EXPECT_EQ(add(json, "k2", "ns2").code, 0);
}

TEST_F(CniDel, DoesNotTouchContainersOfOthers) {
  done("network create pods --subnet 10.9.0.0/24");
  done("network connect pods k1 --netns /run/netns/ns1");
  EXPECT_EQ(del(config()).code, 0);
  EXPECT_EQ(containers().size(), 1U) << "a user has connected this container";
  auto other = config();
  other["name"] = "other";
  other.erase("subnets");
  other["network"] = "pods";
  ASSERT_EQ(add(other, "k2", "ns2").code, 0);
  auto json = other;
  json["name"] = "third";
  EXPECT_EQ(del(json, "k2", "ns2").code, 0);
  EXPECT_EQ(containers().size(), 2U) << "another configuration has connected it";
}

// The lock of a journal entry is a lock on one byte of a file.
TEST_F(CniDel, WhileAnotherCommandChangesTheEndpointIsTriedAgain) {
  ASSERT_EQ(add(config()).code, 0);
  const int fd = ::open((mydocker_.state_dir() + "/run/locks").c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(fd, 0);
  struct flock all {};
  all.l_type = F_WRLCK;
  all.l_whence = SEEK_SET;
  ASSERT_EQ(::fcntl(fd, F_OFD_SETLK, &all), 0);
  const auto answer = del(config());
  ::close(fd);
  EXPECT_EQ(answer.code, 1);
  EXPECT_EQ(answer.error(), 11) << answer.text;
  EXPECT_EQ(containers().size(), 1U);
  EXPECT_EQ(del(config()).code, 0);
  EXPECT_EQ(containers().size(), 0U);
}

TEST_F(CniDel, AfterAKillAtAnyStepOfAddLeavesNothing) {
  done("network create pods --subnet 10.9.0.0/24");
  must("ip -n ns1 link set lo up");
  const auto before = snapshot_here() + snapshot_of("ns1");
  constexpr int kMoreThanEnough = 60;
  int step = 0;
  for (; step < kMoreThanEnough; ++step) {
    const auto fault = "kill:" + std::to_string(step);
    const auto added =
        call({"ADD", config(), "k1", "/run/netns/ns1", "eth0", {{"MYDOCKER_FAULT", fault}}});
    const auto deleted = del(config());
    ASSERT_EQ(deleted.code, 0) << fault << "\n" << deleted.text;
    EXPECT_EQ(difference(snapshot_here() + snapshot_of("ns1"), before), "") << fault;
    EXPECT_EQ(containers().size(), 0U) << fault;
    if (added.code == 0) break;
    ASSERT_EQ(added.code, 137) << added.text;
  }
  EXPECT_GT(step, 3);
  EXPECT_LT(step, kMoreThanEnough);
}

// The first ADD also creates the network. After a kill the network is complete or does not exist.
TEST_F(CniDel, AfterAKillAtAnyStepOfTheFirstAddLeavesNothing) {
  must("ip -n ns1 link set lo up");
  const auto before = snapshot_here() + snapshot_of("ns1");
  constexpr int kMoreThanEnough = 60;
  int step = 0;
  for (; step < kMoreThanEnough; ++step) {
    const auto fault = "kill:" + std::to_string(step);
    const auto added =
        call({"ADD", config(), "k1", "/run/netns/ns1", "eth0", {{"MYDOCKER_FAULT", fault}}});
    const auto deleted = del(config());
    ASSERT_EQ(deleted.code, 0) << fault << "\n" << deleted.text;
    done("network rm --force pods");
    EXPECT_EQ(difference(snapshot_here() + snapshot_of("ns1"), before), "") << fault;
    if (added.code == 0) break;
    ASSERT_EQ(added.code, 137) << added.text;
  }
  EXPECT_GT(step, 6);
  EXPECT_LT(step, kMoreThanEnough);
}

TEST_F(CniDel, ThatIsKilledAtAnyStepCanBeRepeated) {
  done("network create pods --subnet 10.9.0.0/24");
  must("ip -n ns1 link set lo up");
  const auto before = snapshot_here() + snapshot_of("ns1");
  constexpr int kMoreThanEnough = 60;
  int step = 0;
  for (; step < kMoreThanEnough; ++step) {
    const auto added = add(config());
    ASSERT_EQ(added.code, 0) << added.text;
    const auto fault = "kill:" + std::to_string(step);
    const auto killed =
        call({"DEL", config(), "k1", "/run/netns/ns1", "eth0", {{"MYDOCKER_FAULT", fault}}});
    const auto deleted = del(config());
    ASSERT_EQ(deleted.code, 0) << fault << "\n" << deleted.text;
    EXPECT_EQ(difference(snapshot_here() + snapshot_of("ns1"), before), "") << fault;
    if (killed.code == 0) break;
    ASSERT_EQ(killed.code, 137) << killed.text;
  }
  EXPECT_GT(step, 1);
  EXPECT_LT(step, kMoreThanEnough);
}

// The answer of a runtime that has lost some containers.
TEST_F(CniGc, RemovesWhatTheRuntimeDoesNotList) {
  ASSERT_EQ(add(config(), "k1", "ns1").code, 0);
  ASSERT_EQ(add(config(), "k2", "ns2").code, 0);
  done("network connect pods user --netns /run/netns/ns3");
  auto json = config();
  json["cni.dev/valid-attachments"] = Json::array({{{"containerID", "k1"}, {"ifname", "eth0"}}});
  const auto answer = call({"GC", json, "", "", ""});
  EXPECT_EQ(answer.code, 0) << answer.text;
  EXPECT_EQ(answer.text, "");
  const auto left = containers();
  EXPECT_TRUE(left.contains("k1"));
  EXPECT_FALSE(left.contains("k2"));
  EXPECT_TRUE(left.contains("user"));
  EXPECT_EQ(shell("ip -n ns2 link show dev eth0").code, 1);
}

TEST_F(CniGc, KeepsContainersOfOtherConfigurations) {
  ASSERT_EQ(add(config()).code, 0);
  auto json = config();
  json["name"] = "other";
  json.erase("subnets");
  json["network"] = "pods";
  json["cni.dev/valid-attachments"] = Json::array();
  EXPECT_EQ(call({"GC", json, "", "", ""}).code, 0);
  EXPECT_EQ(containers().size(), 1U);
}

TEST_F(CniGc, WithoutAListRemovesNothing) {
  ASSERT_EQ(add(config()).code, 0);
  const auto answer = call({"GC", config(), "", "", ""});
  EXPECT_EQ(answer.error(), 7) << answer.text;
  EXPECT_EQ(containers().size(), 1U);
}

}  // namespace cni_end_test
}  // namespace mydocker::testing

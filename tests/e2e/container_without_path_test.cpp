// A container whose network namespace has lost its path, but still has a process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace container_without_path_test {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// The server keeps the namespace of c1 after its path is deleted, as a process of the container.
class ContainerWithoutPath : public ::testing::Test {
 protected:
  void SetUp() override {
    make_outside();
    must("ip netns add c1 && ip netns add c2");
    done("network create web --subnet 192.168.1.0/24");
    done("network connect web c1 --ip 192.168.1.5 -p 8080:80");
    server_ = std::make_unique<Server>("c1", Transport::tcp, 80);
    must("ip netns delete c1");
  }
  Outcome run(const std::string& line) const { return mydocker_.line("-q " + line); }
  std::string done(const std::string& line) const {
    const auto outcome = run(line);
    EXPECT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
    return outcome.out;
  }
  bool answers() {
    return reaches_server("outside", {Transport::tcp, "198.51.100.1", 8080}, *server_);
  }

  Mydocker mydocker_;
  std::unique_ptr<Server> server_;
};

TEST_F(ContainerWithoutPath, IsShownAsConnected) {
  EXPECT_TRUE(answers());
  EXPECT_THAT(done("network inspect web"), HasSubstr("\"State\": \"connected\""));
  EXPECT_THAT(done("network port ls"), AllOf(HasSubstr("connected"), Not(HasSubstr("dead"))));
  EXPECT_THAT(done("network ip ls"), AllOf(HasSubstr("connected"), Not(HasSubstr("dead"))));
  EXPECT_EQ(done("network ls -q --filter dangling=true"), "");
  const auto verified = run("network verify");
  EXPECT_EQ(verified.code, 3);
  EXPECT_THAT(verified.out, HasSubstr("its path is missing"));
}

TEST_F(ContainerWithoutPath, IsNotCutOff) {
  const auto refused = run("network rm web");
  EXPECT_EQ(refused.code, 2) << refused.err;
  EXPECT_THAT(refused.err, HasSubstr("in use by \"c1\""));
  done("network prune -f");
  done("network prune --containers -f");
  done("network reload web");
  EXPECT_EQ(run("network update web -o icc=false --remake").code, 2);
  EXPECT_EQ(done("network ls --format {{.Name}}"), "web\n");
  EXPECT_TRUE(answers());
}

TEST_F(ContainerWithoutPath, KeepsItsPortAndItsAddress) {
  const auto port = run("network connect web c2 -p 8080:80");
  EXPECT_EQ(port.code, 1);
  EXPECT_THAT(port.err, AllOf(HasSubstr("published by container \"c1\""),
                              Not(HasSubstr("no longer exists"))));
  EXPECT_EQ(run("network connect web c2 --ip 192.168.1.5").code, 1);
  EXPECT_TRUE(answers());
}

TEST_F(ContainerWithoutPath, IsDisconnectedOnRequest) {
  done("network disconnect web c1");
  EXPECT_FALSE(answers());
  done("network connect web c2 -p 8080:80");
  done("network disconnect web c2");
  done("network rm web");
}

TEST_F(ContainerWithoutPath, IsDisconnectedByRmWithForce) {
  EXPECT_EQ(done("network rm --force web"), "web\n");
  EXPECT_EQ(shell("ip -o link show type veth | grep -v uplink").out, "");
}

TEST_F(ContainerWithoutPath, IsDeadAfterItsLastProcess) {
  server_.reset();
  // The kernel closes the socket and destroys the namespace in the background.
  must("for i in $(seq 1000); do ls /sys/class/net | grep -q ^veth || break; sleep 0.01; done");
  EXPECT_THAT(done("network port ls"), HasSubstr("dead"));
  EXPECT_EQ(done("network ls --filter dangling=true --format {{.Name}}"), "web\n");
  done("network connect web c2 -p 8080:80");
  Server server("c2", Transport::tcp, 80);
  EXPECT_TRUE(reaches_server("outside", {Transport::tcp, "198.51.100.1", 8080}, server));
}

}  // namespace container_without_path_test
}  // namespace mydocker::testing

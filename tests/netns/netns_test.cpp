#include "runtime/kernel/netns.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "runtime/kernel/linux_kernel.hpp"
#include "support/netns_fixture.hpp"

namespace mydocker::testing {
namespace netns_test {

using kernel::Netns;

ErrorKind refusal_of(const std::string& path) {
  const auto opened = Netns::open(path);
  EXPECT_FALSE(opened.ok()) << path;
  return opened.ok() ? ErrorKind::internal : opened.error().kind();
}

std::string own_namespace() {
  char target[64] = {};
  EXPECT_GT(readlink("/proc/thread-self/ns/net", target, sizeof target - 1), 0);
  return target;
}

class NetnsTest : public FreshHost {};

TEST_F(NetnsTest, MissingFileIsNotFound) {
  EXPECT_EQ(refusal_of("/run/netns/missing"), ErrorKind::not_found);
  EXPECT_EQ(refusal_of("/dev/null/missing"), ErrorKind::not_found);
}

TEST_F(NetnsTest, FileThatIsNoNamespaceIsRefused) {
  std::ofstream("/run/plain") << "text";
  EXPECT_EQ(refusal_of("/run/plain"), ErrorKind::invalid_argument);
  EXPECT_EQ(refusal_of("/run"), ErrorKind::invalid_argument);
  EXPECT_EQ(refusal_of("/dev/null"), ErrorKind::invalid_argument);
}

TEST_F(NetnsTest, NamespaceOfAnotherKindIsRefused) {
  EXPECT_EQ(refusal_of("/proc/self/ns/mnt"), ErrorKind::invalid_argument);
  EXPECT_EQ(refusal_of("/proc/self/ns/user"), ErrorKind::invalid_argument);
}

TEST_F(NetnsTest, FifoIsRefusedWithoutWaitingForAWriter) {
  ASSERT_EQ(mkfifo("/run/fifo", 0600), 0);
  EXPECT_EQ(refusal_of("/run/fifo"), ErrorKind::invalid_argument);
  unlink("/run/fifo");
}

TEST_F(NetnsTest, CookieNamesTheNamespaceWhateverThePath) {
  const NamedNetns one("one");
  const NamedNetns other("other");
  output_of("ln -s /run/netns/one /run/alias");
  const auto first = Netns::open(one.path());
  const auto again = Netns::open("/run/alias");
  const auto second = Netns::open(other.path());
  unlink("/run/alias");
  ASSERT_TRUE(first.ok() && again.ok() && second.ok());
  EXPECT_NE(first->cookie(), 0U);
  EXPECT_EQ(first->cookie(), again->cookie());
  EXPECT_NE(first->cookie(), second->cookie());
  EXPECT_EQ(first->path(), "/run/netns/one");
}

TEST_F(NetnsTest, CurrentIsWhereTheProcessRuns) {
  const auto current = Netns::current();
  const auto by_path = Netns::open("/proc/" + std::to_string(getpid()) + "/ns/net");
  ASSERT_TRUE(current.ok() && by_path.ok());
  EXPECT_EQ(current->cookie(), by_path->cookie());
}

TEST_F(NetnsTest, VisitorsNeverChangeTheCallersNamespace) {
  const std::string before = own_namespace();
  const NamedNetns inside("inside");
  const auto netns = Netns::open(inside.path());
  ASSERT_TRUE(netns.ok());
  const auto host = Netns::current();
  const auto kernel = kernel::open_linux_kernel(*host, &*netns);
  ASSERT_TRUE(kernel.ok());
  ASSERT_TRUE((*kernel)->create(Sysctl{Place::container, "net/ipv4/ip_forward", "1"}).ok());
  EXPECT_EQ(own_namespace(), before);
  EXPECT_EQ(inside.run("cat /proc/sys/net/ipv4/ip_forward"), "1\n");
  EXPECT_EQ(output_of("cat /proc/sys/net/ipv4/ip_forward"), "0\n");
}

TEST_F(NetnsTest, BootIdIsOneWord) {
  const auto id = kernel::boot_id();
  ASSERT_TRUE(id.ok());
  EXPECT_EQ(id->size(), 36U);
  EXPECT_EQ(*id + "\n", output_of("cat /proc/sys/kernel/random/boot_id"));
}

}  // namespace netns_test
}  // namespace mydocker::testing

// The example driver `tunnel`: TUN devices, with packets through a program of the test.
#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstring>
#include <filesystem>
#include <thread>

#include "e2e/example.hpp"
#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace tunnel_test {

using ::testing::HasSubstr;

// Attaches to the device "eth0" of a container, and answers each IPv4 echo request in it.
class Echo {
 public:
  explicit Echo(const std::string& netns) {
    std::thread([this, netns] { attach(netns); }).join();
    if (fd_ >= 0) answers_ = std::thread([this] { answer(); });
  }
  ~Echo() {
    done_ = true;
    if (answers_.joinable()) answers_.join();
    ::close(fd_);
  }
  Echo(const Echo&) = delete;
  Echo& operator=(const Echo&) = delete;
  [[nodiscard]] bool attached() const { return fd_ >= 0; }

 private:
  void attach(const std::string& netns) {
    const int space = ::open(("/run/netns/" + netns).c_str(), O_RDONLY | O_CLOEXEC);
    const bool inside = ::setns(space, CLONE_NEWNET) == 0;
    ::close(space);
    const int device = ::open("/dev/net/tun", O_RDWR | O_CLOEXEC);
    ifreq request{};
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    std::strcpy(request.ifr_name, "eth0");
    if (inside && ::ioctl(device, TUNSETIFF, &request) == 0)
      fd_ = device;
    else
      ::close(device);
  }
  // The type of the message is at byte 20, and its checksum at byte 22. The type changes from 8 to
  // 0, so the checksum grows by 8 in its first byte (RFC 1624).
  void answer() const {
    std::array<unsigned char, 2048> packet{};
    while (!done_) {
      pollfd waiting{fd_, POLLIN, 0};
      if (::poll(&waiting, 1, 50) <= 0) continue;
      const auto size = ::read(fd_, packet.data(), packet.size());
      if (size < 28 || packet[0] != 0x45 || packet[9] != 1 || packet[20] != 8) continue;
      std::swap_ranges(packet.begin() + 12, packet.begin() + 16, packet.begin() + 16);
      packet[20] = 0;
      unsigned sum = packet[22] * 256U + packet[23] + 0x0800U;
      sum = (sum & 0xffffU) + (sum >> 16U);
      packet[22] = static_cast<unsigned char>(sum >> 8U);
      packet[23] = static_cast<unsigned char>(sum & 0xffU);
      (void)!::write(fd_, packet.data(), static_cast<std::size_t>(size));
    }
  }

  int fd_ = -1;
  std::atomic<bool> done_ = false;
  std::thread answers_;
};

class Tunnel : public Example {
 protected:
  void SetUp() override {
    put("tunnel");
    before_ = snapshot_here();
    add_containers(1);
    done("network create n --driver tunnel --subnet 10.6.0.0/24 --subnet fd00:6::/64");
    done("network connect n c1");
  }
  std::string before_;
};

TEST_F(Tunnel, PacketsPassTheProgramAndNothingIsLeft) {
  EXPECT_THAT(shell("ip -n c1 -d link show eth0").out,
              AllOf(HasSubstr("tun type tun"), HasSubstr("mtu 1420")));
  EXPECT_THAT(shell("ip -n c1 route").out, HasSubstr("default via 10.6.0.1 dev eth0"));
  EXPECT_FALSE(reaches("c1", "10.6.0.1")) << "no program has attached";
  {
    const Echo echo("c1");
    ASSERT_TRUE(echo.attached());
    for (const auto* address : {"10.6.0.1", "10.6.0.9", "198.51.100.7"})
      EXPECT_TRUE(reaches("c1", address)) << address;
  }
  std::filesystem::remove("/run/drivers/tunnel.so");
  done("network disconnect n c1");
  done("network rm n");
  must("ip netns delete c1");
  EXPECT_EQ(difference(snapshot_here(), before_), "");
}

TEST_F(Tunnel, ReloadRestoresALostDevice) {
  must("ip -n c1 link delete eth0");
  EXPECT_EQ(command("network verify n").code, 3);
  done("network reload n");
  EXPECT_EQ(command("network verify n").code, 0);
  const Echo echo("c1");
  ASSERT_TRUE(echo.attached());
  EXPECT_TRUE(reaches("c1", "10.6.0.1"));
}

TEST_F(Tunnel, HasNoInternalNetworks) {
  const auto refused = command("-q network create m --driver tunnel --internal");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("it has no internal networks"));
}

}  // namespace tunnel_test
}  // namespace mydocker::testing

// A driver that tries to change the host while it plans, and reports what succeeded.
#include <fcntl.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>

#include "plain_driver.hpp"

namespace {

using namespace mydocker;

constexpr DriverInfo kInfo = bad_drivers::info_of("meddles", "acts where it should only plan");

bool could_write_setting() {
  const int file = ::open("/proc/sys/net/ipv4/conf/all/forwarding", O_WRONLY);
  if (file < 0) return false;
  ::close(file);
  return true;
}

bool could_read_secrets() {
  const int file = ::open("/etc/shadow", O_RDONLY);
  if (file < 0) return false;
  ::close(file);
  return true;
}

bool could_raise_loopback() {
  const int socket = ::socket(AF_INET, SOCK_DGRAM, 0);
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP;
  const bool could = ::ioctl(socket, SIOCSIFFLAGS, &request) == 0;
  ::close(socket);
  return could;
}

class Meddles final : public bad_drivers::PlainDriver<kInfo> {
 public:
  Result<Plan> plan_network(const NetworkView& /*network*/,
                            const HostFacts& /*host*/) const override {
    if (could_write_setting()) return Error(ErrorKind::driver, "wrote a setting");
    if (could_read_secrets()) return Error(ErrorKind::driver, "read the passwords");
    if (could_raise_loopback()) return Error(ErrorKind::driver, "raised a link");
    return Plan();
  }
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(Meddles, kInfo)

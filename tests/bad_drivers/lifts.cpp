// A correct driver. Its handler sets the loopback device up, which shows its namespace and its
// rights.
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>

#include "plain_driver.hpp"

namespace {

using namespace mydocker;

constexpr std::string_view kResources[] = {"custom"};
constexpr DriverInfo kInfo =
    bad_drivers::info_of("lifts", "raises the loopback device", kResources);

Result<int> ask(unsigned long request, short flags) {
  const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq argument{};
  std::strcpy(argument.ifr_name, "lo");
  argument.ifr_flags = flags;
  const int failed = ::ioctl(socket, request, &argument);
  ::close(socket);
  if (failed != 0) return Error(ErrorKind::kernel, "lo: " + std::string(std::strerror(errno)));
  return argument.ifr_flags;
}

class Lifter final : public ResourceHandler {
 public:
  Result<CustomState> observe(const Custom& /*resource*/,
                              HandlerContext& /*context*/) const override {
    MYDOCKER_TRY(const int flags, ask(SIOCGIFFLAGS, 0));
    return (flags & IFF_UP) != 0 ? CustomState::matches : CustomState::absent;
  }
  Result<void> create(const Custom& /*resource*/, HandlerContext& /*context*/) const override {
    MYDOCKER_CHECK(ask(SIOCSIFFLAGS, IFF_UP));
    return {};
  }
  Result<void> update(const Custom& resource, HandlerContext& context) const override {
    context.log("process " + std::to_string(::getpid()));
    return create(resource, context);
  }
  Result<void> destroy(const Custom& /*resource*/, HandlerContext& /*context*/) const override {
    MYDOCKER_CHECK(ask(SIOCSIFFLAGS, 0));
    return {};
  }
};

class Lifts final : public bad_drivers::PlainDriver<kInfo> {
 public:
  Result<Plan> plan_network(const NetworkView& /*network*/,
                            const HostFacts& /*host*/) const override {
    Custom lift;
    lift.kind = "lift";
    lift.name = "lo";
    return Plan().ensure(lift, "the loopback device is up");
  }
  const ResourceHandler* handler() const noexcept override { return &handler_; }

 private:
  Lifter handler_;
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(Lifts, kInfo)

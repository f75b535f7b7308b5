// A correct driver whose handler makes the container's link: a TAP device (tuntap(4)). The plan has
// addresses and routes on it. A file in the handler's directory names the queue length.
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>

#include "plain_driver.hpp"

namespace {

using namespace mydocker;

constexpr Capability kCapabilities[] = {Capability::addresses};
constexpr std::string_view kResources[] = {"custom", "address", "route", "loopback"};
constexpr std::string_view kTraits[] = {"no-gateway", "late-carrier"};
constexpr OptionSpec kOptions[] = {{.key = "queue",
                                    .type = OptionType::number,
                                    .help = "packets that wait on the link",
                                    .default_value = "100",
                                    .min = 1,
                                    .max = 10000}};
constexpr DriverInfo kInfo{.name = "taps",
                           .version = "1.0.0",
                           .summary = "a TAP device for each container",
                           .license = "MIT",
                           .capabilities = kCapabilities,
                           .resources = kResources,
                           .options = kOptions,
                           .traits = kTraits};

Error failed(const char* what) {
  return {ErrorKind::kernel, std::string(what) + ": " + std::strerror(errno)};
}

// An open descriptor.
class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  ~File() { ::close(fd_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

// Sends a request about the link of that name. Returns whether it succeeded.
bool ask(const std::string& link, unsigned long request, ifreq& about) {
  std::strncpy(about.ifr_name, link.c_str(), IFNAMSIZ - 1);
  const File socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  return ::ioctl(socket.fd(), request, &about) == 0;
}

int queue_in(const Custom& resource) { return std::stoi(resource.fields.at("queue")); }

Result<void> set_queue(const Custom& resource) {
  ifreq about{};
  about.ifr_qlen = queue_in(resource);
  if (!ask(resource.name, SIOCSIFTXQLEN, about)) return failed("set the length of the queue");
  return {};
}

// Makes the device exist without a program, or removes it.
Result<void> persist(const std::string& link, long exists) {
  const File device(::open("/dev/net/tun", O_RDWR | O_CLOEXEC));
  ifreq about{};
  std::strncpy(about.ifr_name, link.c_str(), IFNAMSIZ - 1);
  about.ifr_flags = IFF_TAP | IFF_NO_PI;
  if (::ioctl(device.fd(), TUNSETIFF, &about) != 0) return failed("open the TAP device");
  if (::ioctl(device.fd(), TUNSETPERSIST, exists) != 0) return failed("keep the TAP device");
  return {};
}

Result<void> make(const Custom& resource) {
  MYDOCKER_CHECK(persist(resource.name, 1));
  MYDOCKER_CHECK(set_queue(resource));
  ifreq about{};
  about.ifr_flags = IFF_UP;
  if (!ask(resource.name, SIOCSIFFLAGS, about)) return failed("bring the TAP device up");
  return {};
}

std::string file_of(const HandlerContext& context, const Custom& resource) {
  return context.directory + "/" + resource.fields.at("endpoint");
}

class TapHandler final : public ResourceHandler {
 public:
  Result<CustomState> observe(const Custom& resource, HandlerContext& /*context*/) const override {
    ifreq about{};
    if (!ask(resource.name, SIOCGIFTXQLEN, about)) return CustomState::absent;
    return about.ifr_qlen == queue_in(resource) ? CustomState::matches : CustomState::differs;
  }
  Result<void> create(const Custom& resource, HandlerContext& context) const override {
    context.log("process " + std::to_string(::getpid()));
    std::ofstream(file_of(context, resource)) << resource.fields.at("queue");
    auto made = make(resource);
    if (!made.ok()) (void)destroy(resource, context);
    return made;
  }
  Result<void> update(const Custom& resource, HandlerContext& context) const override {
    context.log("the queue had " + queue_in_file(resource, context) + " packets");
    std::ofstream(file_of(context, resource)) << resource.fields.at("queue");
    return set_queue(resource);
  }
  Result<void> destroy(const Custom& resource, HandlerContext& context) const override {
    context.log("process " + std::to_string(::getpid()));
    ::unlink(file_of(context, resource).c_str());
    ifreq about{};
    if (!ask(resource.name, SIOCGIFTXQLEN, about)) return {};
    return persist(resource.name, 0);
  }

 private:
  static std::string queue_in_file(const Custom& resource, const HandlerContext& context) {
    std::string length;
    std::ifstream(file_of(context, resource)) >> length;
    return length;
  }
};

class Taps final : public bad_drivers::PlainDriver<kInfo> {
 public:
  Result<Plan> plan_endpoint(const NetworkView& network, const EndpointView& endpoint,
                             const HostFacts& /*host*/) const override {
    Custom tap;
    tap.place = Place::container;
    tap.kind = "tap";
    tap.name = endpoint.link_name;
    tap.fields = {{"queue", network.options.text("queue")}, {"endpoint", endpoint.id}};
    tap.create_lines = {"ip tuntap add dev " + tap.name + " mode tap",
                        "ip link set dev " + tap.name + " up"};
    tap.destroy_lines = {"ip tuntap delete dev " + tap.name + " mode tap"};
    tap.links = {tap.name};
    Plan plan;
    blocks::bring_up_loopback(plan);
    plan.ensure(tap, "the link of the container");
    blocks::add_addresses(plan, endpoint);
    return plan;
  }
  const ResourceHandler* handler() const noexcept override { return &handler_; }

 private:
  TapHandler handler_;
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(Taps, kInfo)

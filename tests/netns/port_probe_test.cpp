#include "runtime/kernel/port_probe.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <fstream>

#include "runtime/base/unique_fd.hpp"
#include "support/netns_fixture.hpp"

namespace mydocker::testing {
namespace {

using kernel::PortUse;

IpAddress address(const char* text) { return IpAddress::parse(text).value(); }

struct Listening {
  int family = AF_INET;
  int type = SOCK_STREAM;
  std::uint32_t v4 = INADDR_ANY;
  bool shares = false;  // SO_REUSEADDR
  bool v6_only = false;
};

// A program's socket at port 8080.
base::UniqueFd occupy(const Listening& spec) {
  base::UniqueFd socket(::socket(spec.family, spec.type | SOCK_CLOEXEC, 0));
  const int shares = spec.shares ? 1 : 0;
  const int v6_only = spec.v6_only ? 1 : 0;
  EXPECT_EQ(setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &shares, sizeof shares), 0);
  if (spec.family == AF_INET6) {
    EXPECT_EQ(setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &v6_only, sizeof v6_only), 0);
    sockaddr_in6 name{};
    name.sin6_family = AF_INET6;
    name.sin6_port = htons(8080);
    EXPECT_EQ(bind(socket.get(), reinterpret_cast<sockaddr*>(&name), sizeof name), 0);
  } else {
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_port = htons(8080);
    name.sin_addr.s_addr = htonl(spec.v4);
    EXPECT_EQ(bind(socket.get(), reinterpret_cast<sockaddr*>(&name), sizeof name), 0);
  }
  if (spec.type == SOCK_STREAM) {
    EXPECT_EQ(listen(socket.get(), 1), 0);
  }
  return socket;
}

class PortProbe : public FreshHost {
 protected:
  void SetUp() override {
    FreshHost::SetUp();
    output_of("ip link set lo up && ip address add 198.51.100.1/32 dev lo");
  }
  static PortUse use(Protocol protocol, const char* at, std::uint16_t port = 8080) {
    return kernel::probe_port(protocol, address(at), port).value();
  }
};

TEST_F(PortProbe, FindsAFreePort) {
  for (const auto protocol : {Protocol::tcp, Protocol::udp, Protocol::sctp})
    for (const char* at : {"0.0.0.0", "127.0.0.1", "198.51.100.1", "::", "::1"})
      EXPECT_EQ(use(protocol, at), PortUse::free) << at;
  EXPECT_EQ(use(Protocol::tcp, "0.0.0.0"), PortUse::free) << "nothing is left of the question";
}

TEST_F(PortProbe, FindsAnAddressThatTheHostLacks) {
  EXPECT_EQ(use(Protocol::tcp, "203.0.113.1"), PortUse::no_address);
  EXPECT_EQ(use(Protocol::udp, "2001:db8::1"), PortUse::no_address);
}

TEST_F(PortProbe, FindsAListenerOfAnyAddressOnEachOfThem) {
  for (const bool shares : {false, true}) {
    const auto program = occupy({.shares = shares});
    for (const char* at : {"0.0.0.0", "127.0.0.1", "198.51.100.1"})
      EXPECT_EQ(use(Protocol::tcp, at), PortUse::taken) << at << shares;
    EXPECT_EQ(use(Protocol::tcp, "::"), PortUse::free);
    EXPECT_EQ(use(Protocol::udp, "0.0.0.0"), PortUse::free);
    EXPECT_EQ(use(Protocol::tcp, "0.0.0.0", 8081), PortUse::free);
  }
}

TEST_F(PortProbe, FindsAListenerOfOneAddressThereAndOnAll) {
  const auto program = occupy({.v4 = INADDR_LOOPBACK});
  EXPECT_EQ(use(Protocol::tcp, "127.0.0.1"), PortUse::taken);
  EXPECT_EQ(use(Protocol::tcp, "0.0.0.0"), PortUse::taken);
  EXPECT_EQ(use(Protocol::tcp, "198.51.100.1"), PortUse::free);
}

TEST_F(PortProbe, FindsOneOfBothFamiliesInBoth) {
  {
    const auto both = occupy({.family = AF_INET6});
    EXPECT_EQ(use(Protocol::tcp, "0.0.0.0"), PortUse::taken);
    EXPECT_EQ(use(Protocol::tcp, "::"), PortUse::taken);
  }
  const auto one = occupy({.family = AF_INET6, .v6_only = true});
  EXPECT_EQ(use(Protocol::tcp, "0.0.0.0"), PortUse::free);
  EXPECT_EQ(use(Protocol::tcp, "::1"), PortUse::taken);
}

TEST_F(PortProbe, FindsASocketOfUdpEvenIfItShares) {
  for (const bool shares : {false, true}) {
    const auto program = occupy({.type = SOCK_DGRAM, .shares = shares});
    EXPECT_EQ(use(Protocol::udp, "0.0.0.0"), PortUse::taken);
    EXPECT_EQ(use(Protocol::udp, "127.0.0.1"), PortUse::taken);
    EXPECT_EQ(use(Protocol::tcp, "0.0.0.0"), PortUse::free);
  }
}

TEST_F(PortProbe, DoesNotLoadTheModuleOfSctp) {
  EXPECT_EQ(use(Protocol::sctp, "0.0.0.0"), PortUse::free);
  EXPECT_EQ(shell("test -e /proc/net/sctp").code, 1);
}

TEST_F(PortProbe, KnowsWhatTheKernelChoosesFrom) {
  std::ofstream("/proc/sys/net/ipv4/ip_local_port_range") << "40000 40003\n";
  EXPECT_EQ(kernel::local_port_span().first, 40000);
  EXPECT_EQ(kernel::local_port_span().last, 40003);
}

}  // namespace
}  // namespace mydocker::testing

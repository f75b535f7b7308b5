#include "support/probe_testbed.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>

#include "support/netns_socket.hpp"

namespace mydocker::testing {
namespace {

using base::UniqueFd;
using Clock = std::chrono::steady_clock;

constexpr std::uint16_t kFirstId = 20000;             // below the kernel's ephemeral ports
constexpr auto kTimeLimit = std::chrono::seconds(8);  // limit for expected replies
constexpr int kBuffer = 1 << 22;

constexpr ProbeKind kKinds[] = {ProbeKind::icmp, ProbeKind::tcp, ProbeKind::udp, ProbeKind::sctp};

// A raw socket that receives what is delivered in its namespace.
struct Ear {
  std::string netns;
  ProbeKind kind;
  bool v6;
  UniqueFd fd;
};

struct Service {
  UniqueFd fd;
  bool udp;
};

UniqueFd listen_in(const std::string& netns, int type, std::uint16_t port) {
  auto fd = socket_in(netns, AF_INET6, type);  // accepts IPv4 too
  const int on = 1;
  (void)setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  (void)setsockopt(fd.get(), IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof on);
  const auto name = socket_name("::", port);
  require(bind(fd.get(), name.get(), name.size) == 0, "bind in " + netns);
  // Connections are not accepted: a handshake is a sufficient reply.
  if (type == SOCK_STREAM) require(listen(fd.get(), 1024) == 0, "listen in " + netns);
  return fd;
}

// Replies to all requests. The reply has the requested address as its source.
void answer_all(const Service& service) {
  if (!service.udp) return;
  while (true) {
    std::array<char, 64> data{};
    alignas(cmsghdr) std::array<char, 256> control{};
    SocketName peer;
    iovec part{data.data(), data.size()};
    msghdr message{};
    message.msg_name = &peer.bytes;
    message.msg_namelen = peer.size;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const auto size = recvmsg(service.fd.get(), &message, 0);
    if (size < 0) return;
    part.iov_len = static_cast<std::size_t>(size);
    auto* info = reinterpret_cast<in6_pktinfo*>(CMSG_DATA(CMSG_FIRSTHDR(&message)));
    info->ipi6_ifindex = 0;  // any link, as the routes say
    (void)sendmsg(service.fd.get(), &message, MSG_NOSIGNAL);
  }
}

}  // namespace

struct ProbeTestbed::State {
  std::vector<Ear> ears;
  std::vector<Service> services;
  std::vector<UniqueFd> clients;
  std::uint16_t next_id = kFirstId;
  cpu_set_t processors{};  // affinity of the process before the test

  struct Sent {
    const Probe* probe;
    ProbeTrace* trace;
    bool answered = false;
  };
  std::map<std::uint16_t, Sent> sent;

  void open_ears(const std::string& netns) {
    for (const bool v6 : {false, true}) {
      for (const auto kind : kKinds) {
        auto fd = socket_in(netns, v6 ? AF_INET6 : AF_INET, SOCK_RAW, ip_protocol(kind, v6));
        require(setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUFFORCE, &kBuffer, sizeof kBuffer) == 0,
                "receive buffer");
        ears.push_back({netns, kind, v6, std::move(fd)});
      }
    }
  }

  const Ear& ear_of(const Probe& probe) const {
    for (const auto& ear : ears)
      if (ear.netns == probe.from && ear.kind == probe.kind && ear.v6 == is_v6(probe.address))
        return ear;
    throw std::runtime_error("no such namespace: " + probe.from);
  }

  // A packet that cannot be sent (no route) is not received either.
  void send_raw(const Probe& probe, const std::vector<std::uint8_t>& packet) {
    const auto name = socket_name(probe.address, 0);
    (void)sendto(ear_of(probe).fd.get(), packet.data(), packet.size(), MSG_NOSIGNAL, name.get(),
                 name.size);
  }

  void connect_from(const Probe& probe, std::uint16_t id) {
    const bool v6 = is_v6(probe.address);
    const bool tcp = probe.kind == ProbeKind::tcp;
    auto fd = socket_in(probe.from, v6 ? AF_INET6 : AF_INET, tcp ? SOCK_STREAM : SOCK_DGRAM);
    const auto own = socket_name(v6 ? "::" : "0.0.0.0", id);
    require(bind(fd.get(), own.get(), own.size) == 0, "bind a client in " + probe.from);
    const auto name = socket_name(probe.address, probe.port);
    (void)connect(fd.get(), name.get(), name.size);
    if (!tcp) (void)::send(fd.get(), "?", 1, MSG_NOSIGNAL);
    clients.push_back(std::move(fd));
  }

  void send_one(const Probe& probe, ProbeTrace& trace) {
    const auto id = next_id++;
    sent[id] = {&probe, &trace};
    switch (probe.kind) {
      case ProbeKind::icmp:
        send_raw(probe, echo_request(id, is_v6(probe.address)));
        break;
      case ProbeKind::sctp:
        send_raw(probe, sctp_init(id, probe.port));
        break;
      default:
        connect_from(probe, id);
        break;
    }
  }

  void note(const Ear& ear, const ProbeSign& sign, const std::string& source) {
    const auto found = sent.find(sign.id);
    if (found == sent.end() || found->second.probe->kind != ear.kind) return;
    auto& [probe, trace, answered] = found->second;
    if (!sign.is_answer) {
      trace->heard[ear.netns].insert(source);
      // The testbed has no SCTP server. A received SCTP packet counts as replied.
      if (ear.kind == ProbeKind::sctp && ear.netns == probe->heard_by) answered = true;
    } else if (ear.netns == probe->from && source == probe->address) {
      answered = true;
    }
    trace->answered |= answered;
  }

  void listen_to(const Ear& ear) {
    std::array<std::uint8_t, 512> bytes{};
    while (true) {
      SocketName peer;
      const auto size =
          recvfrom(ear.fd.get(), bytes.data(), bytes.size(), 0, peer.get(), &peer.size);
      if (size < 0) return;
      std::span<const std::uint8_t> packet(bytes.data(), static_cast<std::size_t>(size));
      if (!ear.v6)
        packet = packet.subspan(std::min<std::size_t>(4U * (bytes[0] & 15U), packet.size()));
      if (const auto sign = sign_of(ear.kind, packet, kFirstId))
        note(ear, *sign, address_text(peer));
    }
  }

  void serve(std::chrono::milliseconds wait) {
    std::vector<pollfd> fds;
    for (const auto& ear : ears) fds.push_back({ear.fd.get(), POLLIN, 0});
    for (const auto& service : services)
      if (service.udp) fds.push_back({service.fd.get(), POLLIN, 0});
    (void)poll(fds.data(), fds.size(), static_cast<int>(wait.count()));
    for (const auto& service : services) answer_all(service);
    for (const auto& ear : ears) listen_to(ear);
  }

  bool all_answered() const {
    for (const auto& [id, one] : sent)
      if (one.probe->expected && !one.answered) return false;
    return true;
  }

  void await_answers() {
    for (const auto end = Clock::now() + kTimeLimit; !all_answered() && Clock::now() < end;)
      serve(std::chrono::milliseconds(20));
    serve(std::chrono::milliseconds(0));
  }
};

ProbeTestbed::ProbeTestbed(std::vector<std::string> namespaces,
                           const std::vector<std::uint16_t>& ports)
    : state_(std::make_unique<State>()) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(sched_getcpu(), &one);
  require(sched_getaffinity(0, sizeof state_->processors, &state_->processors) == 0 &&
              sched_setaffinity(0, sizeof one, &one) == 0,
          "stay on one processor");
  for (const auto& netns : namespaces) {
    state_->open_ears(netns);
    for (const auto port : ports) {
      state_->services.push_back({listen_in(netns, SOCK_STREAM, port), false});
      state_->services.push_back({listen_in(netns, SOCK_DGRAM, port), true});
    }
  }
}

ProbeTestbed::~ProbeTestbed() {
  (void)sched_setaffinity(0, sizeof state_->processors, &state_->processors);
}

std::vector<ProbeTrace> ProbeTestbed::send(const std::vector<Probe>& probes) {
  std::vector<ProbeTrace> traces(probes.size());
  const auto send_those = [&](bool expected) {
    for (std::size_t i = 0; i < probes.size(); ++i)
      if (probes[i].expected == expected) state_->send_one(probes[i], traces[i]);
  };
  // The first packets on a path can be delayed by neighbour discovery.
  send_those(true);
  send_those(false);
  state_->await_answers();
  send_those(false);
  send_those(true);
  state_->await_answers();
  state_->sent.clear();
  state_->clients.clear();
  return traces;
}

}  // namespace mydocker::testing

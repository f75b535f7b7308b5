#include "support/traffic.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>
#include <vector>

namespace mydocker::testing {
namespace {

// In milliseconds.
constexpr int kPatience = 10000;  // with what shall come
constexpr int kDoubt = 300;       // about what shall not
constexpr int kStep = 10;

void require(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
}

// A socket that was opened inside the namespace.
int socket_in(const std::string& netns, int family, Transport transport) {
  const int type =
      (transport == Transport::tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC | SOCK_NONBLOCK;
  if (netns.empty()) return ::socket(family, type, 0);
  const int here = ::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
  const int there = ::open(("/run/netns/" + netns).c_str(), O_RDONLY | O_CLOEXEC);
  require(here >= 0 && there >= 0 && setns(there, CLONE_NEWNET) == 0, "enter a namespace");
  const int fd = ::socket(family, type, 0);
  require(setns(here, CLONE_NEWNET) == 0, "leave a namespace");
  close(here);
  close(there);
  return fd;
}

struct Name {
  sockaddr_storage bytes{};
  socklen_t size = 0;
  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&bytes); }
  [[nodiscard]] sockaddr* get() { return reinterpret_cast<sockaddr*>(&bytes); }
};

Name name_of(const std::string& address, std::uint16_t port) {
  Name name;
  if (address.find(':') == std::string::npos) {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&name.bytes);
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    require(inet_pton(AF_INET, address.c_str(), &v4->sin_addr) == 1, "read an address");
    name.size = sizeof *v4;
  } else {
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&name.bytes);
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    require(inet_pton(AF_INET6, address.c_str(), &v6->sin6_addr) == 1, "read an address");
    name.size = sizeof *v6;
  }
  return name;
}

std::string text_of(const Name& name) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool v4 = name.bytes.ss_family == AF_INET;
  const void* address =
      v4 ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(&name.bytes)->sin_addr)
         : &reinterpret_cast<const sockaddr_in6*>(&name.bytes)->sin6_addr;
  return inet_ntop(name.bytes.ss_family, address, text.data(), text.size());
}

bool is_ready(int fd, short events, int milliseconds) {
  pollfd one{fd, events, 0};
  return poll(&one, 1, milliseconds) == 1;
}

}  // namespace

struct Server::State {
  Transport transport;
  std::vector<int> fds;
  std::vector<int> guests;

  void listen_at(const std::string& netns, const std::string& any, std::uint16_t port) {
    const auto name = name_of(any, port);
    const int fd = socket_in(netns, name.bytes.ss_family, transport);
    if (fd < 0) return;  // a kernel without that family
    const int on = 1;
    if (name.bytes.ss_family == AF_INET6)
      (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    require(bind(fd, name.get(), name.size) == 0, "bind");
    if (transport == Transport::tcp) require(listen(fd, 64) == 0, "listen");
    fds.push_back(fd);
  }
  ~State() {
    for (const int fd : fds) close(fd);
    for (const int fd : guests) close(fd);
  }
};

Server::Server(const std::string& netns, Transport transport, std::uint16_t port)
    : state_(std::make_unique<State>()) {
  state_->transport = transport;
  state_->listen_at(netns, "0.0.0.0", port);
  state_->listen_at(netns, "::", port);
}
Server::~Server() = default;
Server::Server(Server&&) noexcept = default;

std::optional<std::string> Server::answer(const std::string& word) {
  std::optional<std::string> last;
  for (const int fd : state_->fds) {
    while (is_ready(fd, POLLIN, 0)) {
      Name peer;
      peer.size = sizeof peer.bytes;
      std::array<char, 64> heard{};
      if (state_->transport == Transport::tcp) {
        const int guest = accept4(fd, peer.get(), &peer.size, SOCK_CLOEXEC);
        if (guest < 0) break;
        (void)send(guest, word.data(), word.size(), MSG_NOSIGNAL);
        state_->guests.push_back(guest);
      } else {
        if (recvfrom(fd, heard.data(), heard.size(), 0, peer.get(), &peer.size) < 0) break;
        (void)sendto(fd, word.data(), word.size(), 0, peer.get(), peer.size);
      }
      last = text_of(peer);
    }
  }
  return last;
}

struct Client::State {
  int fd = -1;
  Transport transport = Transport::tcp;
  ~State() { close(fd); }
};

Client::Client(const std::string& netns, const Target& target, std::uint16_t source)
    : state_(std::make_unique<State>()) {
  const auto name = name_of(target.address, target.port);
  state_->transport = target.transport;
  state_->fd = socket_in(netns, name.bytes.ss_family, target.transport);
  require(state_->fd >= 0, "open a socket");
  if (source != 0) {
    const auto own =
        name_of(target.address.find(':') == std::string::npos ? "0.0.0.0" : "::", source);
    require(bind(state_->fd, own.get(), own.size) == 0, "bind");
  }
  // Whatever comes of it is seen by whoever waits for an answer.
  (void)connect(state_->fd, name.get(), name.size);
}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;

void Client::ask() {
  if (state_->transport == Transport::udp) (void)send(state_->fd, "?", 1, MSG_NOSIGNAL);
}

std::optional<std::string> Client::hear(int milliseconds) {
  std::array<char, 64> heard{};
  if (!is_ready(state_->fd, POLLIN, milliseconds)) return std::nullopt;
  const ssize_t size = recv(state_->fd, heard.data(), heard.size(), 0);
  if (size <= 0) return std::nullopt;
  return std::string(heard.data(), static_cast<std::size_t>(size));
}

bool reaches_server(const std::string& netns, const Target& target, Server& server,
                    std::string* seen) {
  server.answer("too late");
  Client client(netns, target);
  client.ask();
  for (int waited = 0; waited < kPatience; waited += kStep) {
    const auto who = server.answer("here");
    if (who && seen != nullptr) *seen = *who;
    if (const auto heard = client.hear(kStep)) return heard == "here";
  }
  return false;
}

bool is_kept_from(const std::string& netns, const Target& target, Server& server) {
  server.answer("too late");
  Client client(netns, target);
  client.ask();
  const bool heard = client.hear(kDoubt).has_value();
  return !server.answer("here") && !heard;
}

}  // namespace mydocker::testing

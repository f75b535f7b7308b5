#include "support/traffic.hpp"

#include <netinet/in.h>
#include <poll.h>

#include <array>
#include <vector>

#include "support/netns_socket.hpp"

namespace mydocker::testing {
namespace {

// In milliseconds.
constexpr int kTrafficLimit = 10000;  // time limit for expected replies
constexpr int kQuietPeriod = 300;     // time limit for replies that must not come
constexpr int kStep = 10;

base::UniqueFd socket_for(const std::string& netns, int family, Transport transport) {
  return socket_in(netns, family, transport == Transport::tcp ? SOCK_STREAM : SOCK_DGRAM);
}

bool is_ready(int fd, short events, int milliseconds) {
  pollfd one{fd, events, 0};
  return poll(&one, 1, milliseconds) == 1;
}

}  // namespace

struct Server::State {
  Transport transport;
  std::vector<base::UniqueFd> fds;
  std::vector<base::UniqueFd> guests;

  void listen_at(const std::string& netns, const std::string& any, std::uint16_t port) {
    const auto name = socket_name(any, port);
    auto fd = socket_for(netns, name.bytes.ss_family, transport);
    const int on = 1;
    if (is_v6(any)) (void)setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    (void)setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    require(bind(fd.get(), name.get(), name.size) == 0, "bind");
    if (transport == Transport::tcp) require(listen(fd.get(), 64) == 0, "listen");
    fds.push_back(std::move(fd));
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
  for (const auto& socket : state_->fds) {
    const int fd = socket.get();
    while (is_ready(fd, POLLIN, 0)) {
      SocketName peer;
      std::array<char, 64> heard{};
      if (state_->transport == Transport::tcp) {
        const int guest = accept4(fd, peer.get(), &peer.size, SOCK_CLOEXEC);
        if (guest < 0) break;
        (void)send(guest, word.data(), word.size(), MSG_NOSIGNAL);
        state_->guests.emplace_back(guest);
      } else {
        if (recvfrom(fd, heard.data(), heard.size(), 0, peer.get(), &peer.size) < 0) break;
        (void)sendto(fd, word.data(), word.size(), 0, peer.get(), peer.size);
      }
      last = address_text(peer);
    }
  }
  return last;
}

struct Client::State {
  base::UniqueFd fd;
  Transport transport = Transport::tcp;
};

Client::Client(const std::string& netns, const Target& target, std::uint16_t source)
    : state_(std::make_unique<State>()) {
  const auto name = socket_name(target.address, target.port);
  state_->transport = target.transport;
  state_->fd = socket_for(netns, name.bytes.ss_family, target.transport);
  if (source != 0) {
    const auto own = socket_name(is_v6(target.address) ? "::" : "0.0.0.0", source);
    require(bind(state_->fd.get(), own.get(), own.size) == 0, "bind");
  }
  // Errors are ignored: without a connection no reply comes.
  (void)connect(state_->fd.get(), name.get(), name.size);
}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;

void Client::ask() {
  if (state_->transport == Transport::udp) (void)send(state_->fd.get(), "?", 1, MSG_NOSIGNAL);
}

std::optional<std::string> Client::hear(int milliseconds) {
  std::array<char, 64> heard{};
  if (!is_ready(state_->fd.get(), POLLIN, milliseconds)) return std::nullopt;
  const ssize_t size = recv(state_->fd.get(), heard.data(), heard.size(), 0);
  if (size <= 0) return std::nullopt;
  return std::string(heard.data(), static_cast<std::size_t>(size));
}

bool reaches_server(const std::string& netns, const Target& target, Server& server,
                    std::string* seen) {
  server.answer("too late");
  Client client(netns, target);
  client.ask();
  for (int waited = 0; waited < kTrafficLimit; waited += kStep) {
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
  const bool heard = client.hear(kQuietPeriod).has_value();
  return !server.answer("here") && !heard;
}

}  // namespace mydocker::testing

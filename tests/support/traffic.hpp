// Real packets between network namespaces: servers and clients.
//
// All sockets are in this process; a socket stays in the namespace in which it was opened. A reply
// proves that a server is reachable. A server counts as unreachable if no reply comes for a while
// and the server received nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace mydocker::testing {

enum class Transport : std::uint8_t { tcp, udp };

// The target of a client. An empty namespace is the host, the namespace of this process.
struct Target {
  Transport transport = Transport::tcp;
  std::string address;
  std::uint16_t port = 0;
};

// A server that listens at a port of the namespace. It uses all IPv4 addresses and, if there are
// any, all IPv6 addresses.
class Server {
 public:
  Server(const std::string& netns, Transport transport, std::uint16_t port);
  ~Server();
  Server(Server&&) noexcept;

  // Replies with `word` to all clients so far. Returns the address of the last client, or nothing
  // if there was none.
  std::optional<std::string> answer(const std::string& word);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A client with its own source port until it is destroyed.
class Client {
 public:
  // `source` is the source port; 0 means any.
  Client(const std::string& netns, const Target& target, std::uint16_t source = 0);
  ~Client();
  Client(Client&&) noexcept;

  void ask();
  // The reply within `milliseconds`, or nothing.
  std::optional<std::string> hear(int milliseconds);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Returns true if a client in the namespace gets a reply from that server. `seen`, if given, gets
// the address that the server saw.
bool reaches_server(const std::string& netns, const Target& target, Server& server,
                    std::string* seen = nullptr);

// Returns true if the server receives nothing from such a client for a while, and the client
// receives nothing.
bool is_kept_from(const std::string& netns, const Target& target, Server& server);

}  // namespace mydocker::testing

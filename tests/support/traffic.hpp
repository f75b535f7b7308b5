// Real packets between network namespaces: servers that listen, clients that ask them.
//
// All in this process: a socket stays in the namespace in which it was opened. Whether somebody is
// reached is told by the answer; that somebody is not, by its absence for a while, and by the
// server, which must not have heard anything.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace mydocker::testing {

enum class Transport : std::uint8_t { tcp, udp };

// Where a port is asked for. An empty namespace is the host's, that of this process.
struct Target {
  Transport transport = Transport::tcp;
  std::string address;
  std::uint16_t port = 0;
};

// Listens at a port of every IPv4 address of the namespace, and at one of IPv6 if there is any.
class Server {
 public:
  Server(const std::string& netns, Transport transport, std::uint16_t port);
  ~Server();
  Server(Server&&) noexcept;

  // Answers everyone who has asked so far, with its `word`; the address of the last one, or
  // nothing if nobody has asked.
  std::optional<std::string> answer(const std::string& word);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Asks from a port of its own until it is closed.
class Client {
 public:
  // `source`: the port it asks from; 0: any.
  Client(const std::string& netns, const Target& target, std::uint16_t source = 0);
  ~Client();
  Client(Client&&) noexcept;

  void ask();
  // What it is told within `milliseconds`.
  std::optional<std::string> hear(int milliseconds);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Whether a client in the namespace that asks at the target is answered by that server. `seen`, if
// given, becomes the address that the server saw.
bool reaches_server(const std::string& netns, const Target& target, Server& server,
                    std::string* seen = nullptr);

// Whether the server hears nothing of such a client, and the client nothing at all, for a while.
bool is_kept_from(const std::string& netns, const Target& target, Server& server);

}  // namespace mydocker::testing

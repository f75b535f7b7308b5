// Calls mydocker-docker-driver as Docker does: HTTP on a UNIX socket, with socket activation.
#pragma once

#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <stdexcept>
#include <thread>

#include "engines/cni_runtime.hpp"
#include "runtime/base/unique_fd.hpp"

namespace mydocker::testing {

// The answer to a call. Its code is the HTTP status; 0: the adapter has ended without an answer.
struct PluginAnswer {
  int status = 0;
  Json json{};
  std::string text{};

  [[nodiscard]] std::string error() const { return json["Err"].string(); }
};

// Holds the listening socket, as systemd does. Each call starts one process of the adapter, which
// serves the waiting connection and exits immediately.
class DockerPlugin {
 public:
  // An empty `state_dir` is the default one.
  DockerPlugin(std::string program, std::string state_dir, std::string path = "/run/plugin.sock")
      : program_(std::move(program)), state_dir_(std::move(state_dir)), path_(std::move(path)) {
    listener_.reset(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto address = address_of();
    unlink(path_.c_str());
    if (bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener_.get(), SOMAXCONN) != 0)
      throw std::runtime_error("cannot listen on the socket of the plug-in");
  }

  // Sends raw bytes and returns all bytes of the answer.
  [[nodiscard]] std::string exchange(const std::string& bytes, const Environment& more = {}) const {
    const base::UniqueFd client = connected();
    if (send(client.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) return {};
    const pid_t adapter = start(more);
    std::string answer;
    char part[4096];
    for (ssize_t size = 0; (size = read(client.get(), part, sizeof part)) > 0;)
      answer.append(part, static_cast<std::size_t>(size));
    int status = 0;
    waitpid(adapter, &status, 0);
    return answer;
  }

  [[nodiscard]] PluginAnswer call(const std::string& name, const Json& request = Json::object(),
                                  const Environment& more = {}) const {
    const auto body = request.dump();
    const auto answer = exchange("POST /" + name + " HTTP/1.1\r\nHost: plugin\r\nContent-Length: " +
                                     std::to_string(body.size()) + "\r\n\r\n" + body,
                                 more);
    return parsed(answer);
  }

  static PluginAnswer parsed(const std::string& answer) {
    const auto head = answer.find("\r\n\r\n");
    if (head == std::string::npos) return {0, {}, answer};
    constexpr std::size_t kStatusAt = 9;  // after "HTTP/1.1 "
    return {std::stoi(answer.substr(kStatusAt, 3)),
            Json::parse(answer.substr(head + 4)).value_or({}), answer};
  }

  // Starts a process of the adapter on the socket. It exits when no connection came for this time.
  [[nodiscard]] pid_t start(const Environment& more = {}, int idle_seconds = 0) const {
    std::string variables = "LISTEN_FDS=1 LISTEN_PID=$$";
    for (const auto& [name, value] : more) variables += " " + name + "=" + value;
    const std::string folder = state_dir_.empty() ? "" : " --state-dir " + state_dir_;
    const std::string line = variables + " exec " + program_ + folder + " --idle " +
                             std::to_string(idle_seconds) + " 2>>/run/plugin.log";
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, listener_.get(), 3);
    const char* words[] = {"sh", "-c", line.c_str(), nullptr};
    pid_t child = 0;
    const int error =
        posix_spawn(&child, "/bin/sh", &actions, nullptr, const_cast<char**>(words), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::runtime_error("cannot start the adapter");
    return child;
  }

  [[nodiscard]] int listener() const { return listener_.get(); }

 private:
  [[nodiscard]] sockaddr_un address_of() const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.copy(address.sun_path, sizeof address.sun_path - 1);
    return address;
  }
  [[nodiscard]] base::UniqueFd connected() const {
    base::UniqueFd client(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto address = address_of();
    if (connect(client.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("cannot connect to the socket of the plug-in");
    return client;
  }

  std::string program_;
  std::string state_dir_;
  std::string path_;
  base::UniqueFd listener_;
};

// Starts the adapter when a connection waits, until the destructor, as systemd does.
class Activator {
 public:
  explicit Activator(const DockerPlugin& plugin, int idle_seconds = 0)
      : plugin_(plugin),
        idle_seconds_(idle_seconds),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

  // The next process of the adapter dies at this step of its first change.
  void kill_next_at(int step) { step_ = step; }

 private:
  static constexpr int kPoll = 20;  // milliseconds, until the end is noticed

  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      pollfd waiting{plugin_.listener(), POLLIN, 0};
      if (poll(&waiting, 1, kPoll) == 1) wait_for(start(), stop);
    }
  }
  pid_t start() {
    const int step = step_.exchange(-1);
    if (step < 0) return plugin_.start({}, idle_seconds_);
    return plugin_.start({{"MYDOCKER_FAULT", "kill:" + std::to_string(step)}}, idle_seconds_);
  }
  static void wait_for(pid_t adapter, const std::stop_token& stop) {
    int status = 0;
    while (waitpid(adapter, &status, WNOHANG) == 0) {
      if (stop.stop_requested()) kill(adapter, SIGTERM);
      poll(nullptr, 0, kPoll);
    }
  }

  const DockerPlugin& plugin_;
  int idle_seconds_;
  std::atomic<int> step_ = -1;
  std::jthread thread_;
};

}  // namespace mydocker::testing

// A directory and child processes for the tests of the store.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

#include "mydocker/plan.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::store {

// A new directory, which is removed at the end of the test.
class Scratch {
 public:
  Scratch() {
    std::string pattern = ::testing::TempDir() + "store-XXXXXX";
    path_ = ::mkdtemp(pattern.data());
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const {
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

// A plan of one resource, whose document has about that many bytes more.
inline Plan plan_of_bytes(std::size_t bytes = 1) {
  Plan plan;
  plan.ensure(Bridge{.name = "br"}, std::string(bytes, 'p'));
  return plan;
}

// A child process that runs `act` and then waits for SIGKILL. The constructor returns after `act`,
// which must return true.
class Child {
 public:
  explicit Child(const std::function<bool()>& act) {
    std::array<int, 2> done{};
    EXPECT_EQ(::pipe(done.data()), 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      const char verdict = act() ? '+' : '-';
      if (::write(done[1], &verdict, 1) != 1) ::_exit(1);
      for (;;) ::pause();
    }
    ::close(done[1]);
    char verdict = '?';
    EXPECT_EQ(::read(done[0], &verdict, 1), 1);
    EXPECT_EQ(verdict, '+') << "the child could not do its part";
    ::close(done[0]);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() { kill(); }

  // Kills the child and waits for its end.
  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }

 private:
  pid_t pid_ = -1;
};

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

inline void write_file(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

inline IpAddress ip(const std::string& text) { return IpAddress::parse(text).value(); }
inline IpPrefix prefix(const std::string& text) { return IpPrefix::parse(text).value(); }

}  // namespace mydocker::store

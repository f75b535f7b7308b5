#include "support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace mydocker::testing {
namespace {

// In the child: never returns.
[[noreturn]] void become(const std::vector<std::string>& words, const Environment& more, int out,
                         int err) {
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, 0);
  ::dup2(out, 1);
  ::dup2(err, 2);
  for (const auto& [name, value] : more) ::setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> argv;
  for (const auto& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  ::execvp(argv[0], argv.data());
  ::_exit(127);
}

void drain(std::array<pollfd, 2>& ends, Outcome& outcome) {
  std::array<std::string*, 2> texts{&outcome.out, &outcome.err};
  int open_ends = 2;
  while (open_ends > 0 && ::poll(ends.data(), ends.size(), -1) >= 0) {
    for (std::size_t i = 0; i < ends.size(); ++i) {
      if (ends[i].fd < 0 || ends[i].revents == 0) continue;
      std::array<char, 65536> buffer;
      const auto count = ::read(ends[i].fd, buffer.data(), buffer.size());
      if (count > 0) {
        texts[i]->append(buffer.data(), static_cast<std::size_t>(count));
        continue;
      }
      ::close(ends[i].fd);
      ends[i].fd = -1;
      --open_ends;
    }
  }
}

}  // namespace

Outcome run(const std::vector<std::string>& words, const Environment& more) {
  std::array<int, 2> out{};
  std::array<int, 2> err{};
  if (::pipe2(out.data(), O_CLOEXEC) != 0 || ::pipe2(err.data(), O_CLOEXEC) != 0) return {};
  const auto child = ::fork();
  if (child == 0) become(words, more, out[1], err[1]);
  ::close(out[1]);
  ::close(err[1]);
  Outcome outcome;
  std::array<pollfd, 2> ends{{{out[0], POLLIN, 0}, {err[0], POLLIN, 0}}};
  drain(ends, outcome);
  int status = 0;
  ::waitpid(child, &status, 0);
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return outcome;
}

Outcome shell(const std::string& line) { return run({"/bin/sh", "-c", line}); }

}  // namespace mydocker::testing

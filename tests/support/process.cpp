#include "support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <sstream>

namespace mydocker::testing {
namespace {

using Words = std::vector<std::string>;

constexpr int kNotFound = 127;  // as in a shell: command not found

// The characters that have no meaning for a shell.
constexpr const char* kPlain =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_./:,@+";

Words words_of(const std::string& line) {
  std::istringstream stream(line);
  return {std::istream_iterator<std::string>(stream), {}};
}

// NAME=VALUE lines: the environment of this process, with `more` replacing equal names.
Words environment_with(const Environment& more) {
  Words lines;
  for (char** line = environ; *line != nullptr; ++line) {
    const std::string text = *line;
    const auto name = text.substr(0, text.find('='));
    if (std::ranges::none_of(more, [&](const auto& pair) { return pair.first == name; }))
      lines.push_back(text);
  }
  for (const auto& [name, value] : more) lines.push_back(name + "=" + value);
  return lines;
}

std::vector<char*> pointers_to(const Words& words) {
  std::vector<char*> pointers;
  for (const auto& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// Uses posix_spawn(3), because it does not copy the large page tables of this process. Returns 0 if
// the program was not started.
pid_t start(const Words& words, const Environment& more, int out, int err) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out, 1);
  posix_spawn_file_actions_adddup2(&actions, err, 2);
  const auto environment = environment_with(more);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, words.at(0).c_str(), &actions, nullptr,
                                  pointers_to(words).data(), pointers_to(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  return failed == 0 ? child : 0;
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
  const auto child = start(words, more, out[1], err[1]);
  ::close(out[1]);
  ::close(err[1]);
  Outcome outcome;
  std::array<pollfd, 2> ends{{{out[0], POLLIN, 0}, {err[0], POLLIN, 0}}};
  drain(ends, outcome);
  if (child == 0) {
    outcome.code = kNotFound;
    return outcome;
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return outcome;
}

// A line of plain words starts its program without a shell. Most lines are such ones.
Outcome shell(const std::string& line) {
  const auto words = words_of(line);
  if (!words.empty() && line.find_first_not_of(kPlain) == std::string::npos) {
    auto outcome = run(words);
    if (outcome.code != kNotFound) return outcome;  // else it can be a command of the shell
  }
  return run({"/bin/sh", "-c", line});
}

}  // namespace mydocker::testing

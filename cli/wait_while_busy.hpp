// Repeats a command while another process changes the same network or container.
#pragma once

#include <chrono>
#include <thread>

#include "mydocker/result.hpp"

namespace mydocker::cli {

// Runs the command again while its error is `busy`, and returns the last result. Gives up after ten
// seconds, but not before the 20th try: on a busy machine, one try can take seconds. Programs start
// several containers at the same time, and remove one container in two processes. Most of them do
// not repeat a command that was busy.
template <class Command>
auto wait_while_busy(const Command& command) -> decltype(command()) {
  constexpr auto kPatience = std::chrono::seconds(10);
  constexpr auto kPoll = std::chrono::milliseconds(10);
  constexpr int kLeastTries = 20;
  const auto end = std::chrono::steady_clock::now() + kPatience;
  for (int tries = 1;; ++tries) {
    auto result = command();
    const bool busy = !result && result.error().kind() == ErrorKind::busy;
    const bool patient = tries < kLeastTries || std::chrono::steady_clock::now() < end;
    if (!busy || !patient) return result;
    std::this_thread::sleep_for(kPoll);
  }
}

}  // namespace mydocker::cli

// Waits for another process that changes the same network or endpoint.
#pragma once

#include <chrono>
#include <thread>

#include "mydocker/result.hpp"

namespace mydocker::cli {

// Runs the command again while its error is `busy`, for at most ten seconds, and returns the last
// result. The adapters of the engines need it: an engine starts containers at the same time, and
// some engines remove one container in two processes. No engine repeats a call that was busy.
template <class Command>
auto wait_while_busy(const Command& command) -> decltype(command()) {
  constexpr auto kPatience = std::chrono::seconds(10);
  constexpr auto kPoll = std::chrono::milliseconds(10);
  const auto end = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    auto result = command();
    const bool busy = !result && result.error().kind() == ErrorKind::busy;
    if (!busy || std::chrono::steady_clock::now() >= end) return result;
    std::this_thread::sleep_for(kPoll);
  }
}

}  // namespace mydocker::cli

// Functions for the adapters of container engines: connect a container to a network that its engine
// defines.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <thread>

#include "runtime/app/reports.hpp"
#include "runtime/app/runtime.hpp"

namespace mydocker::cli {

// Runs the command again while its error is `busy`, and returns the last result. It gives up after
// ten seconds, but not before the 20th try: on a busy machine, one try can take seconds. Engines
// need this, because they do not repeat a command that was busy. They start several containers at
// the same time, and some remove one container in two processes.
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

// Adds the options of an engine's network to the spec. `words` have the form KEY=VALUE.
// "mydocker.driver=NAME" chooses the driver of mydocker. All other keys are options of this driver.
void add_engine_options(const std::vector<std::string>& words, model::NetworkSpec& spec);

// Connects the container. A missing network is created first. If another process creates it at the
// same time, the function waits: the first containers of a network often start together.
Result<app::ConnectReport> connect_or_create(app::Runtime& runtime,
                                             const app::ConnectRequest& request,
                                             const model::NetworkSpec& definition);

// Returns the gateway in the subnet of this address. Returns nothing if the subnet has none.
std::optional<std::string> gateway_of(const app::EndpointReport& report, const IpPrefix& address);

}  // namespace mydocker::cli

// The fixture of the use case tests: a runtime on a machine in memory, with the drivers of the
// build. Neither root nor a kernel is needed. Only the state is on disk.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "fakes/fake_system.hpp"
#include "runtime/app/runtime.hpp"

namespace mydocker::app {

// Collects the lines of a command.
class CollectedLog final : public base::StepLog {
 public:
  void step(const base::StepText& text) override { steps.emplace_back(text.command); }
  void notice(std::string_view line) override { notices.emplace_back(line); }
  void debug(std::string_view /*line*/) override {}

  std::vector<std::string> steps;  // the shell line of each step
  std::vector<std::string> notices;
};

// The bundled drivers of the build. Their paths are not checked, so the build can be in any folder.
class BuiltDrivers final : public drivers::DriverSource {
 public:
  Result<drivers::Candidate> find(const drivers::SearchSettings& search,
                                  std::string_view name) override;
  Result<drivers::DriverHandle> load(const drivers::Candidate& candidate,
                                     const drivers::LoadSettings& settings) override;
};

// Each method is one command in a process of its own: it opens the state again.
class UseCase : public ::testing::Test {
 protected:
  UseCase();
  ~UseCase() override;

  // Runs one command. Example: run([](Runtime& runtime) { return runtime.list_networks(); })
  template <class Command>
  auto run(const Command& command) {
    log = {};
    Runtime runtime(settings, log, *faults, {.system = system, .drivers = *driver_source});
    return command(runtime);
  }

  Result<ChangeReport> create(const CreateNetworkRequest& request);
  Result<ChangeReport> remove(const std::string& network);
  // The container's namespace is /run/netns/NAME; add_container() adds it.
  Result<ConnectReport> connect(const std::string& network, const std::string& container,
                                std::vector<std::string> ports = {});
  Result<ConnectReport> connect(ConnectRequest request);
  Result<ChangeReport> disconnect(const std::string& network, const std::string& container);
  Result<ChangeReport> publish(const std::string& network, const std::string& container,
                               std::vector<std::string> ports);
  Result<ChangeReport> unpublish(const std::string& network, const std::string& container,
                                 std::vector<std::string> ports);
  Result<ChangeReport> reload(const std::string& network);
  Result<NetworkReport> inspect(const std::string& network);

  // Commands that must succeed. A failure fails the test.
  void created(const std::string& name, const std::string& subnet = "10.9.0.0/24");
  void connected(const std::string& network, const std::string& container,
                 std::vector<std::string> ports = {});

  static std::string path_of(const std::string& container) { return "/run/netns/" + container; }
  void add_container(const std::string& container) { system.add_container(path_of(container)); }
  // Returns the content of the machine as text. Left out are the loopback devices, which stay up,
  // and settings with their default values. Settings of links that follow the host's switch are
  // left out too.
  [[nodiscard]] std::string machine() const;

  testing::FakeSystem system;
  apply::FaultHook no_faults;
  apply::FaultHook* faults = &no_faults;  // faults of the next commands
  CollectedLog log;
  Settings settings;
  BuiltDrivers built_drivers;
  drivers::DriverSource* driver_source = &built_drivers;

 private:
  std::filesystem::path folder_;
};

// Returns "KIND: message": "in_use: network "web" has containers".
std::string text_of(const Error& error);

// Returns the text of the error, or "done".
template <class T>
std::string outcome(const Result<T>& result) {
  return result.ok() ? "done" : text_of(result.error());
}

}  // namespace mydocker::app

// Calls mydocker-cni as a container runtime does.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "e2e/outside.hpp"
#include "support/json.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {

// Makes a built program visible beside the program mydocker, which finds the bundled drivers there.
inline std::string program_beside_mydocker(const std::string& built) {
  const std::filesystem::path folder = std::filesystem::path(Mydocker::program()).parent_path();
  const auto there = folder / std::filesystem::path(built).filename();
  if (!std::filesystem::exists(there))
    must("touch " + there.string() + " && mount --bind " + built + " " + there.string());
  return there;
}

// Writes a plug-in that calls `plugin` and then kills the program that has called ADD. So the
// runtime never learns the result. Returns the folder of this plug-in.
inline std::string folder_of_killing_plugin(const std::string& plugin) {
  must("mkdir -p /run/killing");
  std::ofstream("/run/killing/mydocker-cni")
      << "#!/bin/sh\n" + plugin + " || exit\n[ $CNI_COMMAND != ADD ] || kill -KILL $PPID\n";
  must("chmod 755 /run/killing/mydocker-cni");
  return "/run/killing";
}

// The environment in which an adapter is killed at this step.
inline Environment killed_at(int step) {
  return {{"MYDOCKER_FAULT", "kill:" + std::to_string(step)}};
}

// Calls `attempt` for each step at which an adapter can be killed. It returns whether it was
// killed.
template <class Attempt>
void for_each_step(const Attempt& attempt) {
  constexpr int kMoreThanEnough = 60;
  int step = 0;
  while (step < kMoreThanEnough && attempt(step) && !::testing::Test::HasFatalFailure()) ++step;
  EXPECT_GT(step, 3);
  EXPECT_LT(step, kMoreThanEnough);
}

// Runs the command for the names c0, c1, ... of many containers at once.
inline constexpr std::size_t kMany = 20;
template <class Command>
std::vector<Outcome> run_at_once(const Command& command) {
  std::vector<Outcome> outcomes(kMany);
  std::vector<std::jthread> threads;
  for (std::size_t n = 0; n < kMany; ++n)
    threads.emplace_back([&, n] { outcomes.at(n) = command("c" + std::to_string(n)); });
  threads.clear();  // waits for them
  return outcomes;
}

// Returns what the commands wrote. podman succeeds although a plug-in fails.
inline std::string expect_all_succeed(const std::vector<Outcome>& outcomes) {
  std::string messages;
  for (const auto& outcome : outcomes) {
    EXPECT_EQ(outcome.code, 0) << outcome.out << outcome.err;
    messages += outcome.err;
  }
  return messages;
}

// The answer of the plug-in.
struct Answer {
  int code = -1;
  Json json;  // null: the plug-in wrote nothing
  std::string text;

  [[nodiscard]] int error() const { return static_cast<int>(json["code"].integer().value_or(-1)); }
  [[nodiscard]] std::string message() const { return json["msg"].string(); }
};

// The parameters of one call.
struct CniCall {
  std::string command = "ADD";
  Json config;
  std::string container = "k1";
  std::string netns = "/run/netns/ns1";
  std::string interface = "eth0";
  Environment more{};
};

// Namespaces ns1, ns2 and ns3, and an outside that published ports are reached from.
class CniTest : public ::testing::Test {
 protected:
  void SetUp() override {
    make_outside();
    for (const std::string name : {"ns1", "ns2", "ns3"}) must("ip netns add " + name);
    plugin_ = program_beside_mydocker(MYDOCKER_CNI);
  }

  // A complete configuration of a network "pods".
  [[nodiscard]] Json config(const std::string& version = "1.1.0") const {
    return {{"cniVersion", version},
            {"name", "pods"},
            {"type", "mydocker-cni"},
            {"subnets", Json::array({"10.9.0.0/24"})},
            {"stateDir", mydocker_.state_dir()}};
  }

  [[nodiscard]] Answer call_text(const CniCall& call, const std::string& input) const {
    const std::string file = mydocker_.state_dir() + "-input-" + call.container;
    std::ofstream(file) << input;
    Environment environment{{"CNI_COMMAND", call.command},
                            {"CNI_CONTAINERID", call.container},
                            {"CNI_NETNS", call.netns},
                            {"CNI_IFNAME", call.interface},
                            {"CNI_PATH", "/usr/lib/cni"}};
    environment.insert(environment.end(), call.more.begin(), call.more.end());
    auto outcome = run({"/bin/sh", "-c", "exec " + plugin_ + " <" + file}, environment);
    std::filesystem::remove(file);
    Answer answer{outcome.code, {}, outcome.out + outcome.err};
    if (!outcome.out.empty()) answer.json = Json::parse(outcome.out).value_or({});
    return answer;
  }
  [[nodiscard]] Answer call(const CniCall& call) const {
    return call_text(call, call.config.dump());
  }
  [[nodiscard]] Answer add(const Json& config, const std::string& container = "k1",
                           const std::string& netns = "ns1") const {
    return call({"ADD", config, container, "/run/netns/" + netns});
  }
  [[nodiscard]] Answer del(const Json& config, const std::string& container = "k1",
                           const std::string& netns = "ns1") const {
    return call({"DEL", config, container, "/run/netns/" + netns});
  }

  // The containers of a network, as `network inspect` shows them.
  [[nodiscard]] Json containers(const std::string& network = "pods") const {
    const auto outcome = mydocker_.line("network inspect " + network);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return json_from(outcome.out)[0]["Containers"];
  }
  [[nodiscard]] Json first_container(const std::string& network = "pods") const {
    const Json all = containers(network);
    return all.empty() ? Json() : all.fields().front().value;
  }
  // The IPv4 address of a container, without the length.
  [[nodiscard]] std::string address_of(const std::string& container,
                                       const std::string& network = "pods") const {
    const std::string address = containers(network)[container]["IPv4Address"].string();
    return address.substr(0, address.find('/'));
  }
  void done(const std::string& line) const {
    const auto outcome = mydocker_.line("-q " + line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  // The kernel destroys a namespace some time after its last process.
  void wait_until_reload_leaves_no_container(const std::string& network = "pods") const {
    constexpr int kTries = 300;
    for (int n = 0; n < kTries && !containers(network).empty(); ++n) {
      done("network reload " + network);
      must("sleep 0.05");
    }
    EXPECT_EQ(containers(network).size(), 0U);
  }
  // The state of the host, of ns1 and of the records.
  [[nodiscard]] std::string everything() const {
    return snapshot_here() + snapshot_of("ns1") + records_in(mydocker_.state_dir());
  }

  Mydocker mydocker_;
  std::string plugin_;
};

}  // namespace mydocker::testing

// Calls mydocker-cni as a container runtime does.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {

using Json = nlohmann::ordered_json;

// Makes a built program visible beside the program mydocker, which finds the bundled drivers there.
inline std::string program_beside_mydocker(const std::string& built) {
  const std::filesystem::path folder = std::filesystem::path(Mydocker::program()).parent_path();
  const auto there = folder / std::filesystem::path(built).filename();
  if (!std::filesystem::exists(there))
    must("touch " + there.string() + " && mount --bind " + built + " " + there.string());
  return there;
}

// The answer of the plug-in.
struct Answer {
  int code = -1;
  Json json;  // null: the plug-in wrote nothing
  std::string text;

  [[nodiscard]] int error() const { return json.is_object() ? json.value("code", -1) : -1; }
  [[nodiscard]] std::string message() const {
    return json.is_object() ? json.value("msg", "") : "";
  }
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
            {"subnets", {"10.9.0.0/24"}},
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
    if (!outcome.out.empty()) answer.json = Json::parse(outcome.out, nullptr, false);
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
    return Json::parse(outcome.out).at(0).at("Containers");
  }
  // The IPv4 address of a container, without the length.
  [[nodiscard]] std::string address_of(const std::string& container,
                                       const std::string& network = "pods") const {
    const std::string address = containers(network).at(container).at("IPv4Address");
    return address.substr(0, address.find('/'));
  }
  void done(const std::string& line) const {
    const auto outcome = mydocker_.line("-q " + line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  // The state of the host, of ns1 and of the records.
  [[nodiscard]] std::string everything() const {
    return snapshot_here() + snapshot_of("ns1") + records_in(mydocker_.state_dir());
  }

  Mydocker mydocker_;
  std::string plugin_;
};

}  // namespace mydocker::testing

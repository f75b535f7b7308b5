// Each combination of options gives the steps and rules of its golden file.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "e2e/outside.hpp"
#include "golden/normal_text.hpp"
#include "golden/scenarios.hpp"
#include "support/mydocker.hpp"

namespace mydocker::testing {
namespace {

namespace fs = std::filesystem;

fs::path file_of(const Scenario& scenario) {
  return fs::path(MYDOCKER_GOLDEN) / (std::string(scenario.name) + ".txt");
}

std::string text_of(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void make_host(Host host) {
  must("ip link set lo up");
  if (host == Host::alone) return;
  if (host == Host::dual)
    make_outside_v6();
  else
    make_outside();
  must("ip route add default via 198.51.100.2");
  if (host == Host::small) must("ip link set uplink mtu 1400");
  if (host == Host::forwarding) must("echo 1 > /proc/sys/net/ipv4/ip_forward");
  if (host == Host::with_bridge)
    must("ip link add shared0 up type bridge && ip address add 10.1.0.5/24 dev shared0");
}

std::string outcome_of(const Scenario& scenario) {
  const Mydocker mydocker;
  make_host(scenario.host);
  must("ip netns add c1 && ip netns add c2");
  std::string text;
  for (const auto* line : scenario.lines) {
    const auto outcome = mydocker.line(std::string("network ") + line + " --verbose");
    EXPECT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
    text += std::string("mydocker network ") + line + "\n" + outcome.err + "\n";
  }
  return without_derived_names(text + elements_here());
}

class Golden : public ::testing::TestWithParam<Scenario> {};

TEST_P(Golden, ComesToWhatItsFileSays) {
  const auto now = outcome_of(GetParam());
  if (std::getenv("MYDOCKER_UPDATE_GOLDEN") != nullptr) std::ofstream(file_of(GetParam())) << now;
  EXPECT_EQ(now, text_of(file_of(GetParam())));
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Golden, ::testing::ValuesIn(kScenarios),
                         [](const auto& one) { return std::string(one.param.name); });

TEST(GoldenFiles, AreThoseOfTheScenarios) {
  std::set<std::string> expected;
  for (const auto& scenario : kScenarios) expected.insert(file_of(scenario).string());
  std::set<std::string> found;
  for (const auto& entry : fs::directory_iterator(MYDOCKER_GOLDEN))
    found.insert(entry.path().string());
  EXPECT_EQ(found, expected);
}

// Compares the files after the command's words. Two equal files would prove nothing.
TEST(GoldenFiles, AreAllDifferent) {
  std::map<std::string, std::string> seen;
  for (const auto& scenario : kScenarios) {
    const auto text = text_of(file_of(scenario));
    const auto [first, is_new] = seen.emplace(text.substr(text.find('\n')), scenario.name);
    EXPECT_TRUE(is_new) << scenario.name << " comes to the same as " << first->second;
  }
}

}  // namespace
}  // namespace mydocker::testing

// Shared code of the tests of wrong input: a test case, its scene, and the checks of each refusal.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <ostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "support/mydocker.hpp"
#include "support/netns_main.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {

using Words = std::vector<std::string>;

inline Words split(const std::string& line) {
  Words words;
  std::string word;
  for (const char c : line + " ") {
    if (c != ' ') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  return words;
}

// A command line, its exit code, and texts of its error.
struct Case {
  // A case from one line of words and one more word, which can contain spaces.
  Case(int exit_code, const std::string& line, Words expected)
      : code(exit_code), words(split(line)), said(std::move(expected)) {}
  Case(int exit_code, const std::string& line, std::string last, Words expected)
      : code(exit_code), words(split(line)), said(std::move(expected)) {
    words.push_back(std::move(last));
  }

  int code;
  Words words;
  Words said;  // texts that standard error must contain
};

inline void PrintTo(const Case& one, std::ostream* out) {
  for (const auto& word : one.words) *out << ::testing::PrintToString(word.substr(0, 80)) << ' ';
}

// Names and sizes of the files below a directory.
inline std::string files_in(const std::string& directory) {
  std::string text;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory))
    text += entry.path().string() + "\n";
  return text;
}

// A network "web" (192.0.2.0/24) with container "c1" at .7, and container "c2" without a network. A
// foreign link "taken0" uses 203.0.113.0/24.
class Scene {
 public:
  Scene() {
    // No link-local addresses: they appear, or stop being tentative, some time after the link.
    expect_done(shell("echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6"));
    expect_done(shell("ip netns add c1 && ip netns add c2"));
    expect_done(shell("ip link add taken0 type bridge && ip link set taken0 addrgenmode none"));
    expect_done(shell("ip address add 203.0.113.1/24 dev taken0"));
    expect_done(shell("ip link set taken0 up"));
    expect_done(
        mydocker_.line("network create web --subnet 192.0.2.0/24 --aux-address printer=192.0.2.9"));
    expect_done(mydocker_.line("network create quiet --driver none"));
    expect_done(mydocker_.line("network connect web c1 --ip 192.0.2.7"));
    std::ofstream("/run/plain-file") << "x\n";
    before_ = state();
  }
  ~Scene() {
    mydocker_.line("network disconnect web c1");
    mydocker_.line("network rm web quiet");
    shell("ip netns delete c1; ip netns delete c2; ip link delete taken0; rm /run/plain-file");
  }
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  [[nodiscard]] const Mydocker& mydocker() const { return mydocker_; }
  // The changes since the scene was created; empty if there are none.
  [[nodiscard]] std::string changes() const { return difference(state(), before_); }

 private:
  static void expect_done(const Outcome& outcome) {
    EXPECT_EQ(outcome.code, 0) << outcome.out << outcome.err;
  }
  [[nodiscard]] std::string state() const {
    return snapshot_here() + snapshot_of("c1") + snapshot_of("c2") +
           records_in(mydocker_.state_dir()) + files_in("/run");
  }

  Mydocker mydocker_;
  std::string before_;
};

// The fixture of all cases. The scene is created once for a suite.
class BadInput : public ::testing::TestWithParam<Case> {
 protected:
  static void SetUpTestSuite() {
    keep_namespaces();
    scene_ = std::make_unique<Scene>();
  }
  static void TearDownTestSuite() { scene_.reset(); }

  // Runs the words of the case and checks the refusal.
  void expect_refusal() const;

  static inline std::unique_ptr<Scene> scene_;
};

// Checks for one error line and then hints, without control characters.
inline void expect_one_error(const std::string& err) {
  ASSERT_FALSE(err.empty());
  EXPECT_EQ(err.back(), '\n') << err;
  std::istringstream stream(err);
  std::string start = "error: ";
  for (std::string line; std::getline(stream, line); start = "hint: ") {
    EXPECT_THAT(line, ::testing::StartsWith(start)) << err;
    EXPECT_LT(line.size(), 3000U);
    for (const char c : line) EXPECT_TRUE(static_cast<unsigned char>(c) >= ' ' && c != 0x7f) << err;
  }
}

inline void BadInput::expect_refusal() const {
  const auto outcome = scene_->mydocker()(GetParam().words);
  EXPECT_EQ(outcome.code, GetParam().code) << outcome.err;
  // As in Docker, inspect prints an array, also an empty one.
  const bool inspects = GetParam().code != 125 && GetParam().words.at(1) == "inspect" &&
                        GetParam().words.at(0) == "network";
  EXPECT_EQ(outcome.out, inspects ? "[]\n" : "");
  expect_one_error(outcome.err);
  for (const auto& said : GetParam().said) EXPECT_THAT(outcome.err, ::testing::HasSubstr(said));
  EXPECT_EQ(scene_->changes(), "");
}

}  // namespace mydocker::testing

// The built program, with a state directory of its own.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "support/process.hpp"

namespace mydocker::testing {

class Mydocker {
 public:
  // The directory is made below /run, which is private to the test, and goes with it.
  Mydocker() : state_("/run/mydocker-test-" + std::to_string(++count_)) {
    std::filesystem::create_directory(state_);
    std::filesystem::permissions(state_, std::filesystem::perms::owner_all);
  }
  ~Mydocker() { std::filesystem::remove_all(state_); }
  Mydocker(const Mydocker&) = delete;
  Mydocker& operator=(const Mydocker&) = delete;

  Outcome operator()(std::vector<std::string> words, const Environment& more = {}) const {
    std::vector<std::string> all{program(), "--state-dir", state_};
    all.insert(all.end(), words.begin(), words.end());
    return run(all, more);
  }

  // Words of one line, split at blanks.
  Outcome line(const std::string& text, const Environment& more = {}) const {
    std::vector<std::string> words;
    std::string word;
    for (const char c : text + " ") {
      if (c != ' ') {
        word += c;
      } else if (!word.empty()) {
        words.push_back(std::move(word));
        word.clear();
      }
    }
    return (*this)(std::move(words), more);
  }

  [[nodiscard]] const std::string& state_dir() const { return state_; }

  // The program and its drivers, copied to where root alone may write: a build tree may stand below
  // a folder of somebody else, and then its drivers are refused.
  static const std::string& program() {
    static const std::string copy = [] {
      namespace fs = std::filesystem;
      const fs::path built = fs::path(MYDOCKER_BINARY).parent_path().parent_path();
      fs::create_directories("/run/mydocker/bin");
      fs::copy_file(MYDOCKER_BINARY, "/run/mydocker/bin/mydocker");
      fs::copy(built / "drivers", "/run/mydocker/drivers", fs::copy_options::recursive);
      return std::string("/run/mydocker/bin/mydocker");
    }();
    return copy;
  }

 private:
  static inline int count_ = 0;
  std::string state_;
};

}  // namespace mydocker::testing

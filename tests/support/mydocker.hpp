// Runs the built program with its own state directory.
#pragma once

#include <sys/mount.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/process.hpp"

namespace mydocker::testing {

// The program with a state directory, which the destructor removes. Example:
// Mydocker().line("network create web").
class Mydocker {
 public:
  // The directory is created below /run, which is private to the test and removed with it. Its
  // number is the first free one. So names that are derived from the path are the same in each run.
  Mydocker() {
    int number = 1;
    while (!std::filesystem::create_directory(path_of(number))) ++number;
    state_ = path_of(number);
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

  // Runs the words of one line, split at spaces.
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

  // The path of the program. The program and its drivers are bind-mounted to a folder that only
  // root can write. Reason: a build tree can be below a folder of another user, and drivers from
  // there are refused. Copies would cost more time than most tests.
  static std::string program() {
    namespace fs = std::filesystem;
    const fs::path there = "/run/mydocker/bin/mydocker";
    if (fs::exists(there)) return there;
    const fs::path built = fs::path(MYDOCKER_BINARY).parent_path().parent_path();
    provide_program(MYDOCKER_BINARY, there);
    for (const fs::path helper :
         {"libexec/mydocker/mydocker-driver-host", "libexec/mydocker/mydocker-driver-test"})
      provide_program(built / helper, fs::path("/run/mydocker") / helper);
    provide(built / "drivers", "/run/mydocker/drivers");
    return there;
  }

 private:
  static void provide_program(const std::filesystem::path& program,
                              const std::filesystem::path& there) {
    std::filesystem::create_directories(there.parent_path());
    const std::ofstream mount_point(there);
    if (::mount(program.c_str(), there.c_str(), nullptr, MS_BIND, nullptr) != 0)
      throw std::runtime_error("cannot mount " + program.native());
  }

  // Mounts `folder` at `there` as an overlay, so that a test can move or replace files. Without
  // overlays, copies are made.
  static void provide(const std::filesystem::path& folder, const std::filesystem::path& there) {
    namespace fs = std::filesystem;
    for (const char* part : {"/run/overlay/upper", "/run/overlay/work"})
      fs::create_directories(part);
    fs::create_directories(there);
    const std::string options =
        "upperdir=/run/overlay/upper,workdir=/run/overlay/work,lowerdir=" + folder.native();
    if (::mount("overlay", there.c_str(), "overlay", 0, options.c_str()) != 0)
      fs::copy(folder, there, fs::copy_options::recursive);
  }

  static std::string path_of(int number) { return "/run/mydocker-test-" + std::to_string(number); }

  std::string state_;
};

}  // namespace mydocker::testing

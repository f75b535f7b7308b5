#include "runtime/conformance/child.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <iterator>

namespace mydocker::conformance {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored))
    names.push_back(entry.path().filename().native());
  return names;
}

std::string target_of(const std::string& descriptor) {
  std::error_code failed;
  const auto target = fs::read_symlink("/proc/self/fd/" + descriptor, failed);
  return failed ? std::string() : target.native();
}

}  // namespace

std::vector<std::string> open_files() {
  std::vector<std::string> files;
  for (const auto& name : names_in("/proc/self/fd")) {
    const auto target = target_of(name);
    if (!target.empty())
      // The descriptor with which names_in() has read the folder is left out. It is closed now, so
      // it has no target.
      files.push_back(std::string(name).append(" -> ").append(target));
  }
  return files;
}

std::vector<std::string> threads() {
  std::vector<std::string> all;
  for (const auto& name : names_in("/proc/self/task")) all.push_back("thread " + name);
  siginfo_t info{};
  if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0) all.emplace_back("a child");
  return all;
}

std::vector<std::string> other_processes() {
  std::vector<std::string> all;
  const std::string self = std::to_string(::getpid());
  for (const auto& name : names_in("/proc")) {
    if (name.find_first_not_of("0123456789") != std::string::npos || name == "1" || name == self)
      continue;
    // A process that has ended has no program any more, even if its parent has not called wait(2)
    // yet.
    std::error_code ended;
    const auto program = fs::read_symlink("/proc/" + name + "/exe", ended);
    if (!ended) all.push_back("process " + name + " of " + program.native());
  }
  return all;
}

std::vector<std::string> private_files() {
  std::vector<std::string> all;
  std::error_code ignored;
  // Folders directly in this folder are left out: mydocker creates and removes them, not the
  // driver.
  const std::string handlers = "/run/kit/state/run/handlers";
  for (const std::string& folder :
       {std::string("/run"), std::string("/tmp"), std::string("/dev/shm"), handlers}) {
    fs::recursive_directory_iterator entry(folder, ignored);
    for (; entry != fs::recursive_directory_iterator(); entry.increment(ignored)) {
      const auto& path = entry->path();
      if (path == "/run/kit" || path == "/run/netns")
        entry.disable_recursion_pending();
      else if (folder != handlers || entry.depth() > 0)
        all.push_back("file " + path.native());
    }
  }
  return all;
}

std::vector<std::string> signal_settings() {
  std::vector<std::string> all;
  for (int signal = 1; signal < NSIG; ++signal) {
    struct sigaction action {};
    if (::sigaction(signal, nullptr, &action) != 0) continue;
    const char* how = action.sa_handler == SIG_DFL   ? "default"
                      : action.sa_handler == SIG_IGN ? "ignored"
                                                     : "handled";
    const char* name = ::sigabbrev_np(signal);
    sigset_t mask;
    const bool blocked =
        ::sigprocmask(SIG_SETMASK, nullptr, &mask) == 0 && ::sigismember(&mask, signal) == 1;
    all.push_back((name != nullptr ? std::string("SIG") + name : std::to_string(signal)) + " " +
                  how + (blocked ? ", blocked" : ""));
  }
  return all;
}

std::vector<std::string> environment() {
  std::vector<std::string> all;
  for (char** one = environ; one != nullptr && *one != nullptr; ++one) all.emplace_back(*one);
  const char* locale = std::setlocale(LC_ALL, nullptr);
  all.push_back(std::string("locale ") + (locale == nullptr ? "" : locale));
  return all;
}

std::vector<std::string> process_settings() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  std::error_code ignored;
  std::vector<std::string> all{"directory " + fs::current_path(ignored).native(),
                               "umask " + std::to_string(mask),
                               "niceness " + std::to_string(::getpriority(PRIO_PROCESS, 0)),
                               "user " + std::to_string(::geteuid())};
  for (int resource = 0; resource < RLIM_NLIMITS; ++resource) {
    rlimit limit{};
    (void)::getrlimit(static_cast<__rlimit_resource_t>(resource), &limit);
    all.push_back("limit " + std::to_string(resource) + " " + std::to_string(limit.rlim_cur));
  }
  return all;
}

std::vector<std::string> differences(const std::vector<std::string>& now,
                                     const std::vector<std::string>& before) {
  const auto sorted = [](std::vector<std::string> lines) {
    std::ranges::sort(lines);
    return lines;
  };
  const auto here = sorted(now);
  const auto there = sorted(before);
  std::vector<std::string> lines;
  std::vector<std::string> only;
  std::ranges::set_difference(here, there, std::back_inserter(only));
  lines.reserve(only.size());
  for (const auto& line : only) lines.push_back("+ " + line);
  only.clear();
  std::ranges::set_difference(there, here, std::back_inserter(only));
  for (const auto& line : only) lines.push_back("- " + line);
  return lines;
}

}  // namespace mydocker::conformance

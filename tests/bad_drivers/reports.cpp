// A correct driver. Its handler reports its environment in the error of create().
#include <dirent.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "plain_driver.hpp"

extern char** environ;

namespace {

using namespace mydocker;

constexpr std::string_view kResources[] = {"custom"};
constexpr DriverInfo kInfo =
    bad_drivers::info_of("reports", "reports its handler's surroundings", kResources);

std::string environment() {
  std::string text;
  for (char** variable = environ; *variable != nullptr; ++variable)
    text += std::string(text.empty() ? "" : " ") + *variable;
  return text;
}

std::string descriptors() {
  std::vector<std::string> names;
  DIR* folder = ::opendir("/proc/self/fd");
  while (const dirent* entry = ::readdir(folder))
    if (entry->d_name[0] != '.' && std::stoi(entry->d_name) != ::dirfd(folder))
      names.emplace_back(entry->d_name);
  ::closedir(folder);
  std::ranges::sort(names);
  std::string text;
  for (const auto& name : names) text += name + " ";
  return text;
}

std::string limit(__rlimit_resource_t resource) {
  rlimit current{};
  ::getrlimit(resource, &current);
  return std::to_string(current.rlim_cur);
}

std::string surroundings() {
  std::array<char, 256> folder{};
  const mode_t mask = ::umask(0);
  return "environment: " + environment() + "\ndescriptors: " + descriptors() +
         "\nfolder: " + (::getcwd(folder.data(), folder.size()) != nullptr ? folder.data() : "?") +
         "\numask: " + std::to_string(mask) + "\nuser: " + std::to_string(::getuid()) +
         "\ndata: " + limit(RLIMIT_DATA) + "\nfile: " + limit(RLIMIT_FSIZE) +
         "\ncore: " + limit(RLIMIT_CORE);
}

class Reporter final : public ResourceHandler {
 public:
  Result<CustomState> observe(const Custom& /*resource*/,
                              HandlerContext& /*context*/) const override {
    return CustomState::absent;
  }
  Result<void> create(const Custom& /*resource*/, HandlerContext& /*context*/) const override {
    return Error(ErrorKind::unsupported, surroundings());
  }
  Result<void> destroy(const Custom& /*resource*/, HandlerContext& /*context*/) const override {
    return {};
  }
};

class Reports final : public bad_drivers::PlainDriver<kInfo> {
 public:
  const ResourceHandler* handler() const noexcept override { return &handler_; }

 private:
  Reporter handler_;
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(Reports, kInfo)

#include "fair_handler.hpp"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "mutation.hpp"

namespace fair {
namespace {

using namespace mydocker;

constexpr int kLong = 777;
constexpr int kUsual = 1000;

// The file that records which command created or removed a resource. It is in the kit's own folder,
// which no check compares.
std::string file_of(const std::string& name, const char* what) {
  return "/run/kit/fair-" + name + "." + what;
}
bool is_noted(const std::string& name, const char* what) {
  return ::access(file_of(name, what).c_str(), F_OK) == 0;
}
void note(const std::string& name, const char* what) {
  std::ofstream(file_of(name, what)) << ::getppid();
}
void forget(const std::string& name, const char* what) { ::unlink(file_of(name, what).c_str()); }
// Returns true if the present command wrote the record.
bool by_this_command(const std::string& name, const char* what) {
  std::ifstream stream(file_of(name, what));
  pid_t noted = 0;
  stream >> noted;
  return noted == ::getppid();
}

// C54 and C55: the content that create() has written.
std::string text_of(const std::string& name) {
  std::ifstream stream(file_of(name, "speed"));
  std::string text;
  stream >> text;
  return text;
}

std::string field(const Custom& resource, const char* key) {
  const auto found = resource.fields.find(key);
  return found == resource.fields.end() ? std::string() : found->second;
}

// Returns the queue length of a link, or -1 if the link does not exist. A `length` of zero changes
// nothing.
int queue_of(const Custom& resource, int length) {
  if (const auto netns = field(resource, "netns"); !netns.empty()) {
    const int file = ::open(netns.c_str(), O_RDONLY | O_CLOEXEC);
    const bool entered = file >= 0 && ::setns(file, CLONE_NEWNET) == 0;  // the process exits soon
    ::close(file);
    if (!entered) return -1;
  }
  const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq request{};
  std::strncpy(request.ifr_name, field(resource, "link").c_str(), IFNAMSIZ - 1);
  request.ifr_qlen = length;
  const int failed = ::ioctl(socket, length == 0 ? SIOCGIFTXQLEN : SIOCSIFTXQLEN, &request);
  ::close(socket);
  return failed == 0 ? request.ifr_qlen : -1;
}

// C31: restores the usual length of all queues.
void shorten_all() {
  const struct if_nameindex* all = ::if_nameindex();
  for (const auto* one = all; one != nullptr && one->if_index != 0; ++one) {
    Custom other;
    other.fields["link"] = one->if_name;
    if (queue_of(other, 0) == kLong) (void)queue_of(other, kUsual);
  }
  ::if_freenameindex(const_cast<struct if_nameindex*>(all));
}

// C44: removes the records of all resources.
void forget_all() {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/run/kit", ignored))
    if (entry.path().extension() == ".made") std::filesystem::remove(entry.path(), ignored);
}

void write_file(const std::string& path) { std::ofstream(path) << "half"; }

// F08: creates two files. destroy() removes them only if both exist.
Result<void> create_halves(const std::string& name) {
  const std::string first = "/run/fair-first-" + name;
  const std::string second = "/run/fair-second-" + name;
  write_file(first);
  write_file(second);
  if (::access(second.c_str(), F_OK) == 0) return {};
  return Error(ErrorKind::driver, "the second file cannot be written");
}

void remove_halves(const std::string& name) {
  const std::string first = "/run/fair-first-" + name;
  const std::string second = "/run/fair-second-" + name;
  if (::access(second.c_str(), F_OK) != 0) return;
  ::unlink(first.c_str());
  ::unlink(second.c_str());
}

// C37: a process that survives its parent and its session, and is running when the function
// returns.
void start_daemon() {
  const pid_t leader = ::fork();
  if (leader != 0) {
    (void)::waitpid(leader, nullptr, 0);
    return;
  }
  ::setsid();
  if (::fork() != 0) ::_exit(0);
  for (;;) ::pause();
}

// C19-memory: whether this process has created the resource.
bool& remembered() {
  static bool is_made = false;
  return is_made;
}

// C57: counts the observations in a file, which destroy() removes.
void watch(const std::string& name) {
  std::ofstream("/run/fair-watched-" + name, std::ios::app) << "x";
}

// C58: a setting of the host's loopback device.
std::string setting_of(const Custom& resource) {
  std::ifstream stream(field(resource, "path"));
  std::string value;
  stream >> value;
  return value;
}
Result<void> set(const Custom& resource, const char* value) {
  std::ofstream(field(resource, "path")) << value << '\n';
  return {};
}

Error broken(const char* why) { return {ErrorKind::driver, why}; }

class Handler final : public ResourceHandler {
 public:
  Result<CustomState> observe(const Custom& resource, HandlerContext& /*context*/) const override {
    if (mutated("C57")) watch(resource.name);
    if (resource.kind == "lines")
      return setting_of(resource) == "1" ? CustomState::matches : CustomState::absent;
    if (!exists(resource)) return CustomState::absent;
    const bool compares =
        mutated("C54") || mutated("C55") || mutated("C37-update") || mutated("C45-update");
    if (compares && text_of(resource.name) != field(resource, "speed")) return CustomState::differs;
    return CustomState::matches;
  }

  Result<void> update(const Custom& resource, HandlerContext& context) const override {
    if (mutated("C37-update")) start_daemon();
    if (mutated("C45-update")) write_file("/run/fair-more-" + resource.name);
    return mutated("C54") ? Result<void>() : ResourceHandler::update(resource, context);
  }

  Result<void> create(const Custom& resource, HandlerContext& /*context*/) const override {
    const std::string& name = resource.name;
    if (resource.kind == "lines") return set(resource, "1");
    if (mutated("C19-memory")) remembered() = true;
    const bool again = is_noted(name, "gone");
    // C35: drivers must not use mydocker's own files.
    const bool unknown = mutated("C35") && ::access("/run/kit/state/definitions.db", F_OK) != 0;
    forget(name, "gone");
    forget(field(resource, "last"), "gone");
    if (mutated("C55") && is_noted(name, "made")) return {};
    note(name, "made");
    if (mutated("C54") || mutated("C55") || mutated("C37-update") || mutated("C45-update"))
      std::ofstream(file_of(name, "speed")) << field(resource, "speed");
    if (mutated("C37")) start_daemon();
    if (mutated("C45")) write_file("/run/fair-more-" + name);
    if (mutated("F08")) return create_halves(name);
    if (mutated("C01-files") && ::open("/var/lib/fair", O_WRONLY | O_CREAT | O_CLOEXEC, 0600) < 0)
      return broken(std::strerror(errno));
    if (resource.kind == "mark") return {};
    const bool wrong = unknown || (mutated("F05") && again);
    if (queue_of(resource, wrong ? kLong + 1 : kLong) >= 0) return {};
    return broken("there is no such link");
  }

  Result<void> destroy(const Custom& resource, HandlerContext& /*context*/) const override {
    const std::string& name = resource.name;
    if (resource.kind == "lines") return set(resource, "0");
    if (mutated("C57")) ::unlink(("/run/fair-watched-" + name).c_str());
    MYDOCKER_CHECK(refuse(resource));
    const bool is_there = is_noted(name, "made");
    if (!mutated("C20")) forget(name, "made");
    if (is_there) note(name, "gone");
    if (mutated("C44")) forget_all();
    if (mutated("F08")) remove_halves(name);
    if (resource.kind == "mark" || mutated("C34")) return {};
    if (mutated("C31")) shorten_all();
    if (is_there) (void)queue_of(resource, kUsual);
    return {};
  }

 private:
  static bool exists(const Custom& resource) {
    const std::string& name = resource.name;
    if (mutated("C19-memory")) return remembered();
    if (resource.kind == "mark") return !mutated("C19") && is_noted(name, "made");
    if (mutated("C34")) return is_noted(name, "made");
    if (mutated("C20") && is_noted(name, "made")) return true;
    const int length = queue_of(resource, 0);
    return length == kLong || (mutated("F05") && length == kLong + 1);
  }

  // The error of a mutant that refuses a removal.
  static Result<void> refuse(const Custom& resource) {
    const std::string& name = resource.name;
    const auto netns = field(resource, "netns");
    if (mutated("C17") && is_noted(name, "made") && ::access(netns.c_str(), F_OK) != 0)
      return broken("the container is gone");
    if (mutated("F06") && is_noted(name, "gone") && !by_this_command(name, "gone"))
      return broken("it is gone already");
    const auto last = field(resource, "last");
    if (last.empty() || !is_noted(name, "made") || is_noted(last, "made") || is_noted(last, "gone"))
      return {};
    const bool same = by_this_command(name, "made");
    if ((mutated("F01") || mutated("F02")) && same) return broken("it is not complete");
    if ((mutated("F03") || mutated("F04")) && !same) return broken("it is not complete");
    return {};
  }
};

}  // namespace

const ResourceHandler& mutant_handler() {
  static const Handler handler;
  return handler;
}

}  // namespace fair

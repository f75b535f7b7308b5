// Services: helper processes of a network, and the files that they read.
#include <chrono>

#include "runtime/base/digest.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/service_paths.hpp"
#include "runtime/kernel/linux_kernel.hpp"
#include "runtime/kernel/resource_ops.hpp"
#include "runtime/kernel/service_directory.hpp"
#include "runtime/kernel/service_process.hpp"

namespace mydocker::kernel {
namespace {

constexpr const char* kProcessRecord = "pid";
constexpr const char* kLog = "log";
constexpr int kPollMilliseconds = 10;

std::string run_directory(const Namespaces& namespaces) {
  return namespaces.owner().empty() ? base::kRunDirectory : namespaces.owner();
}

// Returns a digest of all values that take effect only at the start of the process. If it changes,
// the process must start again.
std::string start_digest(const Service& service) {
  std::string text = service.user + '\0' + service.ready_file;
  for (const auto& word : service.argv) text += '\0' + word;
  return base::digest(text);
}

Result<std::optional<ServiceProcess>> recorded_process(const ServiceDirectory& directory) {
  MYDOCKER_TRY(const auto text, directory.read_record(kProcessRecord));
  return parse_process(text);
}

std::string content_of(const std::string& planned, const std::string& run_dir,
                       const std::string& service) {
  return base::with_directory(planned, base::service_directory(run_dir, service));
}

Result<void> write_files(const ServiceDirectory& directory, const Service& service,
                         const std::string& run_dir) {
  for (const auto& [name, content] : service.files)
    MYDOCKER_CHECK(directory.write(name, content_of(content, run_dir, service.name)));
  return {};
}

Result<Observation> compare_files(const ServiceDirectory& directory, const Service& service,
                                  const std::string& run_dir) {
  for (const auto& [name, content] : service.files) {
    MYDOCKER_TRY(const auto found, directory.read(name));
    if (!found || *found != content_of(content, run_dir, service.name))
      return Observation{State::differs, "file " + base::quoted(name), "", true};
  }
  return Observation{State::matches, "", ""};
}

// Returns the last line that the process has written. It usually says why the process has ended.
std::string last_words(const ServiceDirectory& directory) {
  const auto log = directory.read_record(kLog);
  if (!log.ok()) return {};
  const auto end = log->find_last_not_of('\n');
  if (end == std::string::npos) return {};
  const auto before = log->rfind('\n', end);
  const auto start = before == std::string::npos ? 0 : before + 1;
  return ": " + base::quoted(log->substr(start, end + 1 - start));
}

Error not_ready(const ServiceDirectory& directory, const std::string& why) {
  return {ErrorKind::driver, why + last_words(directory)};
}

Result<void> wait_until_ready(const ServiceDirectory& directory, const Service& service,
                              const ServiceProcess& process) {
  using Clock = std::chrono::steady_clock;
  const base::UniqueFd running = open_process(process);
  const auto deadline = Clock::now() + std::chrono::seconds(base::kReadySeconds);
  while (!service.ready_file.empty() && !directory.has(service.ready_file)) {
    if (!running || has_ended(running, kPollMilliseconds))
      return not_ready(directory, "the process has ended");
    if (Clock::now() > deadline)
      return not_ready(directory, "the service has not created " +
                                      base::quoted(service.ready_file) + " within " +
                                      std::to_string(base::kReadySeconds) + " seconds");
  }
  return {};
}

Result<void> stop_recorded(const ServiceDirectory& directory) {
  MYDOCKER_TRY(const auto process, recorded_process(directory));
  if (process) MYDOCKER_CHECK(stop_process(*process));
  directory.remove_record(kProcessRecord);
  return {};
}

// Starts the process of the service. `directory` already contains all files of the service.
Result<void> start_in(const ServiceDirectory& directory, const Service& service,
                      const ServiceUser& user, const std::string& run_dir) {
  MYDOCKER_TRY(const auto boot, boot_id());
  MYDOCKER_TRY(const auto log, directory.new_log());
  if (!service.ready_file.empty()) MYDOCKER_CHECK(directory.remove(service.ready_file));
  ServiceProcess process{0, 0, boot, start_digest(service)};
  const auto record = [&](pid_t pid) -> Result<void> {
    process.pid = pid;
    process.start_time = start_time_of(pid);
    MYDOCKER_CHECK(directory.write_record(kProcessRecord, text_of(process)));
    return move_to_scope(service.name, pid);
  };
  ServiceStart start{{}, base::service_directory(run_dir, service.name), user, log.get()};
  for (const auto& word : service.argv)
    start.argv.push_back(content_of(word, run_dir, service.name));
  auto started = start_service(start, record);
  if (started.ok()) started = wait_until_ready(directory, service, process);
  if (!started.ok()) MYDOCKER_CHECK(stop_recorded(directory));
  return started;
}

Result<std::optional<ServiceDirectory>> directory_of(const Namespaces& namespaces,
                                                     const std::string& service) {
  return ServiceDirectory::open(run_directory(namespaces), service);
}

Error no_service(const ServiceFile& file) {
  return {ErrorKind::not_found, "service " + base::quoted(file.service) + " does not exist"};
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const Service& service) {
  MYDOCKER_TRY(const auto directory, directory_of(namespaces, service.name));
  if (!directory) return Observation{};
  MYDOCKER_TRY(const auto process, recorded_process(*directory));
  if (!process || !open_process(*process)) return Observation{};
  if (process->digest != start_digest(service))
    return Observation{State::differs, "another command", "", true};
  return compare_files(*directory, service, run_directory(namespaces));
}

// Creates the service. Its directory may contain files already: other plans have added them for an
// earlier process. These files stay.
Result<void> create(Namespaces& namespaces, const Service& service) {
  const auto run_dir = run_directory(namespaces);
  MYDOCKER_TRY(const auto now, observe(namespaces, service));
  if (now.state != State::absent) return Error(ErrorKind::already_exists, "it runs already");
  MYDOCKER_TRY(const auto user, find_service_user(service.user));
  MYDOCKER_TRY(const auto earlier, directory_of(namespaces, service.name));
  MYDOCKER_TRY(const auto directory, ServiceDirectory::make(run_dir, service.name, user));
  auto started = write_files(directory, service, run_dir);
  if (started.ok())
    started =
        namespaces.run_in(Place::host, [&] { return start_in(directory, service, user, run_dir); });
  if (!started.ok() && !earlier) MYDOCKER_CHECK(remove_service_directory(run_dir, service.name));
  return started;
}

Result<void> update(Namespaces& namespaces, const Service& service, const std::string& /*found*/) {
  MYDOCKER_TRY(const auto directory, directory_of(namespaces, service.name));
  if (directory) MYDOCKER_CHECK(stop_recorded(*directory));
  return create(namespaces, service);
}

Result<void> destroy(Namespaces& namespaces, const Service& service) {
  MYDOCKER_TRY(const auto directory, directory_of(namespaces, service.name));
  if (directory) MYDOCKER_CHECK(stop_recorded(*directory));
  return remove_service_directory(run_directory(namespaces), service.name);
}

Result<Observation> observe(Namespaces& namespaces, const ServiceFile& file) {
  MYDOCKER_TRY(const auto directory, directory_of(namespaces, file.service));
  if (!directory) return Observation{};
  MYDOCKER_TRY(const auto found, directory->read(file.name));
  if (!found) return Observation{};
  if (*found == content_of(file.content, run_directory(namespaces), file.service))
    return Observation{State::matches, "", ""};
  return Observation{State::differs, "another content", "", true};
}

Result<void> create(Namespaces& namespaces, const ServiceFile& file) {
  MYDOCKER_TRY(const auto directory, directory_of(namespaces, file.service));
  if (!directory) return no_service(file);
  if (directory->has(file.name)) return Error(ErrorKind::already_exists, "the file exists");
  return directory->write(file.name,
                          content_of(file.content, run_directory(namespaces), file.service));
}

Result<void> update(Namespaces& namespaces, const ServiceFile& file, const std::string& /*found*/) {
  MYDOCKER_TRY(const auto directory, directory_of(namespaces, file.service));
  if (!directory) return no_service(file);
  return directory->write(file.name,
                          content_of(file.content, run_directory(namespaces), file.service));
}

Result<void> destroy(Namespaces& namespaces, const ServiceFile& file) {
  MYDOCKER_TRY(const auto directory, directory_of(namespaces, file.service));
  return directory ? directory->remove(file.name) : Result<void>();
}

}  // namespace mydocker::kernel

#include "runtime/drivers/host_ending.hpp"

#include <sys/wait.h>

#include <charconv>
#include <csignal>
#include <cstring>
#include <string>
#include <string_view>

#include "runtime/drivers/host_protocol.hpp"
#include "runtime/drivers/naming.hpp"
#include "runtime/sandbox/call_name.hpp"

namespace mydocker::drivers {
namespace {

std::string label_of(const DriverFile& driver) { return driver_in(driver.name, driver.path); }

std::string duration_text(std::chrono::milliseconds duration) {
  const auto count = duration.count();
  return count % 1000 == 0 ? std::to_string(count / 1000) + " s" : std::to_string(count) + " ms";
}

std::string signal_text(int signal) {
  const char* name = ::sigabbrev_np(signal);
  return name != nullptr ? std::string("SIG") + name : "signal " + std::to_string(signal);
}

Error defect(const DriverFile& driver, const std::string& what) {
  return Error(ErrorKind::driver, label_of(driver) + " " + what)
      .hint("this is a bug in the driver; report it to its author");
}

int number_in(std::string_view text) {
  int number = -1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// `document` is for example "41 loading".
Error stopped(const DriverFile& driver, std::string_view document) {
  const bool loading = document.ends_with(" loading");
  return Error(ErrorKind::driver, label_of(driver) + " was stopped: it called " +
                                      sandbox::call_name(number_in(document)) +
                                      (loading ? " while it was loaded" : " while it planned"))
      .hint(
          "a driver that plans may use memory only, and no other system resource; report this to "
          "its author");
}

// The loader's message contains the path of the descriptor. Replaces it with the path of the
// driver.
Error load_failed(const DriverFile& driver, std::string message) {
  const std::string loaded_as = "/proc/self/fd/" + std::to_string(kHostDriver);
  for (std::size_t at = 0; (at = message.find(loaded_as, at)) != std::string::npos;
       at += driver.path.native().size())
    message.replace(at, loaded_as.size(), driver.path.native());
  return explain_load_failure(driver, message);
}

Error no_entry(const DriverFile& driver) {
  return Error(ErrorKind::driver,
               label_of(driver) + " has no entry point \"" + detail::kEntryPoint + "\"")
      .hint("build it with mydocker_add_driver() and MYDOCKER_EXPORT_DRIVER");
}

Error crashed(const DriverFile& driver, int signal) {
  if (signal == SIGSYS)
    return defect(driver, "was stopped: it made a system call that the sandbox refuses");
  return defect(driver, "crashed: " + signal_text(signal));
}

}  // namespace

Error explain_frame(const DriverFile& driver, const Frame& frame) {
  switch (frame.kind) {
    case Frame::Kind::load_failed:
      return load_failed(driver, frame.document);
    case Frame::Kind::no_entry:
      return no_entry(driver);
    case Frame::Kind::stopped:
      return stopped(driver, frame.document);
    case Frame::Kind::crashed:
      return crashed(driver, number_in(frame.document));
    case Frame::Kind::setup_failed:
      return {ErrorKind::kernel, label_of(driver) + " cannot be prepared: " + frame.document};
    default:
      return {ErrorKind::driver, label_of(driver) + " " + frame.document};
  }
}

Error explain_ending(const DriverFile& driver, int status) {
  if (WIFSIGNALED(status)) return crashed(driver, WTERMSIG(status));
  return defect(driver,
                "exited with status " + std::to_string(WEXITSTATUS(status)) + " without a reply");
}

Error explain_garbage(const DriverFile& driver) {
  return defect(driver, "sent invalid data instead of a reply");
}

Error explain_deadline(const DriverFile& driver, std::chrono::milliseconds deadline) {
  return Error(ErrorKind::driver,
               label_of(driver) + " did not reply within " + duration_text(deadline))
      .hint("increase driver_deadline in the configuration");
}

}  // namespace mydocker::drivers

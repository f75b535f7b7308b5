#include "runtime/driver_host/channel.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>

namespace mydocker::driver_host {
namespace {

using drivers::Frame;

bool read_all(char* into, std::size_t size) {
  while (size > 0) {
    const ssize_t count = ::read(drivers::kHostChannel, into, size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    into += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

void write_all(const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t count = ::write(drivers::kHostChannel, bytes, size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    bytes += count;
    size -= static_cast<std::size_t>(count);
  }
}

}  // namespace

bool receive(Frame& request) {
  std::string bytes(drivers::kFrameHeader, '\0');
  if (!read_all(bytes.data(), bytes.size())) return false;
  drivers::FrameHeader header;
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.length > drivers::kMaxRequest) return false;
  bytes.resize(bytes.size() + header.length);
  return read_all(bytes.data() + drivers::kFrameHeader, header.length) &&
         drivers::decode_frame(bytes, request) == drivers::FrameState::complete;
}

void send(Frame::Kind kind, std::string_view document, sandbox::Layers missing) {
  const std::string bytes = drivers::encode_frame({kind, std::string(document), missing});
  write_all(bytes.data(), bytes.size());
}

void send_at_once(Frame::Kind kind, std::string_view document, sandbox::Layers missing) {
  constexpr std::size_t kLongest = 256;
  char bytes[drivers::kFrameHeader + kLongest];
  drivers::FrameHeader header;
  header.kind = static_cast<std::uint32_t>(kind);
  header.length = static_cast<std::uint32_t>(std::min(document.size(), kLongest));
  header.missing = missing;
  std::memcpy(bytes, &header, sizeof header);
  std::memcpy(bytes + sizeof header, document.data(), header.length);
  write_all(bytes, sizeof header + header.length);
}

namespace {

using drivers::Frame;

// The variable is global, because the signal handler needs it and gets no argument for it.
Activity current_activity = Activity::loading;
sandbox::Layers missing_layers = 0;

void report_call(int /*signal*/, siginfo_t* info, void* /*context*/) {
  char text[32];
  char* end = std::to_chars(text, text + 16, info->si_syscall).ptr;
  const char* activity = current_activity == Activity::loading ? " loading" : " planning";
  std::memcpy(end, activity, std::strlen(activity));
  end += std::strlen(activity);
  send_at_once(Frame::Kind::stopped, {text, static_cast<std::size_t>(end - text)}, missing_layers);
  ::_exit(1);
}

void report_abort(int signal) {
  char text[16];
  const char* end = std::to_chars(text, text + sizeof text, signal).ptr;
  send_at_once(Frame::Kind::crashed, {text, static_cast<std::size_t>(end - text)}, missing_layers);
  ::_exit(1);
}

}  // namespace

void report_stops() {
  struct sigaction action {};
  action.sa_flags = SA_SIGINFO;
  action.sa_sigaction = report_call;
  ::sigaction(SIGSYS, &action, nullptr);
  action.sa_flags = 0;
  action.sa_handler = report_abort;
  ::sigaction(SIGABRT, &action, nullptr);
}

void set_activity(Activity activity) { current_activity = activity; }

void set_missing(sandbox::Layers missing) { missing_layers = missing; }

}  // namespace mydocker::driver_host

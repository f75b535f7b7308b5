#include "runtime/driver_host/channel.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
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

}  // namespace mydocker::driver_host

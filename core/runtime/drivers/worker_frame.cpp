#include "runtime/drivers/worker_frame.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace mydocker::drivers {
namespace {

constexpr std::string_view kMagic = "mdRP";

std::uint32_t number_at(std::string_view bytes, std::size_t offset) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

void append_number(std::string& bytes, std::uint32_t value) {
  std::array<char, sizeof value> raw{};
  std::memcpy(raw.data(), &value, sizeof value);
  bytes.append(raw.data(), raw.size());
}

}  // namespace

std::string encode_frame(const Frame& frame) {
  std::string bytes(kMagic);
  append_number(bytes, static_cast<std::uint32_t>(frame.kind));
  append_number(bytes, static_cast<std::uint32_t>(frame.document.size()));
  return bytes + frame.document;
}

FrameState decode_frame(std::string_view bytes, Frame& frame) {
  const std::size_t compared = std::min(bytes.size(), kMagic.size());
  if (bytes.substr(0, compared) != kMagic.substr(0, compared)) return FrameState::garbage;
  if (bytes.size() < kFrameHeader) return FrameState::incomplete;
  const std::uint32_t kind = number_at(bytes, 4);
  const std::size_t length = number_at(bytes, 8);
  const bool known = kind == static_cast<std::uint32_t>(Frame::Kind::reply) ||
                     kind == static_cast<std::uint32_t>(Frame::Kind::failure);
  if (!known || length > kMaxReply) return FrameState::garbage;
  const std::string_view document = bytes.substr(kFrameHeader);
  if (document.size() > length) return FrameState::garbage;
  if (document.size() < length) return FrameState::incomplete;
  frame = {static_cast<Frame::Kind>(kind), std::string(document)};
  return FrameState::complete;
}

}  // namespace mydocker::drivers

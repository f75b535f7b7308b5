#include "runtime/drivers/frame.hpp"

#include <algorithm>
#include <cstring>

namespace mydocker::drivers {
namespace {

constexpr std::string_view kMagic = "mdRP";

bool is_answer(std::uint32_t kind) {
  return kind >= static_cast<std::uint32_t>(Frame::Kind::reply) &&
         kind <= static_cast<std::uint32_t>(Frame::Kind::setup_failed);
}

bool is_request(std::uint32_t kind) {
  return kind >= static_cast<std::uint32_t>(Frame::Kind::call) &&
         kind <= static_cast<std::uint32_t>(Frame::Kind::call_in_container);
}

bool is_possible(const FrameHeader& header) {
  if (is_answer(header.kind)) return header.length <= kMaxReply;
  return is_request(header.kind) && header.length <= kMaxRequest;
}

}  // namespace

std::string encode_frame(const Frame& frame) {
  FrameHeader header;
  header.kind = static_cast<std::uint32_t>(frame.kind);
  header.length = static_cast<std::uint32_t>(frame.document.size());
  header.missing = frame.missing;
  std::string bytes;
  bytes.reserve(sizeof header + frame.document.size());
  bytes.append(reinterpret_cast<const char*>(&header), sizeof header);
  return bytes += frame.document;
}

FrameState decode_frame(std::string_view bytes, Frame& frame) {
  const std::size_t compared = std::min(bytes.size(), kMagic.size());
  if (bytes.substr(0, compared) != kMagic.substr(0, compared)) return FrameState::garbage;
  if (bytes.size() < kFrameHeader) return FrameState::incomplete;
  FrameHeader header;
  std::memcpy(&header, bytes.data(), sizeof header);
  if (!is_possible(header)) return FrameState::garbage;
  const std::string_view document = bytes.substr(kFrameHeader);
  if (document.size() > header.length) return FrameState::garbage;
  if (document.size() < header.length) return FrameState::incomplete;
  frame = {static_cast<Frame::Kind>(header.kind), std::string(document), header.missing};
  return FrameState::complete;
}

}  // namespace mydocker::drivers

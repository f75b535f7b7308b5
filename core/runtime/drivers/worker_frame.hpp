// What a worker sends through its pipe: one frame, whole or not at all. A driver that leaves with
// exit(0), is cut off in the middle, or writes into the pipe itself has not answered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/drivers/call_entry_point.hpp"

namespace mydocker::drivers {

struct Frame {
  // reply: what the driver answered. failure: why there is no answer, as the document of an error.
  enum class Kind : std::uint32_t { reply = 1, failure = 2 };
  Kind kind = Kind::reply;
  std::string document;
};

inline constexpr std::size_t kFrameHeader = 12;
inline constexpr std::size_t kMaxFrame = kFrameHeader + kMaxReply;

std::string encode_frame(const Frame& frame);

enum class FrameState : std::uint8_t { incomplete, complete, garbage };
// Fills in `frame` when it is complete.
FrameState decode_frame(std::string_view bytes, Frame& frame);

}  // namespace mydocker::drivers

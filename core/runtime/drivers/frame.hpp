// What goes between mydocker and a process that runs a driver's code: frames, each complete or not
// there. A process that exits, is cut off in the middle, or writes anything else has not answered.
//
// A frame is the magic "mdRP", the kind, the length of the document and the missing layers of the
// sandbox, four bytes each in the machine's order, then the document.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/drivers/call_entry_point.hpp"
#include "runtime/sandbox/layers.hpp"

namespace mydocker::drivers {

struct Frame {
  enum class Kind : std::uint32_t {
    // Answers. The document is:
    reply = 1,         // what the driver answered
    failure = 2,       // why there is no answer, for people
    load_failed = 3,   // the dynamic loader's message
    no_entry = 4,      // empty: the file is loaded and has no entry point
    stopped = 5,       // the system call that the sandbox refused (driver_host/stop_report.hpp)
    crashed = 6,       // the number of the signal that ended it, in decimal
    setup_failed = 7,  // why the driver was not loaded at all
    // Requests. The document is:
    call = 16,   // a request of the driver's
    load = 17,   // empty: reply once the file is loaded
    entry = 18,  // empty: reply if it has its entry point
  };
  Kind kind = Kind::reply;
  std::string document;
  sandbox::Layers missing = 0;  // of answers: what the kernel refused
};

inline constexpr std::size_t kFrameHeader = 16;
inline constexpr std::size_t kMaxFrame = kFrameHeader + kMaxReply;
// Of the document of a request: a network with all that a user can type is far smaller.
inline constexpr std::size_t kMaxRequest = std::size_t{64} << 20;

// Without the document, for a process that cannot allocate memory.
struct FrameHeader {
  char magic[4] = {'m', 'd', 'R', 'P'};
  std::uint32_t kind = 0;
  std::uint32_t length = 0;
  sandbox::Layers missing = 0;
};
static_assert(sizeof(FrameHeader) == kFrameHeader);

std::string encode_frame(const Frame& frame);

enum class FrameState : std::uint8_t { incomplete, complete, garbage };
// Fills in `frame` when it is complete.
FrameState decode_frame(std::string_view bytes, Frame& frame);

}  // namespace mydocker::drivers

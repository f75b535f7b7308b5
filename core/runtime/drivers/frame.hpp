// The protocol between mydocker and the program mydocker-driver-host, which runs a driver's code.
// Both are installed together.
//
// mydocker starts the program as `mydocker-driver-host MODE SECONDS`. It passes only the
// descriptors below. SECONDS is the limit of processor time. The driver host loads the driver when
// it starts. Then it sends one frame for each request until the channel is closed.
//
// A frame has the magic "mdRP", the kind, the length of the document and the missing layers of the
// sandbox. Each of these has four bytes in the machine's byte order. The document follows. Only a
// complete frame counts as a reply. If the process exits before, or sends other bytes, it has not
// replied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/drivers/entry_point.hpp"
#include "runtime/sandbox/confinement.hpp"
#include "runtime/sandbox/seccomp_filter.hpp"

namespace mydocker::drivers {

// One frame. The comments on the kinds say what the document contains.
struct Frame {
  enum class Kind : std::uint32_t {
    // --- kinds of replies:
    reply = 1,        // the driver's reply
    failure = 2,      // a text for users: why there is no reply
    load_failed = 3,  // the message of the dynamic loader
    no_entry = 4,     // empty: the loaded file has no entry point
    stopped = 5,  // the number of a system call that the sandbox refused (driver_host/channel.hpp)
    crashed = 6,  // the decimal number of the signal that terminated the process
    setup_failed = 7,  // a text: why the driver was not loaded
    // --- kinds of requests:
    call = 16,               // a request to the driver
    load = 17,               // empty; the host replies when the file is loaded
    entry = 18,              // empty; the host replies if the entry point exists
    call_in_container = 19,  // a request to a handler, in the container's namespace
  };
  Kind kind = Kind::reply;
  std::string document;
  sandbox::Layers missing = 0;  // only in replies: the layers that the kernel refused
};

// Sizes in bytes.
inline constexpr std::size_t kFrameHeader = 16;
inline constexpr std::size_t kMaxFrame = kFrameHeader + kMaxReply;
// The maximum size of a request's document. A request for a network with all possible options is
// much smaller.
inline constexpr std::size_t kMaxRequest = std::size_t{64} << 20;

// The header of a frame, for a process that must not allocate memory.
struct FrameHeader {
  char magic[4] = {'m', 'd', 'R', 'P'};
  std::uint32_t kind = 0;
  std::uint32_t length = 0;
  sandbox::Layers missing = 0;
};
static_assert(sizeof(FrameHeader) == kFrameHeader);

// Returns the bytes of the frame.
std::string encode_frame(const Frame& frame);

// The state of received bytes. garbage: the bytes cannot become a frame.
enum class FrameState : std::uint8_t { incomplete, complete, garbage };
// Reads the bytes. Sets `frame` if the frame is complete.
FrameState decode_frame(std::string_view bytes, Frame& frame);

inline constexpr const char* kHostProgram = "mydocker-driver-host";

// The modes of the driver host.
// - compute: the driver plans in the sandbox (sandbox/confinement.hpp). root has started the driver
//   host, and it enters the namespaces itself.
// - compute-in-namespaces: the driver also plans in the sandbox. The driver host is already started
//   in the namespaces.
// - act: a handler runs with the rights of the caller.
inline constexpr const char* kHostComputes = "compute";
inline constexpr const char* kHostComputesInNamespaces = "compute-in-namespaces";
inline constexpr const char* kHostActs = "act";

// --- descriptors after the standard streams
inline constexpr int kHostChannel = sandbox::kChannel;  // a stream socket
inline constexpr int kHostDriver = 4;                   // the driver's file, open for reading
// Descriptors of the namespaces in which handlers are called. If mydocker passes no namespace, this
// descriptor number is closed.
inline constexpr int kHostNetns = 5;
inline constexpr int kContainerNetns = 6;

// The environment of a handler. The environment of a driver that plans is empty.
inline constexpr const char* kHandlerPath =
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

}  // namespace mydocker::drivers

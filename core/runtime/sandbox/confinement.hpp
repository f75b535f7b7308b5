// Puts the calling process into the sandbox for drivers that are not bundled with mydocker.
//
// Entry point: confine(). Call it once, before any code of the driver is mapped into memory. So the
// driver's constructors already run in the sandbox. After dlopen(3), allow_only_planning() reduces
// the system calls to those of a pure function. Both changes are permanent. The process must have
// one thread.
//
//   const Layers missing = sandbox::confine({.driver = fd, .cpu_seconds = 31});
//   void* library = dlopen("/proc/self/fd/N", RTLD_NOW);  // constructors run here
//   sandbox::allow_only_planning();
#pragma once

#include <sys/resource.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace mydocker::sandbox {

// The layers of the sandbox for a driver's code.
//
// A kernel may lack a layer (seccomp(2), landlock(7)). A container may forbid one, for example
// namespaces(7). Then the driver runs without this layer, and the caller reports it.

// One bit for each layer, in the order of their setup. mydocker and the driver host exchange these
// numbers; both are always installed together.
enum class Layer : std::uint32_t {
  process_namespace = 1U << 0,
  network_namespace = 1U << 1,
  mount_namespace = 1U << 2,
  ipc_namespace = 1U << 3,
  uts_namespace = 1U << 4,
  cgroup_namespace = 1U << 5,
  landlock = 1U << 6,
  limits = 1U << 7,
  unprivileged_user = 1U << 8,
  seccomp = 1U << 9,
};

// A set of layers.
using Layers = std::uint32_t;

constexpr Layers bit(Layer layer) noexcept { return static_cast<Layers>(layer); }

// Returns names for messages: "network namespace", "seccomp filter".
std::vector<std::string> names_of(Layers layers);

// The next declarations limit the files that the code of a driver can use. They use Landlock
// (landlock(7), Documentation/userspace-api/landlock.rst).

// One file, or a folder with all its content. It is given by its path or by a descriptor, which is
// not owned.
struct FileRule {
  enum class FileAccess : std::uint8_t { read_file, read_folder, everything };
  const char* path = nullptr;
  int file = -1;
  FileAccess access = FileAccess::read_file;
};

// Limits the file accesses of the process. The process can then read only the dynamic loader's
// cache, files below the system's library folders, and what `rules` allow. All other file accesses
// that Landlock controls fail with EACCES. If the kernel supports it, TCP, abstract Unix sockets
// and signals to other processes are refused too. Sets no_new_privs. A rule for a missing path is
// ignored. Returns false if the kernel has no Landlock.
bool allow_only_files(std::span<const FileRule> rules);

// Resource limits of a process that runs a driver's code. docs/drivers.md has the same numbers.

// RLIMIT_DATA, in bytes: private writable memory (setrlimit(2)). Some language run-times reserve
// much more address space than they use. So the address space has a larger limit of its own
// (RLIMIT_AS). All sizes are in bytes.
inline constexpr rlim_t kMaxData = rlim_t{512} << 20;
inline constexpr rlim_t kMaxAddressSpace = rlim_t{4} << 30;
inline constexpr rlim_t kMaxStack = rlim_t{8} << 20;
inline constexpr rlim_t kMaxFileSize = rlim_t{16} << 20;
inline constexpr rlim_t kMaxOpenFiles = 64;

// Limits memory, files and processor time (`cpu_seconds`). Forbids new processes and threads, core
// files, locked memory and message queues. Raises no limit. Returns false if a limit could not be
// set.
bool limit_resources(rlim_t cpu_seconds);

// Sets the limits that also apply to handlers of Custom resources: private memory, file size, and
// no core file. Handlers run as root and may start programs.
bool limit_handler();

// The parameters of the sandbox.
struct Confinement {
  int driver = -1;         // the driver's file, open for reading (not owned)
  rlim_t cpu_seconds = 1;  // RLIMIT_CPU in seconds; at the limit, the kernel kills the process
  // Whether the process was started in new namespaces of all kinds. Without root, a process cannot
  // enter them itself.
  bool has_namespaces = false;
};

// Sets up the following layers, in this order. Returns the layers that the kernel refuses; 0: none.
//
// - Namespaces for the network (empty, its loopback link down), mounts, IPC, the host name and
//   cgroups. The process namespace must come from clone(2), see drivers/spawn_host.hpp.
// - Landlock: the driver's file and the system's library folders can be read. Nothing else can be
//   opened, created, executed or connected to.
// - Limits (limit_resources()) and umask 077.
// - The user 65534 without groups and capabilities, no_new_privs, and not dumpable. So other
//   processes of this user cannot trace the process or read its memory. The process dies with its
//   parent.
// - seccomp: allows memory, reading files and replies. Every other system call raises SIGSYS
//   (driver_host/channel.hpp).
Layers confine(const Confinement& confinement);

// Call this function after the driver is loaded. From then on no file can be opened and no memory
// made executable. Returns false if the kernel refuses the filter.
bool allow_only_planning();

// This function is for the driver test kit. The kit loads a driver into a separate process to
// observe its changes (threads, signals, files). The function removes all capabilities, and access
// to all files except libraries and those of `rules`. It does not change the user and limits no
// system calls, so that a wrong driver can be observed. The kit provides the namespaces.
void confine_check(std::span<const FileRule> rules);

}  // namespace mydocker::sandbox

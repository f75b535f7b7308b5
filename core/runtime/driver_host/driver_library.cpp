#include "runtime/driver_host/driver_library.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>

#include "runtime/drivers/host_protocol.hpp"

namespace mydocker::driver_host {
namespace {

bool copy_to(int memory, off_t size) {
  off_t offset = 0;
  while (offset < size)
    if (::sendfile(memory, drivers::kHostDriver, &offset,
                   static_cast<std::size_t>(size - offset)) <= 0)
      return false;
  return ::dup3(memory, drivers::kHostDriver, O_CLOEXEC) >= 0;
}

}  // namespace

bool make_driver_readable() {
  struct stat status {};
  if (::fstat(drivers::kHostDriver, &status) != 0) return false;
  if ((status.st_mode & S_IROTH) != 0) return true;
  const int memory = ::memfd_create("driver", MFD_CLOEXEC);
  if (memory < 0) return false;
  const bool copied = copy_to(memory, status.st_size);
  ::close(memory);
  return copied;
}

// Uses dlopen(3) directly. Boost.DLL is larger than this whole program, and each page of it costs
// time at the start of each call.
LoadedDriver load_driver() {
  static_assert(drivers::kHostDriver == 4);
  void* library = ::dlopen("/proc/self/fd/4", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return {{}, ::dlerror()};
  void* symbol = ::dlsym(library, detail::kEntryPoint);
  // POSIX allows the conversion of dlsym()'s result to a function pointer.
  return {{reinterpret_cast<mydocker_driver_call>(symbol)}, {}};
}

}  // namespace mydocker::driver_host

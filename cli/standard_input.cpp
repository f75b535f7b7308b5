#include "standard_input.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>

#include "runtime/base/errno_text.hpp"

namespace mydocker::cli {
namespace {

constexpr std::size_t kLargestInput = std::size_t{16} << 20U;

}  // namespace

Result<std::string> read_standard_input() {
  std::string text;
  std::array<char, 65536> buffer;
  for (;;) {
    const auto count = read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count == 0) return text;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return base::errno_error("read standard input", errno);
    text.append(buffer.data(), static_cast<std::size_t>(count));
    if (text.size() > kLargestInput)
      return Error(ErrorKind::kernel, "standard input has more than 16 MiB");
  }
}

}  // namespace mydocker::cli

#include "output/standard_output.hpp"

#include <unistd.h>

#include <cerrno>

namespace mydocker::cli {

void StandardOutput::print(std::string_view text) {
  while (error_ == 0 && !text.empty()) {
    const ssize_t written = write(STDOUT_FILENO, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      error_ = errno;
    }
  }
}

}  // namespace mydocker::cli

#include "output/standard_output.hpp"

#include <unistd.h>

#include <cerrno>

namespace mydocker::cli {

void StandardOutput::write(std::string_view text, int& error) const {
  while (error_ == 0 && report_error_ == 0 && !text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      error = errno;
    }
  }
}

}  // namespace mydocker::cli

#include "runtime/app/driver_messages.hpp"

#include <algorithm>
#include <cstddef>

#include "runtime/base/quoted.hpp"

namespace mydocker::app {
namespace {

constexpr std::size_t kMostMessages = 20;
constexpr std::size_t kLongestMessage = 200;

std::string printable(std::string text) {
  for (char& c : text)
    if (c < ' ' || c > '~') c = '?';
  return text;
}

}  // namespace

void show_messages(base::StepLog& log, const std::string& driver,
                   const std::vector<std::string>& messages) {
  for (std::size_t i = 0; i < std::min(messages.size(), kMostMessages); ++i)
    log.notice("driver " + base::quoted(driver) + ": " +
               printable(messages[i].substr(0, kLongestMessage)));
}

}  // namespace mydocker::app

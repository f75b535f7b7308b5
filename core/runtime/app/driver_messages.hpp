// The messages of a driver for the user of a command.
#pragma once

#include <string>
#include <vector>

#include "runtime/base/step_log.hpp"

namespace mydocker::app {

// Shows the messages of a driver: `driver "lan": MESSAGE`. Each message becomes one printable line
// of at most 200 characters. At most 20 messages are shown.
void show_messages(base::StepLog& log, const std::string& driver,
                   const std::vector<std::string>& messages);

}  // namespace mydocker::app

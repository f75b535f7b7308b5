// What a driver says to the user of a command.
#pragma once

#include <string>
#include <vector>

#include "runtime/base/step_log.hpp"

namespace mydocker::app {

// Shows the messages of a driver: `driver "lan": MESSAGE`. Each becomes one printable line of at
// most 200 characters. More than 20 are left out.
void show_messages(base::StepLog& log, const std::string& driver,
                   const std::vector<std::string>& messages);

}  // namespace mydocker::app

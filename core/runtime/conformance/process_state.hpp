// What a process has and code that is loaded into it could change.
#pragma once

#include <string>
#include <vector>

namespace mydocker::conformance {

// Each as lines that can be compared.
std::vector<std::string> open_files();  // "3 -> /dev/null"
std::vector<std::string> threads();     // numbers, of children too
// All that are in this namespace of processes beside its first one and this one, by their names.
std::vector<std::string> other_processes();
std::vector<std::string> signal_settings();   // of all signals, and the mask
std::vector<std::string> environment();       // NAME=VALUE, and the locale
std::vector<std::string> process_settings();  // directory, file mode mask, limits, niceness

// What `now` has and `before` had not, and the other way round: "+ ..." and "- ...".
std::vector<std::string> differences(const std::vector<std::string>& now,
                                     const std::vector<std::string>& before);

}  // namespace mydocker::conformance

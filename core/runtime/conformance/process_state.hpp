// The state of the process that a loaded driver could change.
#pragma once

#include <string>
#include <vector>

namespace mydocker::conformance {

// Each function returns lines that can be compared.
std::vector<std::string> open_files();  // "3 -> /dev/null"
std::vector<std::string> threads();     // thread numbers, and "a child"
// The other processes of this PID namespace, with their programs. The first process and this one
// are left out.
std::vector<std::string> other_processes();
// The files below the private folders of a sandbox, without those of the kit itself.
std::vector<std::string> private_files();
std::vector<std::string> signal_settings();   // of all signals, with the mask
std::vector<std::string> environment();       // NAME=VALUE, and the locale
std::vector<std::string> process_settings();  // directory, file mode mask, limits, niceness

// The differences as lines: "+ ..." is only in `now`, and "- ..." is only in `before`.
std::vector<std::string> differences(const std::vector<std::string>& now,
                                     const std::vector<std::string>& before);

}  // namespace mydocker::conformance

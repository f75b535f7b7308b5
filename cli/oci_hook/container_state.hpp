// The state of a container, which an OCI runtime writes to the standard input of a hook.
#pragma once

#include <map>
#include <string>

#include "mydocker/result.hpp"

namespace mydocker::cli::oci_hook {

// Fields of the state (OCI runtime specification, "State") that the hook needs.
struct ContainerState {
  std::string id;
  long pid = 0;  // 0: the container has no process. runc writes null then, crun 0
  std::map<std::string, std::string> annotations;

  static Result<ContainerState> parse(const std::string& text);
};

}  // namespace mydocker::cli::oci_hook

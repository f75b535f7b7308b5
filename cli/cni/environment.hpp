// The parameters that a runtime gives in environment variables.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cni/failure.hpp"

namespace mydocker::cli::cni {

enum class CniCommand : unsigned char { add, del, check, status, gc, version };

// The variables CNI_*. If a variable is not set, its field is empty.
struct CniEnvironment {
  CniCommand command = CniCommand::version;
  std::string container_id;
  std::string netns;
  std::string interface;
  std::map<std::string, std::string> args;  // the pairs of CNI_ARGS
  std::vector<std::string> path;            // the folders of CNI_PATH

  // Reads the variables of this process and checks those that the command needs. VERSION needs no
  // variable, because libcni sends placeholders.
  static CniResult<CniEnvironment> read();
};

}  // namespace mydocker::cli::cni

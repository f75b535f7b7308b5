// Runs one CNI plug-in.
#pragma once

#include <string>
#include <vector>

#include "mydocker/sdk.hpp"

namespace cni {

// The environment and the input of one call.
struct PluginCall {
  std::string program;                   // an absolute path
  std::vector<std::string> environment;  // NAME=VALUE
  std::string input;
};

struct PluginAnswer {
  int exit_code = 0;   // 128 + the signal, if a signal ended it
  std::string output;  // of standard output
};

// Runs the plug-in in the network namespace of the host and waits until it has ended. A plug-in
// that runs longer than a minute is killed.
mydocker::Result<PluginAnswer> run_plugin(const PluginCall& call);

}  // namespace cni

// Runs one CNI plug-in.
#pragma once

#include <string>
#include <vector>

#include "mydocker/sdk.hpp"

namespace cni {

// One call of a plug-in: its program, its environment and its input.
struct PluginCall {
  std::string program;                   // absolute path of the plug-in
  std::vector<std::string> environment;  // variables as NAME=VALUE
  std::string input;
};

struct PluginAnswer {
  int exit_code = 0;   // exit code; 128 + the signal if a signal ended the plug-in
  std::string output;  // the standard output of the plug-in
};

// Runs the plug-in in the network namespace of the host and waits until it has ended. A plug-in
// that runs longer than a minute is killed.
mydocker::Result<PluginAnswer> run_plugin(const PluginCall& call);

}  // namespace cni

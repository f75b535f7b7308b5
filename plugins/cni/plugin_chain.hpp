// The CNI commands ADD, CHECK and DEL for a list of plug-ins (CNI specification 1.1.0, section 4).
#pragma once

#include <string>

#include "attachment.hpp"
#include "plugin_list.hpp"

namespace cni {

// The plug-ins of one attachment.
class PluginChain {
 public:
  // Creates the chain. `netns` is the path of the container's namespace. Empty: the namespace no
  // longer exists.
  PluginChain(PluginList list, CniAttachment attachment, std::string netns)
      : list_(std::move(list)), attachment_(std::move(attachment)), netns_(std::move(netns)) {}

  // Checks that all plug-ins exist, and one of them publishes the ports. Changes nothing.
  [[nodiscard]] mydocker::Result<void> can_begin() const;
  // Runs the command ADD of all plug-ins, in the order of the list. Returns the result of the last
  // plug-in. After a failure, the plug-ins undo everything.
  [[nodiscard]] mydocker::Result<Json> add() const;
  // Runs the command DEL of all plug-ins, in reverse order and even after a failure. Returns the
  // first error.
  [[nodiscard]] mydocker::Result<void> remove(const Json& result) const;
  // Runs the command CHECK of all plug-ins. Returns whether every plug-in finds its part unchanged.
  // If the list does not support CHECK, the result is always true.
  [[nodiscard]] mydocker::Result<bool> check(const Json& result) const;

 private:
  // Runs one plug-in. Returns its result. Null: the plug-in has printed no result.
  [[nodiscard]] mydocker::Result<Json> run(const char* command, const Json& plugin,
                                           const Json& previous) const;

  PluginList list_;
  CniAttachment attachment_;
  std::string netns_;
};

}  // namespace cni

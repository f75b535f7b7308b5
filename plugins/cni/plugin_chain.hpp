// ADD, CHECK and DEL of a list of plug-ins (CNI specification 1.1.0, section 4).
#pragma once

#include <string>

#include "attachment.hpp"
#include "plugin_list.hpp"

namespace cni {

// The plug-ins of one attachment.
class PluginChain {
 public:
  // Creates the chain. `netns` is the path of the container's namespace. Empty: the namespace does
  // not exist any more.
  PluginChain(PluginList list, CniAttachment attachment, std::string netns)
      : list_(std::move(list)), attachment_(std::move(attachment)), netns_(std::move(netns)) {}

  // Checks that all plug-ins exist, and one of them publishes the ports. Changes nothing.
  [[nodiscard]] mydocker::Result<void> can_begin() const;
  // Runs the plug-ins in order. Returns the result of the last one. After a failure, the plug-ins
  // undo everything.
  [[nodiscard]] mydocker::Result<Json> add() const;
  // Runs the plug-ins in reverse order, even after a failure. Returns the first error.
  [[nodiscard]] mydocker::Result<void> remove(const Json& result) const;
  // Returns whether every plug-in finds its part unchanged. A list without CHECK always gives true.
  [[nodiscard]] mydocker::Result<bool> check(const Json& result) const;

 private:
  // Runs one plug-in. Returns its result; null: it has none.
  [[nodiscard]] mydocker::Result<Json> run(const char* command, const Json& plugin,
                                           const Json& previous) const;

  PluginList list_;
  CniAttachment attachment_;
  std::string netns_;
};

}  // namespace cni

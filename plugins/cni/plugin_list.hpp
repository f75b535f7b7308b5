// The configuration of a list of CNI plug-ins, as runtimes read it from /etc/cni/net.d.
#pragma once

#include <string>
#include <vector>

#include "attachment.hpp"
#include "mydocker/json.hpp"

namespace cni {

using mydocker::Json;

// A file NAME.conflist, or NAME.conf with one plug-in.
struct PluginList {
  std::string name;
  std::string version;
  bool is_checked = true;     // whether the list supports the command CHECK and has not disabled it
  std::vector<Json> plugins;  // the plug-ins as they are in the file; each has a "type"

  // Parses the configuration. Error invalid_argument: the text is no such configuration.
  static mydocker::Result<PluginList> parse(const std::string& text);
  // Reads the file. Error not_found: the file does not exist.
  static mydocker::Result<PluginList> read(const std::string& file);
};

// Returns the configuration of one plug-in for one call. `previous` is the result of the plug-in
// before this one. Null: there is none.
Json configuration_for(const PluginList& list, const Json& plugin, const Json& capabilities,
                       const Json& previous);

// Returns the values for the capabilities of plug-ins: the MAC and the ports of the attachment.
// Error invalid_argument: a port is wrong.
mydocker::Result<Json> capabilities_of(const CniAttachment& attachment);

}  // namespace cni

#include "plugin_list.hpp"

#include <fstream>
#include <iterator>
#include <sstream>

namespace cni {
namespace {

using mydocker::Error;
using mydocker::ErrorKind;
using mydocker::Result;

Error wrong(const std::string& what) { return {ErrorKind::invalid_argument, what}; }

// Returns whether this version of the CNI specification has the command CHECK. It exists since
// version 0.4.0.
bool has_check(const std::string& version) {
  return !version.starts_with("0.1.") && !version.starts_with("0.2.") &&
         !version.starts_with("0.3.");
}

// Returns the plug-ins of a list, or the one plug-in that the whole file describes.
Result<std::vector<Json>> plugins_of(const Json& json) {
  if (!json.contains("plugins")) return std::vector<Json>{json};
  const Json& plugins = json["plugins"];
  if (!plugins.is_array() || plugins.empty()) return wrong(R"(field "plugins" is no list)");
  return std::vector<Json>(plugins.items().begin(), plugins.items().end());
}

// Checks the configuration of one plug-in. Its "type" must be a file name, so that its program is
// in one of the folders for plug-ins.
Result<void> check_plugin(const Json& plugin) {
  if (!plugin.is_object()) return wrong(R"(an element of "plugins" is no object)");
  const auto& type = plugin["type"].string();
  if (type.empty() || type.find('/') != std::string::npos)
    return wrong("a plug-in has no \"type\" that is a file name");
  return {};
}

// Converts a port, for example "8080:80/tcp", to one element of portMappings.
Result<Json> port_mapping(const std::string& word) {
  const auto colon = word.find(':');
  const auto slash = word.find('/');
  const auto error = wrong(R"(option "ports": ")" + word + "\" is not HOST:CONTAINER[/PROTOCOL]");
  if (colon == std::string::npos) return error;
  const auto host = mydocker::parse_number(word.substr(0, colon));
  const auto container = mydocker::parse_number(word.substr(colon + 1, slash - colon - 1));
  if (!host || !container) return error;
  return Json{{"hostPort", *host},
              {"containerPort", *container},
              {"protocol", slash == std::string::npos ? "tcp" : word.substr(slash + 1)}};
}

}  // namespace

Result<PluginList> PluginList::parse(const std::string& text) {
  const Json json = Json::parse(text).value_or({});
  if (!json.is_object()) return wrong("the file is no JSON object");
  PluginList list;
  list.name = json["name"].string();
  if (list.name.empty()) return wrong(R"(field "name" is missing)");
  list.version = json["cniVersion"].string();
  if (list.version.empty()) list.version = "0.2.0";  // the default of the specification
  list.is_checked = has_check(list.version) && !json["disableCheck"].is_true();
  MYDOCKER_TRY(list.plugins, plugins_of(json));
  for (const auto& plugin : list.plugins) MYDOCKER_CHECK(check_plugin(plugin));
  return list;
}

Result<PluginList> PluginList::read(const std::string& file) {
  std::ifstream input(file);
  if (!input)
    return Error(ErrorKind::not_found, "the file \"" + file + "\" cannot be read")
        .hint("write it, or give the path of another one: -o conflist=FILE");
  const std::string text{std::istreambuf_iterator<char>(input), {}};
  return parse(text).within("file \"" + file + "\"");
}

Json configuration_for(const PluginList& list, const Json& plugin, const Json& capabilities,
                       const Json& previous) {
  Json configuration = plugin;
  configuration["name"] = list.name;
  configuration["cniVersion"] = list.version;
  if (!previous.is_null()) configuration["prevResult"] = previous;
  const Json& declared = plugin["capabilities"];
  if (!declared.is_object()) return configuration;
  configuration.erase("capabilities");
  for (const auto& [name, value] : capabilities.fields())
    if (declared[name].is_true()) configuration["runtimeConfig"][name] = value;
  return configuration;
}

Result<Json> capabilities_of(const CniAttachment& attachment) {
  Json capabilities{{"mac", attachment.mac}};
  std::istringstream words(attachment.ports);
  for (std::string word; std::getline(words, word, ',');) {
    MYDOCKER_TRY(auto mapping, port_mapping(word));
    capabilities["portMappings"].push_back(std::move(mapping));
  }
  return capabilities;
}

}  // namespace cni

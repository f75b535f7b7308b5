#include "cni/network_config.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <string_view>

#include "engine_document.hpp"
#include "runtime/base/nearest.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/text.hpp"
#include "runtime/model/names.hpp"
#include "settings.hpp"

namespace mydocker::cli::cni {
namespace {

// The fields of the specification. A field with a "/" or a "." belongs to another program.
constexpr std::string_view kSpecifiedFields[] = {
    "cniVersion", "cniVersions", "name",       "type",          "args",         "capabilities",
    "dns",        "ipam",        "prevResult", "runtimeConfig", "disableCheck", "disableGC"};

// The fields of the configuration that only mydocker has.
constexpr std::string_view kOwnFields[] = {"network",  "driver",  "subnets",    "gateways",
                                           "ipRanges", "routes",  "ipv6",       "internal",
                                           "ipMasq",   "options", "labels",     "endpointOptions",
                                           "stateDir", "runDir",  "driverDirs", "configFile"};

// The fields that define a network. They cannot be combined with the field "network".
constexpr const char* kDefining[] = {"driver", "subnets",  "gateways", "ipRanges", "routes",
                                     "ipv6",   "internal", "ipMasq",   "options",  "labels"};

CniResult<Done> check_fields(const Json& json) {
  for (const auto& [name, value] : json.fields()) {
    const std::string& key = name;
    if (key.find_first_of("./") != std::string::npos) continue;
    const auto is_key = [&](std::string_view field) { return field == key; };
    if (std::ranges::any_of(kSpecifiedFields, is_key) || std::ranges::any_of(kOwnFields, is_key))
      continue;
    const auto near = base::nearest(key, {std::begin(kOwnFields), std::end(kOwnFields)});
    return Failure(Code::unsupported_field,
                   "unsupported field " + base::quoted(key) + " with the value " + value.dump(),
                   near ? "did you mean \"" + *near + "\"?" : "see docs/how-to/cni.md");
  }
  return Done{};
}

CniResult<Done> check_version(NetworkConfig& config, const Json& json) {
  MYDOCKER_TRY(config.version_text, text_field(json, "cniVersion"));
  const auto version = version_from(config.version_text);
  if (!version)
    return Failure(Code::incompatible_version,
                   "CNI version " + base::quoted(config.version_text) + " is not supported",
                   "supported versions: " + supported_versions_text());
  config.version = *version;
  return Done{};
}

CniResult<Done> read_definition(NetworkConfig& config, const Json& json) {
  auto& definition = config.definition;
  definition.name = config.name;
  MYDOCKER_TRY(const auto driver, text_field(json, "driver"));
  if (!driver.empty()) definition.driver = driver;
  MYDOCKER_TRY(definition.subnets, texts_field(json, "subnets"));
  MYDOCKER_TRY(definition.gateways, texts_field(json, "gateways"));
  MYDOCKER_TRY(definition.ip_ranges, texts_field(json, "ipRanges"));
  MYDOCKER_TRY(definition.routes, texts_field(json, "routes"));
  MYDOCKER_TRY(definition.internal, flag_field(json, "internal"));
  MYDOCKER_TRY(const bool ipv6, flag_field(json, "ipv6"));
  if (ipv6) definition.ipv6 = "true";
  MYDOCKER_TRY(definition.options, pairs_field(json, "options"));
  if (json.contains("ipMasq")) {
    MYDOCKER_TRY(const bool masquerade, flag_field(json, "ipMasq"));
    definition.role_options.emplace(OptionRole::masquerade, masquerade ? "true" : "false");
  }
  MYDOCKER_TRY(definition.labels, pairs_field(json, "labels"));
  return Done{};
}

CniResult<Done> read_network(NetworkConfig& config, const Json& json) {
  MYDOCKER_TRY(config.name, text_field(json, "name"));
  if (config.name.empty()) return Failure(Code::configuration, "field \"name\" is missing");
  MYDOCKER_CHECK(read_definition(config, json));
  if (!json.contains("network")) {
    MYDOCKER_CHECK(model::check_network_name(config.name));
    return Done{};
  }
  MYDOCKER_TRY(config.existing, text_field(json, "network"));
  if (config.existing->empty()) return Failure(Code::configuration, "field \"network\" is empty");
  for (const char* field : kDefining)
    if (json.contains(field))
      return Failure(Code::configuration,
                     "fields \"network\" and " + base::quoted(field) + " cannot be combined",
                     "\"network\" names a network that exists; without it, the network is created");
  return Done{};
}

CniResult<Done> read_ipam(NetworkConfig& config, const Json& json) {
  MYDOCKER_TRY(const auto ipam, object_field(json, "ipam"));
  if (ipam.empty()) return Done{};
  MYDOCKER_TRY(config.ipam, text_field(ipam, "type"));
  if (config.ipam.empty())
    return Failure(Code::configuration, R"(field "ipam" has no "type")",
                   "leave \"ipam\" out to use mydocker's own address management");
  if (config.ipam.find('/') != std::string::npos)
    return Failure(Code::configuration,
                   "ipam type " + base::quoted(config.ipam) + " is not a file name");
  return Done{};
}

CniResult<std::filesystem::path> absolute_folder(const Json& json, const std::string& key,
                                                 const std::filesystem::path& otherwise) {
  MYDOCKER_TRY(const auto text, text_field(json, key));
  if (text.empty()) return otherwise;
  if (text.front() != '/')
    return Failure(Code::configuration,
                   "field " + base::quoted(key) + ": " + base::quoted(text) + " is not absolute");
  return std::filesystem::path(text);
}

CniResult<Done> read_settings(app::Settings& settings, const Json& json) {
  if (json.contains("stateDir")) {
    MYDOCKER_TRY(const auto folder, absolute_folder(json, "stateDir", {}));
    set_state_dir(settings, folder);
  }
  MYDOCKER_TRY(settings.run_dir, absolute_folder(json, "runDir", settings.run_dir));
  MYDOCKER_TRY(const auto file, absolute_folder(json, "configFile", {}));
  if (!file.empty()) settings.config_file = file;
  MYDOCKER_TRY(const auto folders, texts_field(json, "driverDirs"));
  for (const auto& folder : folders) settings.driver_dirs.emplace_back(folder);
  return Done{};
}

CniResult<Done> read_valid(NetworkConfig& config, const Json& json) {
  for (const char* key : {"cni.dev/valid-attachments", "cni.dev/attachments"}) {
    if (config.valid || !json.contains(key)) continue;
    MYDOCKER_TRY(const auto list, list_field(json, key));
    config.valid.emplace();
    for (const auto& one : list.items()) {
      if (!one.is_object())
        return Failure(Code::configuration, "field " + base::quoted(key) + " has a wrong element");
      MYDOCKER_TRY(auto container, text_field(one, "containerID"));
      MYDOCKER_TRY(auto interface, text_field(one, "ifname"));
      config.valid->emplace_back(std::move(container), std::move(interface));
    }
  }
  return Done{};
}

// Returns the field prevResult, or null if the field is missing.
CniResult<Json> previous_result(const Json& json) {
  if (json["prevResult"].is_null()) return Json();
  MYDOCKER_TRY(Json previous, object_field(json, "prevResult"));
  for (const char* list : {"interfaces", "ips", "routes"})
    MYDOCKER_CHECK(list_field(previous, list));
  MYDOCKER_CHECK(object_field(previous, "dns"));
  return previous;
}

// The supported versions, in the order of the enumerators of Version.
constexpr std::array<std::string_view, 5> kSupportedVersions{"0.3.0", "0.3.1", "0.4.0", "1.0.0",
                                                             kNewestVersion};

}  // namespace

CniResult<NetworkConfig> NetworkConfig::parse(std::string text) {
  const auto parsed = Json::parse(text);
  if (!parsed)
    return Failure(Code::json, "the network configuration on standard input is not JSON",
                   parsed.error().message());
  const Json& json = *parsed;
  if (!json.is_object())
    return Failure(Code::json, "the network configuration on standard input is not an object");
  NetworkConfig config;
  config.text = std::move(text);
  MYDOCKER_CHECK(check_version(config, json));
  MYDOCKER_CHECK(check_fields(json));
  MYDOCKER_CHECK(read_network(config, json));
  MYDOCKER_CHECK(read_ipam(config, json));
  MYDOCKER_CHECK(read_settings(config.settings, json));
  MYDOCKER_CHECK(read_valid(config, json));
  MYDOCKER_TRY(config.endpoint_options, pairs_field(json, "endpointOptions"));
  MYDOCKER_TRY(config.dns, object_field(json, "dns"));
  MYDOCKER_TRY(config.runtime_config, object_field(json, "runtimeConfig"));
  MYDOCKER_TRY(config.previous, previous_result(json));
  return config;
}

std::string version_in(const std::string& text) {
  return Json::parse(text).value_or({})["cniVersion"].string();
}

std::optional<Version> version_from(const std::string& text) {
  for (std::size_t n = 0; n < kSupportedVersions.size(); ++n)
    if (kSupportedVersions.at(n) == text) return static_cast<Version>(n);
  return std::nullopt;
}

std::string supported_versions_text() { return base::joined(kSupportedVersions); }

Json version_json(const std::string& version) {
  return {{"cniVersion", version}, {"supportedVersions", kSupportedVersions}};
}

}  // namespace mydocker::cli::cni

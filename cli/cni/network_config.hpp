// The network configuration that a runtime writes to standard input, and its CNI version.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cni/failure.hpp"
#include "output/json_text.hpp"
#include "runtime/app/requests.hpp"

namespace mydocker::cli::cni {

// The supported versions of the CNI specification, oldest first. The enumerators can be compared.
enum class Version : unsigned char { v0_3_0, v0_3_1, v0_4_0, v1_0_0, v1_1_0 };

inline constexpr const char* kNewestVersion = "1.1.0";

// Returns the enumerator for a version text. Returns nothing if the version is not supported.
std::optional<Version> version_from(const std::string& text);

// "0.3.0, 0.3.1, ..."
std::string supported_versions_text();

// Returns the reply to the command VERSION. `version` is the version of the request.
Json version_json(const std::string& version);

// A checked configuration. docs/how-to/cni.md describes the fields.
struct NetworkConfig {
  std::string text;  // the text as it was read; a delegated plug-in gets it
  std::string version_text;
  Version version = Version::v1_1_0;
  std::string name;
  // The field "network": the name of a network that must exist. None: the network has the name of
  // the configuration, and is created if it is missing.
  std::optional<std::string> existing;
  model::NetworkSpec definition;
  std::vector<std::string> endpoint_options;  // options KEY=VALUE
  std::string ipam;                           // the delegated plug-in; empty: mydocker's own IPAM
  Json dns;
  Json previous;        // the field prevResult; null: the field is missing
  Json runtime_config;  // the values of the capabilities
  app::Settings settings;
  // The field cni.dev/valid-attachments, for GC: pairs of a container and an interface. None: the
  // field is missing.
  std::optional<std::vector<std::pair<std::string, std::string>>> valid;

  // Returns the name of mydocker's network.
  [[nodiscard]] const std::string& network() const { return existing ? *existing : name; }
  // Returns whether the delegated plug-in is "dhcp". It needs the interface to ask for an address.
  [[nodiscard]] bool uses_dhcp() const { return ipam == "dhcp"; }

  static CniResult<NetworkConfig> parse(std::string text);
};

// Returns the "cniVersion" of a configuration, even if the rest is wrong. Empty: the field is
// missing.
std::string version_in(const std::string& text);

}  // namespace mydocker::cli::cni

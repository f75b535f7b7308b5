// The network configuration that a runtime writes to standard input, and its CNI version.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cni/failure.hpp"
#include "output/json_text.hpp"
#include "runtime/app/requests.hpp"

namespace mydocker::cli::cni {

// The supported versions of the CNI specification, oldest first. Enumerators can be compared.
enum class Version : unsigned char { v0_3_0, v0_3_1, v0_4_0, v1_0_0, v1_1_0 };

inline constexpr const char* kNewestVersion = "1.1.0";

// Returns nothing if the version is not supported.
std::optional<Version> version_from(const std::string& text);

// "0.3.0, 0.3.1, ..."
std::string supported_versions_text();

// The answer to VERSION. `version` is the version of the question.
Json version_json(const std::string& version);

// A checked configuration. The fields are described in docs/how-to/cni.md.
struct NetworkConfig {
  std::string text;  // as it was read; a delegated plug-in gets it
  std::string version_text;
  Version version = Version::v1_1_0;
  std::string name;
  // "network": the name of a network that must exist. None: the network has the name of the
  // configuration and is created when it is missing.
  std::optional<std::string> existing;
  model::NetworkSpec definition;
  std::vector<std::string> endpoint_options;  // KEY=VALUE
  std::string ipam;                           // the delegated plug-in; empty: mydocker's own IPAM
  Json dns;
  Json previous;        // prevResult; null: none
  Json runtime_config;  // the values of the capabilities
  app::Settings settings;
  // cni.dev/valid-attachments, for GC. None: the field is missing.
  std::optional<std::vector<std::pair<std::string, std::string>>> valid;  // container, interface

  // The name of mydocker's network.
  [[nodiscard]] const std::string& network() const { return existing ? *existing : name; }
  // Whether the delegated plug-in gets the addresses through the interface.
  [[nodiscard]] bool uses_dhcp() const { return ipam == "dhcp"; }

  static CniResult<NetworkConfig> parse(std::string text);
};

// The "cniVersion" of a configuration that may be wrong otherwise. Empty: there is none.
std::string version_in(const std::string& text);

}  // namespace mydocker::cli::cni

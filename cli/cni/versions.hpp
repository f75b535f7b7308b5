// The versions of the CNI specification.
#pragma once

#include <optional>
#include <string>

#include "output/json_text.hpp"

namespace mydocker::cli::cni {

// The supported versions, oldest first. Enumerators can be compared.
enum class Version : unsigned char { v0_3_0, v0_3_1, v0_4_0, v1_0_0, v1_1_0 };

inline constexpr const char* kNewestVersion = "1.1.0";

// Returns nothing if the version is not supported.
std::optional<Version> version_from(const std::string& text);

// "0.3.0, 0.3.1, ..."
std::string supported_versions_text();

// The answer to VERSION. `version` is the version of the question.
Json version_json(const std::string& version);

}  // namespace mydocker::cli::cni

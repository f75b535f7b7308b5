#include "cni/versions.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace mydocker::cli::cni {
namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, 5> kSupportedVersions{"0.3.0", "0.3.1", "0.4.0", "1.0.0",
                                                             kNewestVersion};

}  // namespace

std::optional<Version> version_from(const std::string& text) {
  for (std::size_t n = 0; n < kSupportedVersions.size(); ++n)
    if (kSupportedVersions.at(n) == text) return static_cast<Version>(n);
  return std::nullopt;
}

std::string supported_versions_text() {
  std::string text;
  for (const auto version : kSupportedVersions)
    text += (text.empty() ? "" : ", ") + std::string(version);
  return text;
}

Json version_json(const std::string& version) {
  return {{"cniVersion", version}, {"supportedVersions", kSupportedVersions}};
}

}  // namespace mydocker::cli::cni

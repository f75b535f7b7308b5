#include "mydocker/manifest.hpp"

namespace mydocker {
namespace {

std::vector<std::string> strings(std::span<const std::string_view> views) {
  return {views.begin(), views.end()};
}

ManifestOption option(const OptionSpec& spec) {
  return {.key = std::string(spec.key),
          .scope = spec.scope,
          .type = spec.type,
          .role = spec.role,
          .help = std::string(spec.help),
          .default_value = std::string(spec.default_value),
          .min = spec.min,
          .max = spec.max,
          .choices = strings(spec.choices),
          .alias = std::string(spec.alias),
          .other_alias = std::string(spec.other_alias)};
}

}  // namespace

Manifest manifest_of(const DriverInfo& info) {
  Manifest manifest{.name = std::string(info.name),
                    .version = std::string(info.version),
                    .summary = std::string(info.summary),
                    .license = std::string(info.license),
                    .capabilities = {},
                    .resources = strings(info.resources),
                    .options = {},
                    .sdk_major = kSdkMajor,
                    .sdk_minor = kSdkMinor,
                    .min_host_minor = info.min_host_minor,
                    .traits = strings(info.traits),
                    .wraps = std::string(info.wraps),
                    .needs = {}};
  for (const Capability capability : info.capabilities)
    manifest.capabilities.emplace_back(detail::name_of(capability));
  for (const Need need : info.needs) manifest.needs.emplace_back(detail::name_of(need));
  for (const OptionSpec& spec : info.options) manifest.options.push_back(option(spec));
  return manifest;
}

}  // namespace mydocker

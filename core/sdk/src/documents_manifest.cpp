// The manifest as a document. detail/manifest_text.hpp writes it into the driver's file.
#include "json_reader.hpp"
#include "mydocker/detail/manifest_text.hpp"
#include "mydocker/documents.hpp"

namespace mydocker {

using json::SameAs;

static constexpr const auto& names_of(OptionScope) { return detail::kOptionScopeNames; }
static constexpr const auto& names_of(OptionType) { return detail::kOptionTypeNames; }
static constexpr const auto& names_of(OptionRole) { return detail::kOptionRoleNames; }

static void fields(auto& codec, SameAs<ManifestOption> auto& option) {
  codec("key", option.key);
  codec("scope", option.scope);
  codec("type", option.type);
  codec.optional("role", option.role);
  codec("help", option.help);
  codec("default", option.default_value);
  codec("min", option.min);
  codec("max", option.max);
  codec("choices", option.choices);
  codec("alias", option.alias);
  codec.optional("other_alias", option.other_alias);
}

namespace documents {
namespace {

// Splits "1.0" into its two numbers.
void sdk_version(json::Reader& reader, Manifest& manifest) {
  std::string text;
  reader("sdk", text);
  const auto part = [](std::string_view digits) -> std::optional<std::uint16_t> {
    const auto number = parse_number(digits);
    if (!number.ok() || *number < 0 || *number > 0xffff) return std::nullopt;
    return static_cast<std::uint16_t>(*number);
  };
  const std::size_t dot = text.find('.');
  const auto major = part(std::string_view(text).substr(0, dot));
  const auto minor = dot == std::string::npos ? std::nullopt : part(text.substr(dot + 1));
  if (!major || !minor)
    return reader.fail(Error(ErrorKind::driver, "field \"sdk\" is not a version such as 1.0"));
  manifest.sdk_major = *major;
  manifest.sdk_minor = *minor;
}

}  // namespace

Result<Manifest> decode_manifest(std::string_view document) {
  MYDOCKER_TRY(const auto parsed, json::Document::parse(document, ErrorKind::driver));
  const json::Path whole;
  json::Reader reader(parsed.root(), whole, ErrorKind::driver);
  Manifest manifest;
  reader("name", manifest.name);
  reader("version", manifest.version);
  reader("summary", manifest.summary);
  reader("license", manifest.license);
  reader("capabilities", manifest.capabilities);
  reader("resources", manifest.resources);
  reader("options", manifest.options);
  sdk_version(reader, manifest);
  reader("min_host_minor", manifest.min_host_minor);
  reader.optional("traits", manifest.traits);
  reader.optional("wraps", manifest.wraps);
  reader.optional("needs", manifest.needs);
  if (auto error = reader.finish()) return *std::move(error);
  return manifest;
}

}  // namespace documents
}  // namespace mydocker

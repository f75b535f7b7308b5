#include "runtime/config/yaml_writer.hpp"

#include <yaml-cpp/emitter.h>
#include <yaml-cpp/emittermanip.h>

#include <algorithm>

namespace mydocker::config {
namespace {

// Returns whether the text begins with a letter and is a plain text in YAML. YAML 1.1 and 1.2 have
// words with a special meaning, for example yes and off.
bool is_plain_word(const std::string& text) {
  constexpr std::string_view kMeaningful[] = {"true", "false", "yes", "no", "on",
                                              "off",  "null",  "y",   "n"};
  std::string lower = text;
  std::ranges::transform(lower, lower.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  if (lower.empty() || lower.front() < 'a' || lower.front() > 'z') return false;
  return std::ranges::find(kMeaningful, lower) == std::end(kMeaningful);
}

// Returns whether the text is an IPv4 address, prefix or range. Three dots are no number in YAML.
bool is_plain_address(const std::string& text) {
  const bool allowed = text.find_first_not_of("0123456789./-") == std::string::npos;
  return allowed && std::ranges::count(text, '.') >= 3;
}

}  // namespace

YamlWriter::YamlWriter() : emitter_(std::make_unique<YAML::Emitter>()) {}
YamlWriter::~YamlWriter() = default;

void YamlWriter::begin_map() { *emitter_ << YAML::BeginMap; }

void YamlWriter::begin_map(std::string_view key) {
  this->key(key);
  begin_map();
}

void YamlWriter::end_map() { *emitter_ << YAML::EndMap; }

void YamlWriter::begin_list(std::string_view key) {
  this->key(key);
  *emitter_ << YAML::BeginSeq;
}

void YamlWriter::end_list() { *emitter_ << YAML::EndSeq; }

void YamlWriter::entry(std::string_view key, const std::string& text) {
  this->key(key);
  scalar(text);
}

void YamlWriter::entry(std::string_view key, bool flag) {
  this->key(key);
  *emitter_ << (flag ? "true" : "false");
}

void YamlWriter::entry(std::string_view key, const std::vector<std::string>& texts) {
  begin_list(key);
  for (const auto& text : texts) scalar(text);
  end_list();
}

void YamlWriter::entry(std::string_view key, const std::map<std::string, std::string>& texts) {
  begin_map(key);
  for (const auto& [name, text] : texts) entry(name, text);
  end_map();
}

std::string YamlWriter::text() const { return std::string(emitter_->c_str()) + "\n"; }

void YamlWriter::key(std::string_view key) {
  *emitter_ << YAML::Key;
  scalar(std::string(key));
  *emitter_ << YAML::Value;
}

void YamlWriter::scalar(const std::string& text) {
  if (!is_plain_word(text) && !is_plain_address(text)) *emitter_ << YAML::DoubleQuoted;
  *emitter_ << text;
}

}  // namespace mydocker::config

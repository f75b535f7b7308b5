#include <yaml-cpp/emitter.h>
#include <yaml-cpp/emittermanip.h>

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/yaml_text.hpp"
#include "runtime/config/network_file.hpp"

namespace mydocker::config {
namespace {

// Writes texts, maps and lists as a YAML document that parse_yaml() (yaml_value.hpp) can read.

// Writes one document. Each begin function needs its end function.
class YamlWriter {
 public:
  YamlWriter();
  ~YamlWriter();
  YamlWriter(const YamlWriter&) = delete;
  YamlWriter& operator=(const YamlWriter&) = delete;

  // begin_map() opens a map at the top or in a list. begin_map(key) opens a map inside a map.
  void begin_map();
  void begin_map(std::string_view key);
  void end_map();
  void begin_list(std::string_view key);
  void end_list();

  void entry(std::string_view key, const std::string& text);
  void entry(std::string_view key, bool flag);
  void entry(std::string_view key, const std::vector<std::string>& texts);
  void entry(std::string_view key, const std::map<std::string, std::string>& texts);

  // Returns the document, with a newline at the end.
  [[nodiscard]] std::string text() const;

 private:
  void key(std::string_view key);
  // Adds quotes if another program might read the text as a number, a flag or null.
  void scalar(const std::string& text);

  std::unique_ptr<YAML::Emitter> emitter_;
};

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
  if (!base::is_plain_yaml(text)) *emitter_ << YAML::DoubleQuoted;
  *emitter_ << text;
}

using model::DeclaredField;
using model::DeclaredNetwork;
using model::DeclaredSubnet;

class NetworkFileWriter {
 public:
  std::string write(const std::vector<DeclaredNetwork>& networks) {
    yaml_.begin_map();
    yaml_.begin_map("networks");
    for (const auto& network : networks) {
      yaml_.begin_map(network.name);
      write_fields(network, model::network_fields());
      yaml_.end_map();
    }
    yaml_.end_map();
    yaml_.end_map();
    return yaml_.text();
  }

 private:
  template <class Owner>
  void write_fields(const Owner& owner, std::span<const DeclaredField<Owner>> fields) {
    for (const auto& field : fields)
      std::visit([&](auto member) { write_value(field, owner.*member, Owner{}.*member); },
                 field.member);
  }
  template <class Owner, class Value>
  void write_value(const DeclaredField<Owner>& field, const Value& value, const Value& otherwise) {
    if (field.always || value != otherwise) yaml_.entry(field.key, value);
  }
  template <class Owner>
  void write_value(const DeclaredField<Owner>& field, const std::vector<DeclaredSubnet>& subnets,
                   const std::vector<DeclaredSubnet>& /*otherwise*/) {
    if (subnets.empty()) return;
    yaml_.begin_list(field.key);
    for (const auto& subnet : subnets) {
      yaml_.begin_map();
      write_fields(subnet, model::subnet_fields());
      yaml_.end_map();
    }
    yaml_.end_list();
  }

  template <class Owner>
  void write_value(const DeclaredField<Owner>& field, const std::vector<std::string>& words,
                   const std::vector<std::string>& /*otherwise*/) {
    if (!words.empty()) yaml_.entry(field.key, words);
  }
  template <class Owner>
  void write_value(const DeclaredField<Owner>& field, const std::optional<bool>& flag,
                   const std::optional<bool>& /*otherwise*/) {
    if (flag) yaml_.entry(field.key, *flag);
  }

  YamlWriter yaml_;
};

}  // namespace

std::string write_network_file(const std::vector<DeclaredNetwork>& networks) {
  return NetworkFileWriter().write(networks);
}

}  // namespace mydocker::config

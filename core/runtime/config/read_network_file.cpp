#include <algorithm>
#include <span>
#include <utility>

#include "mydocker/options.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/config/network_file.hpp"
#include "runtime/config/yaml_value.hpp"

namespace mydocker::config {
namespace {

using model::DeclaredField;
using model::DeclaredNetwork;
using model::DeclaredSubnet;
using model::Texts;

constexpr const char* kExample = "write \"networks:\", and below it the name of each network";

template <class Owner>
std::vector<std::string> keys_of(std::span<const DeclaredField<Owner>> fields) {
  std::vector<std::string> keys;
  for (const auto& field : fields) keys.emplace_back(field.key);
  return keys;
}

// Turns the values of one file into networks. The name of the file is for errors.
class NetworkFileReader {
 public:
  explicit NetworkFileReader(std::string file) : file_(std::move(file)) {}

  [[nodiscard]] Result<std::vector<DeclaredNetwork>> read(const YamlValue& root) const {
    if (root.kind == YamlKind::nothing) return wrong(root, std::string("it is empty, ") + kExample);
    if (root.kind != YamlKind::map)
      return wrong(root, std::string("a map is expected, ") + kExample);
    std::vector<DeclaredNetwork> networks;
    for (const auto& part : root.items) {
      if (part.key != "networks") return unknown_key_error(file_, part, {"networks"});
      if (part.kind != YamlKind::map)
        return wrong(part, "\"networks\" must be a map of names, or {} for none");
      for (const auto& item : part.items) {
        MYDOCKER_TRY(auto network, network_of(item));
        networks.push_back(std::move(network));
      }
    }
    return networks;
  }

 private:
  [[nodiscard]] Error wrong(const YamlValue& value, const std::string& what) const {
    return yaml_error(file_, value.line == 0 ? 1 : value.line, what);
  }

  [[nodiscard]] Result<DeclaredNetwork> network_of(const YamlValue& item) const {
    DeclaredNetwork network;
    network.name = item.key;
    network.line = item.line;
    const std::string subject = "network " + base::quoted(item.key);
    if (item.kind == YamlKind::nothing) return network;  // all fields have their default values
    if (item.kind != YamlKind::map)
      return wrong(item, subject + " must be a map of its settings, or nothing");
    MYDOCKER_CHECK(read_fields(item, network, model::network_fields()));
    return network;
  }

  // Stores each setting of the map in the member for its key.
  template <class Owner>
  Result<void> read_fields(const YamlValue& map, Owner& owner,
                           std::span<const DeclaredField<Owner>> fields) const {
    for (const auto& setting : map.items) {
      const auto field = std::ranges::find(fields, setting.key, &DeclaredField<Owner>::key);
      if (field == fields.end()) return unknown_key(setting, fields);
      MYDOCKER_CHECK(std::visit([&](auto member) { return read_value(setting, owner.*member); },
                                field->member));
    }
    return {};
  }

  template <class Owner>
  [[nodiscard]] Error unknown_key(const YamlValue& setting,
                                  std::span<const DeclaredField<Owner>> fields) const {
    const auto renamed = std::ranges::find(fields, setting.key, &DeclaredField<Owner>::formerly);
    if (renamed == fields.end()) return unknown_key_error(file_, setting, keys_of(fields));
    return wrong(setting, "the key " + base::quoted(setting.key) + " has a new name, write " +
                              base::quoted(renamed->key));
  }

  Result<void> read_value(const YamlValue& setting, std::string& value) const {
    if (setting.kind != YamlKind::text || setting.text.empty())
      return wrong(setting, base::quoted(setting.key) + " must be a text");
    value = setting.text;
    return {};
  }

  Result<void> read_value(const YamlValue& setting, bool& value) const {
    const auto flag = parse_flag(setting.text);
    if (setting.kind != YamlKind::text || !flag.ok())
      return wrong(setting, base::quoted(setting.key) + " must be true or false");
    value = *flag;
    return {};
  }

  Result<void> read_value(const YamlValue& setting, std::optional<bool>& value) const {
    bool flag = false;
    MYDOCKER_CHECK(read_value(setting, flag));
    value = flag;
    return {};
  }

  Result<void> read_value(const YamlValue& setting, std::vector<std::string>& value) const {
    const bool list = setting.kind == YamlKind::list;
    for (const auto& item : setting.items) {
      if (!list || item.kind != YamlKind::text || item.text.empty()) break;
      value.push_back(item.text);
    }
    if (list && value.size() == setting.items.size()) return {};
    return wrong(setting, base::quoted(setting.key) + " must be a list of texts, write [...]");
  }

  Result<void> read_value(const YamlValue& setting, Texts& value) const {
    if (setting.kind != YamlKind::map)
      return wrong(setting, base::quoted(setting.key) + " must be a map, write KEY: VALUE");
    for (const auto& item : setting.items) {
      if (item.kind != YamlKind::text && item.kind != YamlKind::nothing)
        return wrong(item, base::quoted(setting.key) + ": the value of " + base::quoted(item.key) +
                               " must be a text");
      const bool bad_key = item.key.empty() || item.key.find('=') != std::string::npos;
      if (bad_key)
        return wrong(item, base::quoted(setting.key) + ": " + base::quoted(item.key) +
                               " is not a key, leave the \"=\" out");
      value.emplace(item.key, item.text);
    }
    return {};
  }

  Result<void> read_value(const YamlValue& setting, std::vector<DeclaredSubnet>& value) const {
    if (setting.kind != YamlKind::list)
      return wrong(setting,
                   base::quoted(setting.key) + " must be a list, write - prefix: 10.9.0.0/24");
    for (const auto& item : setting.items) {
      if (item.kind != YamlKind::map)
        return wrong(item, "a subnet must be a map, write - prefix: 10.9.0.0/24");
      DeclaredSubnet subnet;
      subnet.line = item.line;
      MYDOCKER_CHECK(read_fields(item, subnet, model::subnet_fields()));
      if (subnet.prefix.empty())
        return wrong(item, "a subnet needs a prefix, write - prefix: 10.9.0.0/24");
      value.push_back(std::move(subnet));
    }
    return {};
  }

  std::string file_;
};

}  // namespace

Result<std::vector<DeclaredNetwork>> read_network_file(const std::string& text,
                                                       const std::string& file) {
  MYDOCKER_TRY(const auto root, parse_yaml(text, file));
  return NetworkFileReader(file).read(root);
}

}  // namespace mydocker::config

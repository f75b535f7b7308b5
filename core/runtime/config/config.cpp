#include "runtime/config/config.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include "runtime/base/quoted.hpp"
#include "runtime/config/config_file.hpp"
#include "runtime/config/yaml_value.hpp"
#include "runtime/model/address_rules.hpp"

namespace mydocker::config {
namespace {

constexpr std::string_view kDefaultFile = "/etc/mydocker/network.yaml";
constexpr double kLongestDeadline = 3600;
constexpr unsigned kUsualSizeV6 = 64;

// Returns the longest allowed prefix length of a pool's subnets. Such a subnet still has addresses
// for a gateway and a container.
unsigned longest_size(Family family) { return family == Family::v4 ? 30 : 126; }
constexpr std::size_t kDriverNameLength = 32;

// Turns the values of one file into the configuration. The name of the file is for errors.
class ConfigReader {
 public:
  explicit ConfigReader(std::string file) : file_(std::move(file)) {}

  Result<Config> read(const YamlValue& root) const {
    Config config;
    if (root.kind == YamlKind::nothing) return config;
    if (root.kind != YamlKind::map) return wrong(root, "a map of settings is expected");
    for (const auto& setting : root.items) MYDOCKER_CHECK(read_setting(setting, config));
    return config;
  }

 private:
  [[nodiscard]] Error wrong(const YamlValue& value, const std::string& what) const {
    return yaml_error(file_, value.line, what);
  }
  Result<void> read_setting(const YamlValue& setting, Config& config) const {
    if (setting.key == "driver_path") return read_driver_path(setting, config);
    if (setting.key == "override_drivers") return read_overrides(setting, config);
    if (setting.key == "driver_deadline") return read_deadline(setting, config);
    if (setting.key == "address_pools") return read_pools(setting, config);
    if (setting.key == "networks_format") return read_format(setting, config);
    if (setting.key == "forwarding") return read_forwarding(setting, config);
    return unknown_key_error(file_, setting,
                             {"driver_path", "override_drivers", "driver_deadline",
                              "networks_format", "forwarding", "address_pools"});
  }

  Result<void> read_forwarding(const YamlValue& setting, Config& config) const {
    if (setting.kind != YamlKind::text || (setting.text != "keep" && setting.text != "restore"))
      return wrong(setting, "forwarding must be keep or restore");
    config.forwarding = setting.text == "keep" ? base::Forwarding::keep : base::Forwarding::restore;
    return {};
  }

  // Reads the format as a text. The command checks the format.
  Result<void> read_format(const YamlValue& setting, Config& config) const {
    if (setting.kind != YamlKind::text || setting.text.empty())
      return wrong(setting, "networks_format must be a text, write 'table {{.Name}}'");
    config.networks_format = setting.text;
    return {};
  }

  // Returns the texts of a list. Other values are refused.
  [[nodiscard]] Result<std::vector<YamlValue>> texts_of(const YamlValue& setting) const {
    if (setting.kind != YamlKind::list)
      return wrong(setting, "\"" + setting.key + "\" must be a list, write [...]");
    for (const auto& item : setting.items)
      if (item.kind != YamlKind::text || item.text.empty())
        return wrong(item, "\"" + setting.key + "\" must be a list of texts");
    return setting.items;
  }

  Result<void> read_driver_path(const YamlValue& setting, Config& config) const {
    MYDOCKER_TRY(const auto items, texts_of(setting));
    for (const auto& item : items) {
      std::filesystem::path path(item.text);
      if (!path.is_absolute())
        return wrong(
            item, "driver_path " + base::quoted(item.text) + " is not absolute, begin it with /");
      config.driver_path.push_back(std::move(path));
    }
    return {};
  }

  Result<void> read_overrides(const YamlValue& setting, Config& config) const {
    MYDOCKER_TRY(const auto items, texts_of(setting));
    for (const auto& item : items) {
      const std::string& name = item.text;
      const auto allowed = [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
               letter == '-';
      };
      const bool starts_well = name.front() >= 'a' && name.front() <= 'z';
      if (!starts_well || name.size() > kDriverNameLength || !std::ranges::all_of(name, allowed))
        return wrong(item,
                     base::quoted(name) +
                         " is not a name of a driver, use a-z, 0-9 and -, beginning with a-z");
      config.override_drivers.push_back(name);
    }
    return {};
  }

  Result<void> read_deadline(const YamlValue& setting, Config& config) const {
    double seconds = 0;
    const std::string& text = setting.text;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), seconds, std::chars_format::fixed);
    const bool number =
        setting.kind == YamlKind::text && error == std::errc() && end == text.data() + text.size();
    constexpr double kThousand = 1000;
    // The comparison is written so that NaN also fails.
    if (!number || !(seconds * kThousand >= 1 && seconds <= kLongestDeadline))
      return wrong(setting, "driver_deadline must be a number of seconds from 0.001 to 3600");
    config.driver_deadline =
        std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(seconds * kThousand));
    return {};
  }

  Result<void> read_pools(const YamlValue& setting, Config& config) const {
    if (setting.kind != YamlKind::list)
      return wrong(setting, "address_pools must be a list, write - {base: 10.20.0.0/16, size: 24}");
    for (const auto& item : setting.items) {
      MYDOCKER_TRY(auto pool, read_pool(item));
      config.address_pools.push_back(pool);
    }
    return {};
  }

  [[nodiscard]] Result<PoolSetting> read_pool(const YamlValue& item) const {
    if (item.kind != YamlKind::map)
      return wrong(item, "an address pool must be a map, write {base: 10.20.0.0/16, size: 24}");
    PoolSetting pool;
    const YamlValue* base = nullptr;
    const YamlValue* size = nullptr;
    for (const auto& part : item.items) {
      if (part.key != "base" && part.key != "size")
        return unknown_key_error(file_, part, {"base", "size"});
      (part.key == "base" ? base : size) = &part;
    }
    if (base == nullptr)
      return wrong(item, "an address pool needs a base, write {base: 10.20.0.0/16, size: 24}");
    MYDOCKER_TRY(pool.base, read_base(*base));
    const Family family = pool.base.address.family();
    if (family == Family::v6) pool.size = kUsualSizeV6;
    if (size != nullptr) {
      MYDOCKER_TRY(pool.size, read_size(*size, family));
    }
    if (pool.size < pool.base.length)
      return wrong(item, "size " + std::to_string(pool.size) + " is larger than the pool " +
                             pool.base.text() + ", it must be from " +
                             std::to_string(pool.base.length) + " to " +
                             std::to_string(longest_size(family)));
    return pool;
  }

  [[nodiscard]] Result<IpPrefix> read_base(const YamlValue& part) const {
    auto prefix = IpPrefix::parse(part.text);
    if (part.kind != YamlKind::text || !prefix.ok())
      return wrong(part,
                   "base " + base::quoted(part.text) + " is not a prefix, write 10.20.0.0/16");
    if (auto fit = model::check_network_prefix("base", *prefix); !fit.ok())
      return wrong(part, fit.error().message());
    return prefix;
  }

  [[nodiscard]] Result<unsigned> read_size(const YamlValue& part, Family family) const {
    unsigned size = 0;
    const std::string& text = part.text;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
    const bool number =
        part.kind == YamlKind::text && error == std::errc() && end == text.data() + text.size();
    if (!number || size == 0 || size > longest_size(family))
      return wrong(part, "size must be the prefix length of each subnet, at most " +
                             std::to_string(longest_size(family)));
    return size;
  }

  std::string file_;
};

}  // namespace

Result<Config> load(const std::optional<std::filesystem::path>& file) {
  const std::filesystem::path path = file.value_or(std::filesystem::path(kDefaultFile));
  MYDOCKER_TRY(const auto text, read_config_file(path));
  if (!text && !file) return Config{};
  if (!text)
    return Error(ErrorKind::not_found,
                 "configuration file " + base::quoted(path.string()) + " does not exist");
  MYDOCKER_TRY(const auto root, parse_yaml(*text, path.string()));
  return ConfigReader(path.string()).read(root);
}

}  // namespace mydocker::config

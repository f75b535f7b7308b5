#include <span>

#include "runtime/config/network_file.hpp"
#include "runtime/config/yaml_writer.hpp"

namespace mydocker::config {
namespace {

using model::DeclaredNetwork;
using model::DeclaredSubnet;
using model::Field;

class Writer {
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
  void write_fields(const Owner& owner, std::span<const Field<Owner>> fields) {
    for (const auto& field : fields)
      std::visit([&](auto place) { write_value(field, owner.*place, Owner{}.*place); },
                 field.place);
  }
  template <class Owner, class Value>
  void write_value(const Field<Owner>& field, const Value& value, const Value& otherwise) {
    if (field.always || value != otherwise) yaml_.entry(field.key, value);
  }
  template <class Owner>
  void write_value(const Field<Owner>& field, const std::vector<DeclaredSubnet>& subnets,
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
  void write_value(const Field<Owner>& field, const std::vector<std::string>& words,
                   const std::vector<std::string>& /*otherwise*/) {
    if (!words.empty()) yaml_.entry(field.key, words);
  }
  template <class Owner>
  void write_value(const Field<Owner>& field, const std::optional<bool>& flag,
                   const std::optional<bool>& /*otherwise*/) {
    if (flag) yaml_.entry(field.key, *flag);
  }

  YamlWriter yaml_;
};

}  // namespace

std::string write_network_file(const std::vector<DeclaredNetwork>& networks) {
  return Writer().write(networks);
}

}  // namespace mydocker::config

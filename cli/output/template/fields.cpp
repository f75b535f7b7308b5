#include "output/template/fields.hpp"

#include "output/template/functions.hpp"
#include "runtime/base/nearest.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli::templates {
namespace {

Error no_field(const Json& object, const std::string& name) {
  std::vector<std::string> names;
  std::string list;
  for (const auto& item : object.items()) {
    names.push_back(item.key());
    list += (list.empty() ? "." : " .") + item.key();
  }
  Error error(ErrorKind::not_found, "no field " + base::quoted("." + name));
  if (const auto meant = base::nearest(name, names))
    error = std::move(error).hint("did you mean " + base::quoted("." + *meant) + "?");
  return std::move(error).hint("known fields: " + (list.empty() ? "none" : list));
}

}  // namespace

Result<Value> field_of(const Value& value, const std::string& name, const Shape& shape) {
  if (value.is_nothing() || !value.json->is_object())
    return Error(ErrorKind::not_found,
                 kind_of(value) + " has no field " + base::quoted("." + name));
  const auto alias = value.map ? shape.aliases.end() : shape.aliases.find(name);
  auto found = value.json->find(name);
  if (found == value.json->end() && alias != shape.aliases.end())
    found = value.json->find(std::string(alias->second));
  if (found == value.json->end()) {
    if (value.map) return Value();
    const auto standard = shape.defaults.find(name);
    if (standard == shape.defaults.end()) return no_field(*value.json, name);
    return Value{std::make_shared<const Json>(standard->second), shape.maps.contains(name)};
  }
  const std::string& key = found.key();
  const bool map = !value.map && (shape.maps.contains(key) || shape.lookups.contains(key));
  return value.part(*found, map);
}

Result<Value> look_up(const Value& value, const std::vector<Value>& arguments,
                      const std::vector<std::string>& fields, const Shape& shape) {
  if (fields.empty() || !shape.lookups.contains(fields.back()))
    return Error(ErrorKind::invalid_argument,
                 fields.empty()
                     ? "only a function takes arguments"
                     : "field " + base::quoted("." + fields.back()) + " takes no argument");
  if (arguments.size() != 1) return Error(ErrorKind::invalid_argument, "one key is needed");
  MYDOCKER_TRY(const auto key, text_argument(arguments.front()));
  const auto found = value.json->find(key);
  return found == value.json->end() ? Value::of("") : value.part(*found, false);
}

}  // namespace mydocker::cli::templates

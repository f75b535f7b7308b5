// A record: named texts, as one value of the runtime's map.
//
// Written as length, colon, bytes, for name and text in turn, so that any byte may be in them and
// reading one takes no time. A field that a record lacks is empty: more can be added later.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace mydocker::store {

class Record {
 public:
  // Nothing: that is no record.
  static std::optional<Record> parse(std::string_view bytes);
  [[nodiscard]] std::string bytes() const;

  void set(std::string name, std::string text) { fields_[std::move(name)] = std::move(text); }
  void set(std::string name, std::int64_t number) { set(std::move(name), std::to_string(number)); }
  // Each entry as the field "NAME.KEY".
  void set(std::string_view name, const std::map<std::string, std::string>& texts);

  // Empty: it has no such field.
  [[nodiscard]] const std::string& text(const std::string& name) const;
  // 0: it has no such field, or that is no number.
  [[nodiscard]] std::int64_t number(const std::string& name) const;
  [[nodiscard]] std::map<std::string, std::string> texts(std::string_view name) const;

 private:
  std::map<std::string, std::string> fields_;
};

}  // namespace mydocker::store

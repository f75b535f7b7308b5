// A record: named texts, stored as one value in the map of RuntimeState.
//
// Names and texts alternate, each as length, colon, bytes (netstrings). So every byte is allowed
// and parsing is fast. A missing field is empty, so fields can be added later.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace mydocker::store {

// A set of named fields. Each name has one text.
class Record {
 public:
  // Returns nothing if the bytes are not a record.
  static std::optional<Record> parse(std::string_view bytes);
  [[nodiscard]] std::string bytes() const;

  void set(std::string name, std::string text) { fields_[std::move(name)] = std::move(text); }
  void set(std::string name, std::int64_t number) { set(std::move(name), std::to_string(number)); }
  // Sets one field "NAME.KEY" for each element of `texts`.
  void set(std::string_view name, const std::map<std::string, std::string>& texts);

  // Returns an empty text if the field is missing.
  [[nodiscard]] const std::string& text(const std::string& name) const;
  // Returns 0 if the field is missing or is not a number.
  [[nodiscard]] std::int64_t number(const std::string& name) const;
  // Returns all fields "NAME.KEY", with KEY as the key.
  [[nodiscard]] std::map<std::string, std::string> texts(std::string_view name) const;

 private:
  std::map<std::string, std::string> fields_;
};

}  // namespace mydocker::store

// Networks and subnets as rows of definitions.db, with the fields of model_fields.hpp. Addresses
// are texts, and maps are JSON, so that people can read them with sqlite3(1).
//
// ColumnNames, RowWriter and RowReader are codecs. They take the columns in the same order.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "mydocker/documents.hpp"
#include "runtime/base/text.hpp"
#include "runtime/model/network_spec.hpp"
#include "runtime/store/database.hpp"
#include "runtime/store/model_fields.hpp"

namespace mydocker::store {

using Texts = std::map<std::string, std::string>;

inline std::string text_of(const std::optional<IpAddress>& address) {
  return address ? address->text() : "";
}

// Returns the routes as the user wrote them, separated by a space.
inline std::string text_of(const std::vector<model::StaticRoute>& routes) {
  return base::joined(routes, " ", model::route_text);
}

inline std::string text_of(const std::map<std::string, IpAddress>& addresses) {
  Texts texts;
  for (const auto& [name, address] : addresses) texts.emplace(name, address.text());
  return documents::encode(texts);
}

// Collects the names of the columns, each with a comma before it.
class ColumnNames {
 public:
  void operator()(const FieldName& name, const auto& /*value*/) { add(name.column); }
  void operator()(const FieldName& name, const std::optional<model::AddressRange>& /*value*/) {
    add(std::string(name.column) + "_first");
    add(std::string(name.column) + "_last");
  }
  // Subnets are left out, because they have their own table.
  void operator()(const FieldName& /*name*/, const std::vector<model::Subnet>& /*value*/) {}

  // Returns "INSERT INTO TABLE(MORE, NAMES) VALUES(?,?)". `count` is the number of columns in
  // `more`.
  [[nodiscard]] std::string insertion(std::string_view table, std::size_t more) const {
    std::string marks("?");
    for (std::size_t n = 1; n < count_ + more; ++n) marks += ",?";
    return "INSERT INTO " + std::string(table) + names_ + ") VALUES(" + marks + ")";
  }
  [[nodiscard]] const std::string& names() const noexcept { return names_; }

 private:
  void add(const std::string& name) {
    names_ += "," + name;
    ++count_;
  }
  std::string names_;
  std::size_t count_ = 0;
};

template <class T>
ColumnNames columns_of() {
  ColumnNames names;
  const T value;
  fields(names, value);
  return names;
}

// Binds the values of a row to the parameters of a statement, from the first one on.
class RowWriter {
 public:
  explicit RowWriter(Statement& statement) : statement_(statement) {}

  void operator()(const FieldName& /*name*/, const auto& value) { put(value); }
  void put(const std::string& text) { statement_.bind(++last_, text); }
  void put(std::integral auto number) {
    statement_.bind(++last_, static_cast<std::int64_t>(number));
  }

 private:
  void put(const IpPrefix& prefix) { put(prefix.text()); }
  void put(const Texts& texts) { put(documents::encode(texts)); }
  void put(const model::IpamDriver& choice) { put(model::name_of(choice)); }
  void put(const std::optional<model::AddressRange>& range) {
    put(range ? range->first.text() : std::string());
    put(range ? range->last.text() : std::string());
  }
  void put(const std::vector<model::Subnet>& /*subnets*/) {}
  template <class T>
  requires requires(const T& value) { text_of(value); }
  void put(const T& value) { put(text_of(value)); }

  Statement& statement_;
  int last_ = 0;
};

// Reads the columns of a row in the order of ColumnNames, from `first` on. Stores the first error.
class RowReader {
 public:
  RowReader(const Statement& row, int first) : row_(row), next_(first) {}

  void operator()(const FieldName& /*name*/, auto& value) { get(value); }
  [[nodiscard]] Result<void> result() const {
    return error_ ? Result<void>(*error_) : Result<void>();
  }

 private:
  void get(std::string& text) { text = row_.text(next_++); }
  void get(std::integral auto& number) {
    number = static_cast<std::remove_reference_t<decltype(number)>>(row_.integer(next_++));
  }
  void get(bool& flag) { flag = row_.integer(next_++) != 0; }
  void get(Texts& texts) {
    const auto document = row_.text(next_++);
    if (document != "{}") take(documents::decode_texts(document), texts);
  }
  void get(std::map<std::string, IpAddress>& addresses) {
    Texts texts;
    get(texts);
    for (const auto& [name, text] : texts) take(IpAddress::parse(text), addresses[name]);
  }
  void get(IpPrefix& prefix) { take(IpPrefix::parse(row_.text(next_++)), prefix); }
  void get(std::optional<IpAddress>& address) {
    const auto text = row_.text(next_++);
    if (!text.empty()) take(IpAddress::parse(text), address.emplace());
  }
  void get(std::optional<model::AddressRange>& range) {
    std::optional<IpAddress> first;
    std::optional<IpAddress> last;
    get(first);
    get(last);
    if (first && last) range = {*first, *last};
  }
  void get(std::vector<model::StaticRoute>& routes) {
    const auto text = row_.text(next_++);
    for (std::string_view rest = text; !rest.empty();) {
      const auto word = rest.substr(0, rest.find(' '));
      rest.remove_prefix(std::min(word.size() + 1, rest.size()));
      take(model::parse_route(std::string(word)), routes.emplace_back());
    }
  }
  void get(model::IpamDriver& choice) { choice = model::ipam_driver_from(row_.text(next_++)); }
  void get(std::vector<model::Subnet>& /*subnets*/) {}

  template <class T>
  void take(Result<T> parsed, T& value) {
    if (parsed.ok())
      value = *std::move(parsed);
    else if (!error_)
      error_ = row_.unreadable(parsed.error().message());
  }

  const Statement& row_;
  int next_;
  std::optional<Error> error_;
};

}  // namespace mydocker::store

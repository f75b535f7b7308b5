#include "runtime/store/record.hpp"

#include <charconv>
#include <cstddef>
#include <utility>

namespace mydocker::store {
namespace {

void add_netstring(std::string& bytes, std::string_view text) {
  bytes += std::to_string(text.size());
  bytes += ':';
  bytes += text;
}

// Reads one netstring and removes it from the front of `bytes`. Returns nothing if it is invalid.
std::optional<std::string> take_netstring(std::string_view& bytes) {
  std::size_t size = 0;
  const char* const end = bytes.data() + bytes.size();
  const auto read = std::from_chars(bytes.data(), end, size);
  if (read.ec != std::errc() || read.ptr == end || *read.ptr != ':') return std::nullopt;
  bytes.remove_prefix(static_cast<std::size_t>(read.ptr - bytes.data()) + 1);
  if (size > bytes.size()) return std::nullopt;
  std::string text(bytes.substr(0, size));
  bytes.remove_prefix(size);
  return text;
}

}  // namespace

std::optional<Record> Record::parse(std::string_view bytes) {
  Record record;
  while (!bytes.empty()) {
    auto name = take_netstring(bytes);
    auto text = take_netstring(bytes);
    if (!name || !text) return std::nullopt;
    record.fields_.insert_or_assign(*std::move(name), *std::move(text));
  }
  return record;
}

std::string Record::bytes() const {
  std::string bytes;
  for (const auto& [name, text] : fields_) {
    add_netstring(bytes, name);
    add_netstring(bytes, text);
  }
  return bytes;
}

void Record::set(std::string_view name, const std::map<std::string, std::string>& texts) {
  for (const auto& [key, text] : texts) set(std::string(name) + "." + key, text);
}

const std::string& Record::text(const std::string& name) const {
  static const std::string kNone;
  const auto field = fields_.find(name);
  return field == fields_.end() ? kNone : field->second;
}

std::int64_t Record::number(const std::string& name) const {
  const std::string& digits = text(name);
  std::int64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

std::map<std::string, std::string> Record::texts(std::string_view name) const {
  const std::string start = std::string(name) + ".";
  std::map<std::string, std::string> texts;
  for (auto field = fields_.lower_bound(start);
       field != fields_.end() && field->first.starts_with(start); ++field)
    texts.emplace(field->first.substr(start.size()), field->second);
  return texts;
}

}  // namespace mydocker::store

#include "json_writer.hpp"

#include <rapidjson/encodings.h>
#include <rapidjson/memorystream.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace mydocker::json {

void Writer::put(std::string_view value) {
  if (is_utf8(value)) {
    json_.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  } else {
    const std::string mended = as_utf8(value);
    json_.String(mended.data(), static_cast<rapidjson::SizeType>(mended.size()));
  }
}

void Writer::put(const std::map<std::string, std::string>& values) {
  json_.StartObject();
  for (const auto& [key, value] : values) {
    put(key);  // RapidJSON takes the first of two texts in an object as the key
    put(value);
  }
  json_.EndObject();
}

namespace {

// An output stream for UTF8<>::Validate() that discards the bytes.
struct Nothing {
  void Put(char /*byte*/) {}
};

// Returns the number of bytes of the first character of `text`, or 0 if the character is invalid.
std::size_t character_size(std::string_view text) {
  rapidjson::MemoryStream in(text.data(), std::min<std::size_t>(text.size(), 4));
  Nothing out;
  return rapidjson::UTF8<>::Validate(in, out) ? in.Tell() : 0;
}

// Returns the number of ASCII bytes at the beginning. Most texts are ASCII, so the function is fast
// for them: it reads eight bytes at a time.
std::size_t ascii_size(std::string_view text) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  std::size_t size = 0;
  for (std::uint64_t eight = 0; size + sizeof eight <= text.size(); size += sizeof eight) {
    std::memcpy(&eight, text.data() + size, sizeof eight);
    if ((eight & kHighBits) != 0) break;
  }
  while (size < text.size() && static_cast<unsigned char>(text[size]) < 0x80) ++size;
  return size;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    text.remove_prefix(ascii_size(text));
    if (text.empty()) break;
    const std::size_t size = character_size(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::string as_utf8(std::string_view text) {
  constexpr std::string_view kReplacement = "\xef\xbf\xbd";
  std::string mended;
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    mended += size == 0 ? kReplacement : text.substr(0, size);
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return mended;
}

}  // namespace mydocker::json

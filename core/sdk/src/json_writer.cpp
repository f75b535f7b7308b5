#include "json_writer.hpp"

#include "utf8.hpp"

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
    put(key);  // RapidJSON takes every second text in an object as a key
    put(value);
  }
  json_.EndObject();
}

}  // namespace mydocker::json

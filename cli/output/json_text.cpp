#include "output/json_text.hpp"

#include "runtime/base/printable.hpp"

namespace mydocker::cli {
namespace {

constexpr bool kAsciiOnly = true;

std::string dumped(const Json& document, int indent) {
  return document.dump(indent, ' ', kAsciiOnly, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string indented(const Json& document) { return dumped(document, 4); }

std::string on_one_line(const Json& document) { return dumped(document, -1); }

Json printable(const Json& document) {
  if (document.is_string()) return base::printable(document.get_ref<const std::string&>());
  if (!document.is_structured()) return document;
  Json result = document.is_array() ? Json::array() : Json::object();
  for (const auto& item : document.items()) {
    if (document.is_array()) {
      result.push_back(printable(item.value()));
    } else {
      result[base::printable(item.key())] = printable(item.value());
    }
  }
  return result;
}

}  // namespace mydocker::cli

// The attributes of one expression of a rule that libnftnl has parsed.
#pragma once

#include <libnftnl/expr.h>

#include <cstdint>
#include <string_view>

namespace mydocker::kernel {

// Returns the value of an attribute that is a number, or 0 if the attribute is missing.
inline std::uint32_t number_in(const nftnl_expr& expression, std::uint16_t attribute) {
  return nftnl_expr_is_set(&expression, attribute) ? nftnl_expr_get_u32(&expression, attribute) : 0;
}

// Returns the value of an attribute as bytes, or an empty text if the attribute is missing. The
// expression owns the bytes.
inline std::string_view data_in(const nftnl_expr& expression, std::uint16_t attribute) {
  std::uint32_t size = 0;
  const auto* data = static_cast<const char*>(nftnl_expr_get(&expression, attribute, &size));
  return data == nullptr ? std::string_view() : std::string_view(data, size);
}

// Returns the value of an attribute that is a text, or an empty text if the attribute is missing.
// The expression owns the text.
inline std::string_view text_in(const nftnl_expr& expression, std::uint16_t attribute) {
  const char* text = nftnl_expr_get_str(&expression, attribute);
  return text == nullptr ? std::string_view() : text;
}

}  // namespace mydocker::kernel

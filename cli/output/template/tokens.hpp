// The text of a template -> tokens.
//
// Text stands outside of {{ and }}; there the two characters \n and \t mean a new line and a tab,
// because a shell hands them over as they are. Trim markers ({{- and -}}) and comments are dealt
// with here. Does not: know what the words mean (parser does).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::cli::templates {

struct Place {
  std::size_t line = 1;
  std::size_t column = 1;  // in characters
};

// invalid_argument: "template: 1:5: what".
Error error_at(Place place, const std::string& what);

enum class TokenKind : std::uint8_t {
  text,      // what stands outside of actions
  open,      // {{
  close,     // }}
  dot,       // .
  field,     // .Name, text without the dot
  variable,  // $ or $name, text with the dollar
  word,      // a function, a keyword, true, false, nil
  string,    // text without quotes, escapes done
  number,
  sign,  // one of | , := = ( )
};

struct Token {
  TokenKind kind = TokenKind::text;
  std::string text;
  Place place{};
  bool adjacent = false;  // directly after the token before it: the .B of .A.B
};

Result<std::vector<Token>> read_tokens(std::string_view source);

}  // namespace mydocker::cli::templates

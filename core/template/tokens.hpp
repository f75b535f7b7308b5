// Splits the text of a template into tokens.
//
// Text outside of {{ and }} is one token. In this text, \n means a newline and \t means a tab: a
// shell passes the two characters unchanged. Trim markers ({{- and -}}) and comments are removed
// here. A word is only a token: the parser decides what it means.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::templates {

// A position in the template, for error messages.
struct Position {
  std::size_t line = 1;
  std::size_t column = 1;  // counted in characters
};

// Creates the error (invalid_argument) "template: 1:5: what".
Error error_at(Position place, const std::string& what);

// The kind of a token, and the content of Token::text.
enum class TokenKind : std::uint8_t {
  text,      // text outside of actions
  open,      // {{
  close,     // }}
  dot,       // .
  field,     // .Name; the token's text is without the dot
  variable,  // $ or $name; the token's text is with the dollar sign
  word,      // a function, a keyword, true, false, nil
  string,    // a string; the token's text is without quotes, and escapes are replaced
  number,
  sign,  // one of | , := = ( )
};

// A token with its position in the source.
struct Token {
  TokenKind kind = TokenKind::text;
  std::string text;
  Position place{};
  bool adjacent = false;  // whether no space is before the token, as before .B in .A.B
};

Result<std::vector<Token>> read_tokens(std::string_view source);

}  // namespace mydocker::templates

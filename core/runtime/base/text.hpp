// Common operations on texts.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace mydocker::base {

// Returns the texts of a list with `separator` between them: "a, b". `text_of` converts an element
// of the list to text. It is, for example, quoted() or a member function.
template <class List, class TextOf = std::identity>
std::string joined(const List& list, std::string_view separator = ", ", TextOf text_of = {}) {
  std::string text;
  for (bool first = true; const auto& one : list) {
    if (!first) text += separator;
    text += std::invoke(text_of, one);
    first = false;
  }
  return text;
}

// Returns the text with the capital letters of ASCII changed to small letters.
inline std::string lower(std::string_view text) {
  std::string result(text);
  for (char& letter : result)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return result;
}

}  // namespace mydocker::base

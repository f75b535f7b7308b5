#include "driver/project_files.hpp"

namespace mydocker::cli::driver {
namespace {

void replace_all(std::string& text, std::string_view word, std::string_view by) {
  for (std::size_t at = text.find(word); at != std::string::npos;
       at = text.find(word, at + by.size()))
    text.replace(at, word.size(), by);
}

}  // namespace

std::string class_name(std::string_view driver) {
  std::string name;
  bool begins = true;
  for (const char letter : driver) {
    const bool small = letter >= 'a' && letter <= 'z';
    if (letter != '-') name += begins && small ? static_cast<char>(letter - 'a' + 'A') : letter;
    begins = letter == '-';
  }
  return name + "Driver";
}

std::string filled_in(std::string_view text, std::string_view driver) {
  std::string filled(text);
  replace_all(filled, "@NAME@", driver);
  replace_all(filled, "@CLASS@", class_name(driver));
  return filled;
}

}  // namespace mydocker::cli::driver

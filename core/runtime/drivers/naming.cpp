#include "runtime/drivers/naming.hpp"

#include "runtime/base/quoted.hpp"

namespace mydocker::drivers {

std::string shown(const std::filesystem::path& path) {
  return base::is_printable(path.native()) ? path.native() : base::quoted(path.native());
}

std::string shell_word(const std::filesystem::path& path) {
  constexpr const char* kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._+-";
  const std::string& text = path.native();
  if (text.find_first_not_of(kPlain) == std::string::npos) return text;
  if (!base::is_printable(text)) return base::quoted(text);
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') word += "'\\'";
    word += c;
  }
  return word + "'";
}

std::string driver_in(std::string_view name, const std::filesystem::path& file) {
  return "driver " + base::quoted(name) + " (" + shown(file) + ")";
}

}  // namespace mydocker::drivers

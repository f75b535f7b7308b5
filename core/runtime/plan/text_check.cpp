#include "runtime/plan/text_check.hpp"

#include <algorithm>
#include <string>

#include "runtime/base/quoted.hpp"

namespace mydocker::plan {
namespace {

constexpr std::size_t kLongestLine = 200;
constexpr std::size_t kLongestWord = 128;
// An IPv6 address has colons.
constexpr std::string_view kMoreInNames = "_.-:";

Error wrong_text(std::string why) { return {ErrorKind::driver, std::move(why)}; }

bool is_kebab_case(std::string_view text) {
  return is_word(text, "-") && text.front() >= 'a' && text.front() <= 'z' &&
         std::ranges::none_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

Result<void> check_lines(const std::string& which, const std::vector<std::string>& lines) {
  for (std::size_t i = 0; i < lines.size(); ++i)
    MYDOCKER_CHECK(check_line("line " + std::to_string(i + 1) + " of " + which, lines[i]));
  return {};
}

}  // namespace

Result<void> check_line(std::string_view what, std::string_view text) {
  const auto is_plain = [](char c) { return c >= ' ' && c <= '~'; };
  const std::string subject(what);
  if (text.size() > kLongestLine)
    return wrong_text(subject + " has " + std::to_string(text.size()) + " characters, more than " +
                      std::to_string(kLongestLine) + ": " + base::quoted(text));
  if (std::ranges::all_of(text, is_plain)) return {};
  return wrong_text(subject +
                    " is not one line of printable ASCII characters: " + base::quoted(text));
}

bool is_word(std::string_view text, std::string_view more) {
  return !text.empty() && text.size() <= kLongestWord && std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           more.find(c) != std::string_view::npos;
  });
}

Result<void> check_texts(const Custom& custom) {
  if (!is_kebab_case(custom.kind))
    return wrong_text("its kind " + base::quoted(custom.kind) +
                      " is not 1 to 128 characters of [a-z0-9-], the first one a letter");
  if (!is_word(custom.name, kMoreInNames))
    return wrong_text("its name " + base::quoted(custom.name) +
                      " is not 1 to 128 characters of [A-Za-z0-9_.:-]");
  MYDOCKER_CHECK(check_lines("create_lines", custom.create_lines));
  return check_lines("destroy_lines", custom.destroy_lines);
}

}  // namespace mydocker::plan

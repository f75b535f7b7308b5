// Text as roff with the macros of man(7).
#pragma once

#include <string>
#include <string_view>

namespace mydocker::cli {

// Escapes text for roff, at any position of a line. Hyphens stay ASCII, so that search and copy
// work.
std::string roff(std::string_view text);

// A man page that is written part by part, in order. Example: RoffPage page("mydocker", {.source =
// "mydocker 1.0"}, "summary"); page.section("OPTIONS").
class RoffPage {
 public:
  // The section and source of the page, for its header and footer.
  struct Origin {
    std::string_view section = "1";
    std::string source;  // "mydocker 1.0", for the footer
  };
  // Starts the page. `name` is "mydocker-network". `what` is one line.
  RoffPage(const std::string& name, const Origin& origin, std::string_view what);

  void section(std::string_view title);
  void paragraph(std::string_view text);
  // Adds a synopsis: "NETWORK" in italics, "--subnet" in bold.
  void synopsis(std::string_view usage);
  // Adds a term and its description. `value` follows the term, in italics.
  void item(std::string_view term, std::string_view value, std::string_view meaning);
  // Adds lines that are not reformatted.
  void example(std::string_view lines);
  // Adds a reference to another page.
  void reference(const std::string& name, bool last);

  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  // Adds vertical space between two parts. After a heading there is already such a space.
  void gap();

  std::string text_;
  bool after_heading_ = false;
};

}  // namespace mydocker::cli

// Text as roff with the macros of man(7).
#pragma once

#include <string>
#include <string_view>

namespace mydocker::cli {

// So that it is printed as it is, wherever in a line it stands; hyphens as ASCII, for searching and
// copying.
std::string roff(std::string_view text);

// The pieces of a page, in order.
class RoffPage {
 public:
  struct Origin {
    std::string_view section = "1";
    std::string source;  // "mydocker 1.0": what the page belongs to
  };
  // `name`: "mydocker-network"; `what`: one line.
  RoffPage(const std::string& name, const Origin& origin, std::string_view what);

  void section(std::string_view title);
  void paragraph(std::string_view text);
  // "NETWORK" in italics, "--subnet" in bold, as in a synopsis.
  void synopsis(std::string_view usage);
  // A term and what it means; `value` stands after the term, in italics.
  void item(std::string_view term, std::string_view value, std::string_view meaning);
  // Lines that keep their form.
  void example(std::string_view lines);
  // The name of another page.
  void reference(const std::string& name, bool last);

  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  // Between two pieces, but not after a heading, where there is a gap already.
  void gap();

  std::string text_;
  bool after_heading_ = false;
};

}  // namespace mydocker::cli

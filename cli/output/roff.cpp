#include "output/roff.hpp"

#include <algorithm>
#include <sstream>

namespace mydocker::cli {
namespace {

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  });
  return text;
}

// Quotes text as one argument of a macro.
std::string in_quotes(const std::string& text) {
  std::string inside;
  for (const char letter : roff(text)) letter == '"' ? inside += "\\(dq" : inside += letter;
  return '"' + inside + '"';
}

}  // namespace

std::string roff(std::string_view text) {
  std::string result;
  bool line_begins = true;
  for (const char letter : text) {
    if (line_begins && (letter == '.' || letter == '\'')) result += "\\&";
    if (letter == '\\') {
      result += "\\e";
    } else if (letter == '-') {
      result += "\\-";
    } else if (letter == '\'') {
      result += "\\(aq";
    } else {
      result += letter;
    }
    line_begins = letter == '\n';
  }
  return result;
}

RoffPage::RoffPage(const std::string& name, const Origin& origin, std::string_view what) {
  text_ = ".TH " + in_quotes(upper(name)) + " " + std::string(origin.section) + " " +
          in_quotes("") + " " + in_quotes(origin.source) + " " + in_quotes("mydocker") + "\n";
  text_ += ".nh\n.ad l\n";  // switches hyphenation off, because words must stay searchable
  section("NAME");
  text_ += roff(name) + " \\- " + roff(what) + "\n";
}

void RoffPage::section(std::string_view title) {
  text_.append(".SH ").append(title) += '\n';
  after_heading_ = true;
}

void RoffPage::gap() {
  if (!after_heading_) text_ += ".PP\n";
  after_heading_ = false;
}

void RoffPage::paragraph(std::string_view text) {
  gap();
  text_ += roff(text) + "\n";
}

void RoffPage::synopsis(std::string_view usage) { text_ += ".B " + roff(usage) + "\n"; }

void RoffPage::item(std::string_view term, std::string_view value, std::string_view meaning) {
  after_heading_ = false;
  text_ += ".TP\n\\fB" + roff(term) + "\\fR";
  if (!value.empty()) text_ += " \\fI" + roff(value) + "\\fR";
  text_ += "\n" + roff(meaning) + "\n";
}

void RoffPage::example(std::string_view lines) {
  gap();
  text_ += ".nf\n";
  std::istringstream stream{std::string(lines)};
  for (std::string line; std::getline(stream, line);)
    text_ += roff(line.substr(std::min(line.size(), line.find_first_not_of(' ')))) + "\n";
  text_ += ".fi\n";
}

void RoffPage::reference(const std::string& name, bool last) {
  const std::size_t section = name.find('(');
  text_ += ".BR " + roff(name.substr(0, section)) + " " + name.substr(section) +
           (last ? "" : " ,") + "\n";
}

}  // namespace mydocker::cli

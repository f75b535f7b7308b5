// Random input for templates: the result is text, or one error with a place.
#include <gtest/gtest.h>

#include <iterator>
#include <random>
#include <string_view>

#include "sample.hpp"

namespace mydocker::templates {
namespace {

void expect_text_or_error(const std::string& source) {
  const auto text = filled(source);
  if (text.ok()) return;
  EXPECT_EQ(text.error().message().substr(0, 10), "template: ") << source;
}

constexpr std::string_view kPieces[] = {"{{",
                                        "}}",
                                        "{{- ",
                                        " -}}",
                                        ".",
                                        ".Name",
                                        ".IPAM",
                                        ".Config",
                                        ".Labels",
                                        ".Words",
                                        "$",
                                        "$x",
                                        " := ",
                                        " = ",
                                        ", ",
                                        " | ",
                                        "(",
                                        ")",
                                        " ",
                                        "\"a\"",
                                        "`b`",
                                        "1",
                                        "-2",
                                        "1.5",
                                        "true",
                                        "nil",
                                        "range ",
                                        "if ",
                                        "with ",
                                        "else",
                                        "end",
                                        "json ",
                                        "index ",
                                        "len ",
                                        "printf ",
                                        "\"%5d%s\"",
                                        "and ",
                                        "or ",
                                        "not ",
                                        "eq ",
                                        "lt ",
                                        "split ",
                                        "join ",
                                        "pad ",
                                        "truncate ",
                                        "slice ",
                                        "/*",
                                        "*/",
                                        "\n",
                                        "\\t",
                                        "{{end}}",
                                        "{{else}}",
                                        "{{range .Words}}",
                                        "{{if .Name}}",
                                        "{{.Label \"team\"}}"};

// Pieces of templates in random order reach more code than random bytes.
TEST(TemplateFuzz, PiecesInAnyOrder) {
  std::mt19937 random(20240229);  // the same sequence in each run
  std::size_t texts = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string source;
    const auto length = 1 + random() % 12;
    for (std::size_t i = 0; i < length; ++i) source += kPieces[random() % std::size(kPieces)];
    expect_text_or_error(source);
    texts += filled("{{" + source + "}}").ok() ? 1 : 0;
  }
  EXPECT_GT(texts, 100U);  // not all inputs are errors
}

TEST(TemplateFuzz, AnyBytes) {
  std::mt19937 random(1);
  for (int round = 0; round < 5'000; ++round) {
    std::string source = round % 2 == 0 ? "{{" : "";
    const auto length = random() % 40;
    for (std::size_t i = 0; i < length; ++i) source += static_cast<char>(random() % 256);
    expect_text_or_error(source + (round % 3 == 0 ? "}}" : ""));
  }
}

// All prefixes of a long template.
TEST(TemplateFuzz, CutAnywhere) {
  const std::string whole =
      "table {{- range $k, $v := .Labels -}}{{if and (eq $k \"te\\\"am\") (not .X)}}{{/* c */}}"
      "{{printf \"%-10s\" $v | upper}}{{else if `r`}}\xc3\xa4{{else}}{{(index $.Words "
      "1)}}{{end}}{{end}}";
  for (std::size_t length = 0; length <= whole.size(); ++length)
    expect_text_or_error(whole.substr(0, length));
}

}  // namespace
}  // namespace mydocker::templates

// Errors in templates, with their places.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample.hpp"
#include "template/tree.hpp"

namespace mydocker::templates {
namespace template_errors_test {

using ::testing::HasSubstr;

struct Bad {
  std::string source;
  std::string message;
  std::string hint = "";
};

void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.source; }

class TemplateError : public ::testing::TestWithParam<Bad> {
 protected:
  static void expect(const Error& error) {
    EXPECT_EQ(error.message(), GetParam().message);
    std::string hints;
    for (const auto& hint : error.hints()) hints += hint + "\n";
    EXPECT_THAT(hints, HasSubstr(GetParam().hint));
  }
};

class Malformed : public TemplateError {};

TEST_P(Malformed, IsRefusedWithThePlace) {
  const auto parsed = Template::parse(GetParam().source);
  ASSERT_FALSE(parsed.ok());
  expect(parsed.error());
}

INSTANTIATE_TEST_SUITE_P(
    Words, Malformed,
    ::testing::Values(
        Bad{"{{", "template: 1:1: {{ without }}"},
        Bad{"a\nb {{.Name", "template: 2:3: {{ without }}"},
        Bad{"{{}}", "template: 1:3: a value is missing"},
        Bad{"{{.Name}}{{ .A | }}", "template: 1:18: a value is missing"},
        Bad{"{{| .A}}", "template: 1:3: a value is missing"},
        Bad{"\xc3\xa4\xc3\xb6 {{nmae}}", "template: 1:6: no function \"nmae\"", "{{.nmae}}"},
        Bad{"{{jsn .}}", "template: 1:3: no function \"jsn\"", "did you mean \"json\"?"},
        Bad{"{{$x}}", "template: 1:3: no variable \"$x\""},
        Bad{"{{range $x := .A}}{{end}}{{$x}}", "template: 1:28: no variable \"$x\""},
        Bad{"{{$x = 1}}", "template: 1:3: cannot set \"$x\""},
        Bad{"{{$ := 1}}", "template: 1:3: cannot set \"$\""},
        Bad{"{{$a, $b := .A}}", "template: 1:7: too many variables"},
        Bad{"{{\"open}}", "template: 1:3: a string that is not closed"},
        Bad{"{{`open}}", "template: 1:3: a string that is not closed"},
        Bad{"{{\"\\z\"}}", "template: 1:3: unknown escape \"\\\\z\" in a string"},
        Bad{"{{12x}}", "template: 1:3: not a number: \"12x\""},
        Bad{"{{1e999}}", "template: 1:3: not a number: \"1e999\""},
        Bad{"{{\"a\" \"b\"}}", "template: 1:3: this is not a function, so it takes no arguments"},
        Bad{"{{.A | \"b\"}}", "template: 1:8: a function must follow |"},
        Bad{"{{(.A}}", "template: 1:3: ( without )"},
        Bad{"{{.A)}}", "template: 1:5: unexpected \")\""},
        Bad{"{{.A ! .B}}", "template: 1:6: unexpected \"!\""},
        Bad{"{{-}}", "template: 1:3: unexpected \"-\""},
        Bad{"{{/* open", "template: 1:1: a comment without */"},
        Bad{"{{/* a */ .B}}", "template: 1:1: a comment ends with */}}"}));

INSTANTIATE_TEST_SUITE_P(
    Blocks, Malformed,
    ::testing::Values(
        Bad{"{{if .A}}", "template: 1:1: a block without {{end}}"},
        Bad{"x{{range .A}}{{if .B}}{{end}}", "template: 1:2: a block without {{end}}"},
        Bad{"{{end}}", "template: 1:1: {{end}} without {{if}}, {{range}} or {{with}}"},
        Bad{"{{else}}", "template: 1:1: {{else}} without {{if}}, {{range}} or {{with}}"},
        Bad{"{{if .A}}{{else}}{{else}}{{end}}", "template: 1:1: a block without {{end}}"},
        Bad{"{{if}}{{end}}", "template: 1:5: a value is missing"},
        Bad{"{{if .A}}{{end .B}}", "template: 1:10: {{end}} takes no arguments"},
        Bad{"{{range .A}}{{else if .B}}{{end}}", "template: 1:13: unexpected \"if\" after {{else"},
        Bad{"{{if .A}}{{else .B}}{{end}}", "template: 1:10: unexpected \"B\" after {{else"},
        Bad{"{{template \"x\"}}", "template: 1:1: {{template}} is not supported"},
        Bad{"{{define \"x\"}}{{end}}", "template: 1:1: {{define}} is not supported"}));

std::string repeated(const std::string& text, std::size_t count) {
  std::string result;
  for (std::size_t i = 0; i < count; ++i) result += text;
  return result;
}

TEST(Malformed, IsWhatIsNestedTooDeeply) {
  const auto ifs = [](std::size_t n) {
    return repeated("{{if true}}", n) + repeated("{{end}}", n);
  };
  EXPECT_TRUE(Template::parse(ifs(kDeepest)).ok());
  EXPECT_THAT(Template::parse(ifs(kDeepest + 1)).error().message(),
              HasSubstr("blocks are nested too deeply"));
  EXPECT_FALSE(Template::parse(repeated("{{if true}}", 100'000)).ok());
  EXPECT_FALSE(Template::parse("{{if 0}}" + repeated("{{else if 0}}", 100'000) + "{{end}}").ok());
  const auto parentheses = [](std::size_t n) {
    return "{{" + repeated("(", n) + "1" + repeated(")", n) + "}}";
  };
  EXPECT_TRUE(Template::parse(parentheses(kDeepest)).ok());
  EXPECT_THAT(Template::parse(parentheses(kDeepest + 1)).error().message(),
              HasSubstr("parentheses are nested too deeply"));
  EXPECT_FALSE(Template::parse(parentheses(100'000)).ok());
}

class Unfit : public TemplateError {};

TEST_P(Unfit, IsRefusedWithThePlace) {
  const auto text = filled(GetParam().source);
  ASSERT_FALSE(text.ok()) << *text;
  expect(text.error());
}

INSTANTIATE_TEST_SUITE_P(
    Fields, Unfit,
    ::testing::Values(
        Bad{"a {{.Nmae}}", "template: 1:5: no field \".Nmae\"", "did you mean \".Name\"?"},
        Bad{"{{.IPAM.Drivr}}", "template: 1:3: no field \".Drivr\"", "did you mean \".Driver\"?"},
        Bad{"{{.IPAM.Zzz}}", "template: 1:3: no field \".Zzz\"",
            "known fields: .Driver .Options .Config"},
        Bad{"{{range .Containers}}{{.Ip}}{{end}}", "template: 1:24: no field \".Ip\"",
            "did you mean \".IPv4Address\"?"},
        Bad{"{{.Name.First}}", "template: 1:3: text has no field \".First\""},
        Bad{"{{.Nothing.X}}", "template: 1:3: nothing has no field \".X\""},
        Bad{"{{.Labels.lost.X}}", "template: 1:3: nothing has no field \".X\""},
        Bad{"{{.Words.X}}", "template: 1:3: a list has no field \".X\""},
        Bad{"{{.Name \"x\"}}", "template: 1:3: field \".Name\" takes no argument"},
        Bad{"{{.Label \"a\" \"b\"}}", "template: 1:3: one key is needed"},
        Bad{"{{.Label 1}}", "template: 1:3: text is needed, not a number"},
        Bad{"{{. \"x\"}}", "template: 1:3: this is not a function, so it takes no arguments"}));

INSTANTIATE_TEST_SUITE_P(
    Functions, Unfit,
    ::testing::Values(
        Bad{"{{range .Name}}{{end}}", "template: 1:9: range needs a list or a map, not text"},
        Bad{"{{range .IPAM}}{{end}}", "template: 1:9: range needs a list or a map, not an object"},
        Bad{"{{index .Words 3}}",
            "template: 1:3: index: the list has no item 3, it has 3 (counted from 0)"},
        Bad{"{{index .Words \"a\"}}", "template: 1:3: index: a whole number is needed, not text"},
        Bad{"{{index .Nothing 1}}", "template: 1:3: index: index of nothing"},
        Bad{"{{slice .Name 0 4}}", "template: 1:3: slice: 4 is not between 0 and 3"},
        Bad{"{{slice .Name 2 1}}", "template: 1:3: slice: 2 is greater than 1"},
        Bad{"{{slice 7}}", "template: 1:3: slice: text or a list is needed, not a number"},
        Bad{"{{len 3}}", "template: 1:3: len: text, a list or a map is needed, not a number"},
        Bad{"{{len}}", "template: 1:3: len takes at least 1 argument, not 0"},
        Bad{"{{and}}", "template: 1:3: and takes at least 1 argument, not 0"},
        Bad{"{{eq .Name 1}}", "template: 1:3: eq: cannot compare text with a number"},
        Bad{"{{lt .Words .Words}}", "template: 1:3: lt: cannot compare a list with a list"},
        Bad{"{{upper 1}}", "template: 1:3: upper: text is needed, not a number"},
        Bad{"{{join .Name \",\"}}", "template: 1:3: join: a list is needed, not text"},
        Bad{"{{pad .Name 1 9999999999}}",
            "template: 1:3: pad: from 0 to 1024 spaces, not 9999999999"},
        Bad{"{{printf \"%d\" .Name}}",
            "template: 1:3: printf: %d: a whole number is needed, not text"},
        Bad{"{{printf \"%s\"}}", "template: 1:3: printf: missing argument for \"%s\""},
        Bad{"{{printf \"x\" 1}}", "template: 1:3: printf: more arguments than verbs in the format"},
        Bad{"{{printf \"%y\" 1}}", "template: 1:3: printf: unknown \"%y\""},
        Bad{"{{printf \"%\"}}", "template: 1:3: printf: % without a verb"},
        Bad{"{{printf \"%99999999999999999999d\" 1}}", "template: 1:3: printf: wider than 1024"}));

TEST(Unfit, FieldsAreNotFoundAndArgumentsInvalid) {
  EXPECT_EQ(filled("{{.Nmae}}").error().kind(), ErrorKind::not_found);
  EXPECT_EQ(filled("{{upper 1}}").error().kind(), ErrorKind::invalid_argument);
}

}  // namespace template_errors_test
}  // namespace mydocker::templates

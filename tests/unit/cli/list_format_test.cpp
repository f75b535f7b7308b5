#include "output/list_format.hpp"
#include "support/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mydocker::cli {
namespace list_format_test {

constexpr Column kColumns[] = {{"NAME", "Name"}, {"SIZES", "Sizes"}};

const ListView& view() {
  static const ListView one{
      .columns = kColumns,
      .quiet = "ID",
      .raw = "name: {{.Name}}\n",
      .headings = {{"ID", "THING ID"}},
      .shape = {.maps = {}, .lookups = {"Label"}, .aliases = {}, .defaults = {}}};
  return one;
}

const std::vector<Json>& rows() {
  static const std::vector<Json> two{
      json_from(R"({"ID": "1", "Name": "a", "Sizes": [1, 2], "Label": {"k": "v"}})"),
      json_from(R"({"ID": "2", "Name": "long", "Sizes": [], "Label": {}})")};
  return two;
}

struct Printed {
  std::string format;
  std::string flags;  // "q" for --quiet, "n" for --noheading
  std::string text;
};

void PrintTo(const Printed& printed, std::ostream* out) { *out << printed.format; }

Arguments given(const std::string& format, const std::string& flags) {
  Arguments arguments;
  if (format != "none") arguments.add_option("format", {format});
  if (flags.find('q') != std::string::npos) arguments.add_option("quiet", {});
  if (flags.find('n') != std::string::npos) arguments.add_option("noheading", {});
  return arguments;
}

class ListFormatOf : public ::testing::TestWithParam<Printed> {};

TEST_P(ListFormatOf, Prints) {
  const auto format = ListFormat::from(given(GetParam().format, GetParam().flags), view());
  ASSERT_TRUE(format.ok()) << format.error().message();
  EXPECT_EQ(format->text(rows()).value(), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Formats, ListFormatOf,
    ::testing::Values(Printed{"none", "", "NAME   SIZES\na      [1 2]\nlong   []\n"},
                      Printed{"", "", "NAME   SIZES\na      [1 2]\nlong   []\n"},
                      Printed{"table", "", "NAME   SIZES\na      [1 2]\nlong   []\n"},
                      Printed{"table", "n", "a      [1 2]\nlong   []\n"},
                      Printed{"none", "q", "1\n2\n"}, Printed{"table", "q", "1\n2\n"},
                      Printed{"{{.Name}}", "q", "a\nlong\n"},
                      Printed{"json", "",
                              "{\"ID\":\"1\",\"Name\":\"a\",\"Sizes\":[1,2]}\n"
                              "{\"ID\":\"2\",\"Name\":\"long\",\"Sizes\":[]}\n"},
                      Printed{"yaml", "",
                              "- ID: \"1\"\n  Name: a\n  Sizes:\n    - 1\n    - 2\n"
                              "- ID: \"2\"\n  Name: long\n  Sizes: []\n"},
                      Printed{"raw", "", "name: a\n\nname: long\n\n"},
                      Printed{"table {{.ID}}\\t{{.Name}}", "",
                              "THING ID   NAME\n1          a\n2          long\n"},
                      Printed{"table {{.ID}}\\t{{.Name}}", "n", "1   a\n2   long\n"},
                      Printed{"table {{.Name}}\t{{.Label \"k\"}}", "",
                              "NAME   K\na      v\nlong   -\n"},
                      Printed{"table {{range .Sizes}}{{.}}\\t{{end}}{{.Name}}", "",
                              "SIZESNAME\n1           2   a\nlong        -   -\n"},
                      Printed{"table {{.ID}}\\n{{.Name}}", "n", "1\na\n2\nlong\n"}));

TEST(ListFormat, OfNoRows) {
  const auto text = [](const std::string& format, const std::string& flags) {
    return ListFormat::from(given(format, flags), view())->text({}).value();
  };
  EXPECT_EQ(text("none", ""), "NAME   SIZES\n");
  EXPECT_EQ(text("none", "n"), "");
  EXPECT_EQ(text("none", "q"), "");
  EXPECT_EQ(text("json", ""), "");
  EXPECT_EQ(text("yaml", ""), "[]\n");
  EXPECT_EQ(text("table {{.ID}}", ""), "THING ID\n");
  EXPECT_EQ(text("{{.Nmae}}", ""), "");
}

TEST(ListFormat, RefusesWhatIsNoFormat) {
  const auto jsno = ListFormat::from(given("jsno", ""), view());
  ASSERT_FALSE(jsno.ok());
  EXPECT_EQ(jsno.error().message(), "unknown format \"jsno\"");
  EXPECT_EQ(jsno.error().hints().front(), "did you mean \"json\"?");
  EXPECT_FALSE(ListFormat::from(given("tabel", ""), view()).ok());
  const auto open = ListFormat::from(given("{{.Name", ""), view());
  ASSERT_FALSE(open.ok());
  EXPECT_EQ(open.error().message(), "template: 1:1: {{ without }}");
}

TEST(ListFormat, NamesAFieldThatIsNotThere) {
  const auto format = ListFormat::from(given("table {{.Nmae}}", ""), view());
  ASSERT_TRUE(format.ok());
  const auto text = format->text(rows());
  ASSERT_FALSE(text.ok());
  EXPECT_EQ(text.error().message(), "template: 1:3: no field \".Nmae\"");
}

TEST(ListFormat, HasNoPowerOverATerminal) {
  const std::vector<Json> row{{{"ID", "1"}, {"Name", "\x1b[2J"}, {"Sizes", Json::array()}}};
  for (const auto* format : {"table", "{{.Name}}", "table {{.Name}}", "json", "yaml", "raw"}) {
    const auto text = ListFormat::from(given(format, ""), view())->text(row).value();
    EXPECT_EQ(text.find('\x1b'), std::string::npos) << format;
  }
}

}  // namespace list_format_test
}  // namespace mydocker::cli

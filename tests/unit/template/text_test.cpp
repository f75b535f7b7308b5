// The output of templates.
#include <gtest/gtest.h>

#include "sample.hpp"

namespace mydocker::templates {
namespace template_text_test {

struct Good {
  std::string source;
  std::string text;
};

void PrintTo(const Good& good, std::ostream* out) { *out << good.source; }

class TemplateText : public ::testing::TestWithParam<Good> {};

TEST_P(TemplateText, IsAsGoWouldPrintIt) {
  const auto text = filled(GetParam().source);
  ASSERT_TRUE(text.ok()) << text.error().message();
  EXPECT_EQ(*text, GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Values, TemplateText,
    ::testing::Values(
        Good{"", ""}, Good{"plain } text {", "plain } text {"}, Good{"{{.Name}}", "web"},
        Good{"{{ .Name }}/{{.Id}}", "web/abc"}, Good{"{{.ID}}", "abc"},
        Good{"{{.IPAM.Driver}}", "default"}, Good{"{{$.IPAM.Driver}}", "default"},
        Good{"{{.Internal}} {{.Attachable}}", "false true"}, Good{"{{.Size}} {{.Ratio}}", "3 1.5"},
        Good{"{{.Nothing}}", "<nil>"}, Good{"{{.Words}}", "[a b c]"}, Good{"{{.None}}", "[]"},
        Good{"{{.Labels}}", "map[Empty: com.example.tier:front team:blue]"},
        Good{"{{.IPAM}}", "{default map[] [{192.0.2.0/24 192.0.2.1} {198.51.100.0/24}]}"},
        Good{"{{.Labels.team}}", "blue"}, Good{"{{.Labels.lost}}", "<no value>"},
        Good{"{{.Umlaut}}", "gr\xc3\xbcn"}, Good{"{{\"gr\xc3\xbcn\"}}", "gr\xc3\xbcn"},
        Good{"{{`a\\n`}}{{\"a\\n\\\"\"}}", "a\\na\n\""},
        Good{"{{-3}} {{+4}} {{1.25}}", "-3 4 1.25"}, Good{"{{true}} {{false}}", "true false"},
        Good{"{{.}}", filled("{{$}}").value()},
        Good{"{{(index .IPAM.Config 0).Gateway}}", "192.0.2.1"},
        Good{"[{{(index .IPAM.Config 1).Gateway}}]", "[]"}, Good{"{{(.IPAM).Driver}}", "default"},
        Good{"a\\tb\\nc\\x", "a\tb\nc\\x"}, Good{"{{/* nothing */}}x{{- /* nothing */ -}} y", "xy"},
        Good{"a \n {{- .Name -}} \t b {{.Id}}", "aweb\x62 abc"}, Good{"{{.Name\n}}", "web"}));

INSTANTIATE_TEST_SUITE_P(
    Json, TemplateText,
    ::testing::Values(
        Good{"{{json .Labels}}", R"({"team":"blue","com.example.tier":"front","Empty":""})"},
        Good{"{{json .Name}} {{json .Size}} {{json .Internal}}", R"("web" 3 false)"},
        Good{"{{.Name | json}}", R"("web")"}, Good{"{{json .Nothing}}", "null"},
        Good{"{{json .Labels.lost}}", "null"}, Good{"{{json .Umlaut}}", R"("gr\u00fcn")"},
        Good{"{{json .IPAM.Config}}",
             R"([{"Subnet":"192.0.2.0/24","Gateway":"192.0.2.1"},{"Subnet":"198.51.100.0/24"}])"}));

INSTANTIATE_TEST_SUITE_P(
    Blocks, TemplateText,
    ::testing::Values(Good{"{{range .Containers}}{{.Name}}={{.IPv4Address}} {{end}}",
                           "c1=192.0.2.2/24 c2=192.0.2.3/24 "},
                      Good{"{{range $k, $v := .Labels}}{{$k}}={{$v}};{{end}}",
                           "Empty=;com.example.tier=front;team=blue;"},
                      Good{"{{range $i, $w := .Words}}{{if $i}},{{end}}{{$w}}{{end}}", "a,b,c"},
                      Good{"{{range $w := .Words}}{{$w}}{{end}}", "abc"},
                      Good{"{{range .None}}x{{else}}none{{end}}", "none"},
                      Good{"{{range .Nothing}}x{{else}}none{{end}}", "none"},
                      Good{"{{range .Words}}{{$.Name}}{{.}} {{end}}", "weba webb webc "},
                      Good{"{{if .Attachable}}yes{{else}}no{{end}}", "yes"},
                      Good{"{{if .Internal}}yes{{else}}no{{end}}", "no"},
                      Good{"{{if .Internal}}a{{else if .Attachable}}b{{else}}c{{end}}", "b"},
                      Good{"{{if .Internal}}a{{else if .Empty}}b{{else}}c{{end}}", "c"},
                      Good{"{{if .None}}a{{end}}{{if .Size}}b{{end}}{{if .IPAM}}c{{end}}{{if "
                           ".IPAM.Options}}d{{end}}",
                           "bc"},
                      Good{"{{with .IPAM}}{{.Driver}}{{end}}", "default"},
                      Good{"{{with .Labels.lost}}x{{else}}none{{end}}", "none"},
                      Good{"{{with $x := .Name}}{{$x}}{{.}}{{end}}", "webweb"},
                      Good{"{{$x := .Name}}{{if true}}{{$x = \"db\"}}{{end}}{{$x}}", "db"},
                      Good{"{{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}}", "21"}));

INSTANTIATE_TEST_SUITE_P(
    Functions, TemplateText,
    ::testing::Values(
        Good{"{{index .Labels \"team\"}}", "blue"}, Good{"{{index .Labels \"lost\"}}", ""},
        Good{"{{index .Words 1}}", "b"},
        Good{"{{index .IPAM.Config 1 \"Subnet\"}}", "198.51.100.0/24"},
        Good{"{{len .Containers}} {{len .Words}} {{len .Name}} {{len .Nothing}}", "2 3 3 0"},
        Good{"{{slice .Name 1}} {{slice .Umlaut 2 3}} {{slice .Words 0 2}}", "eb \xc3\xbc [a b]"},
        Good{"{{.Label \"team\"}}|{{.Label \"lost\"}}", "blue|"},
        Good{"{{eq .Name \"web\"}} {{eq .Name \"a\" \"web\"}} {{ne .Name \"web\"}}",
             "true true false"},
        Good{"{{lt 1 2}} {{le 2 2}} {{gt .Ratio 2}} {{ge \"b\" \"a\"}}", "true true false true"},
        Good{"{{and true 0}} {{and 1 2}} {{or 0 \"\"}} {{or 0 \"x\"}} {{not .Empty}}",
             "0 2  x true"},
        Good{"{{if and .Nothing .Nothing.X}}a{{else}}b{{end}}", "b"},
        Good{"{{if and (eq .Name \"web\") (not .Internal)}}x{{end}}", "x"},
        Good{"{{eq .Labels.lost nil}}", "true"}, Good{"{{join .Words \",\"}}", "a,b,c"},
        Good{"{{join (split \"a b\" \" \") \"-\"}}", "a-b"},
        Good{"{{json (split \"a,,b\" \",\")}} {{json (split \"ab\" \"\")}} {{json (split \"\" "
             "\",\")}}",
             R"(["a","","b"] ["a","b"] [""])"},
        Good{"{{upper .Name}} {{lower \"ABC\"}} {{title .Title}}", "WEB abc Two Words"},
        Good{"{{truncate .Umlaut 3}} {{truncate .Name 9}} {{truncate .Name 0}}", "gr\xc3\xbc web "},
        Good{"[{{pad .Name 1 2}}] [{{pad .Empty 1 2}}]", "[ web  ] []"},
        Good{"{{printf \"%s-%d-%v-%q-%t-%%\" .Name .Size .Words .Name .Internal}}",
             "web-3-[a b c]-\"web\"-false-%"},
        Good{"{{printf \"[%5s|%-5s|%05d|%.2s|%.2f|%x|%+d]\" .Name .Name 42 .Name .Ratio 255 7}}",
             "[  web|web  |00042|we|1.50|ff|+7]"},
        Good{"{{printf \"%-6s|\" .Umlaut}}", "gr\xc3\xbcn  |"},
        Good{"{{printf \"%05d\" -42}}", "-0042"},
        Good{"{{println .Name 1}}{{print 1 2 \"a\" 3}}", "web 1\n1 2a3"},
        Good{"{{.Name | upper | printf \"%s!\"}}", "WEB!"},
        Good{"{{\"x\" | printf \"%s%s\" \"y\"}}", "yx"}));

TEST(TemplateText, OfARangeDeclaresAgainForEachPart) {
  EXPECT_EQ(filled("{{range .Words}}{{$x := .}}{{end}}{{range .Words}}{{.}}{{end}}").value(),
            "abc");
}

TEST(TemplateText, LeavesLookupsOutOfJson) {
  EXPECT_EQ(filled("{{json .}}").value().find("\"Label\":"), std::string::npos);
  EXPECT_NE(filled("{{json .}}").value().find("\"Labels\":"), std::string::npos);
}

struct Head {
  std::string source;
  std::string heading;
};

class TemplateHeading : public ::testing::TestWithParam<Head> {};

TEST_P(TemplateHeading, FollowsFromTheFields) {
  EXPECT_EQ(Template::parse(GetParam().source).value().heading({{"ID", "NETWORK ID"}}),
            GetParam().heading);
}

INSTANTIATE_TEST_SUITE_P(
    Fields, TemplateHeading,
    ::testing::Values(Head{"{{.ID}}", "NETWORK ID"}, Head{"{{.Name}}", "NAME"},
                      Head{"{{.CreatedAt}} ({{.Driver}})", "CREATED AT (DRIVER)"},
                      Head{"{{.IPv4}} {{.NetworkInterface}}", "IPV4 NETWORK INTERFACE"},
                      Head{"{{json .Labels}}", "LABELS"}, Head{"{{.Name | upper}}", "NAME"},
                      Head{"{{.Label \"team\"}}", "TEAM"}, Head{"{{.IPAM.Driver}}", "DRIVER"},
                      Head{"{{range .Subnets}}{{.Subnet}} {{end}}", "SUBNETS"},
                      Head{"{{if .Internal}}{{.Name}}{{else}}-{{end}}", "NAME"},
                      Head{"{{printf \"%s\" (upper .Name)}}", "NAME"}, Head{"{{\"x\"}}", ""}));

}  // namespace template_text_test
}  // namespace mydocker::templates

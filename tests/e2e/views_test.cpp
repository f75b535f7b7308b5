// ls, inspect and ip ls: formats and filters as users of Docker and Podman expect them, by example.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <regex>

#include "e2e/bad_input.hpp"
#include "e2e/outside.hpp"
#include "support/netns_main.hpp"

namespace mydocker::testing {
namespace views_test {

struct Example {
  // An example from one line of words and one more word, which can contain spaces.
  Example(const std::string& line, std::string expected)
      : words(split(line)), out(std::move(expected)) {}
  Example(const std::string& line, std::string last, std::string expected)
      : Example(line, std::move(expected)) {
    words.push_back(std::move(last));
  }

  Words words;
  std::string out;
};

void PrintTo(const Example& one, std::ostream* out) {
  for (const auto& word : one.words) *out << ::testing::PrintToString(word) << ' ';
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

// Three networks, one of them with a container. Values that differ between runs are replaced:
// web-id (64 digits), web-12 (12 digits), c1-id, c1-host-link, c1-mac, TIME.
class Networks {
 public:
  Networks() {
    must("ip netns add c1");
    make(
        "network create web --subnet 192.0.2.0/24 --ip-range 192.0.2.64/26 --aux-address "
        "printer=192.0.2.9 --label team=blue --label com.example.env=prod");
    make("network create db --subnet 198.51.100.0/24 --internal --label team=red -o mtu=1400");
    make("network create alone --driver none");
    make("network connect web c1");
    for (const auto* name : {"web", "db", "alone"}) {
      const auto id =
          word("network ls --no-trunc --filter name=^" + std::string(name) + "$ --format {{.ID}}");
      names_.emplace_back(id, name + std::string("-id"));
      names_.emplace_back(id.substr(0, 12), name + std::string("-12"));
      ids_.emplace_back("{" + std::string(name) + "-12}", id.substr(0, 12));
    }
    for (const auto& [field, name] : {std::pair{"EndpointID", "c1-id"}, {"MacAddress", "c1-mac"}})
      names_.emplace_back(
          word("network inspect web --format {{.Containers.c1." + std::string(field) + "}}"), name);
    names_.emplace_back(word("network inspect web --format {{.Containers.c1.HostInterface}}"),
                        "c1-host-link");
  }
  ~Networks() {
    mydocker_.line("network disconnect web c1");
    mydocker_.line("network rm web db alone");
    shell("ip netns delete c1");
  }
  Networks(const Networks&) = delete;
  Networks& operator=(const Networks&) = delete;

  // Runs the words. "{web-12}" in a word is replaced by the first digits of the network's id.
  [[nodiscard]] Outcome operator()(Words words) const {
    for (auto& one : words)
      for (const auto& [name, id] : ids_) replace_all(one, name, id);
    auto outcome = mydocker_(std::move(words));
    for (const auto& [text, name] : names_) replace_all(outcome.out, text, name);
    static const std::regex time("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:]{8}(Z| \\+0000 UTC)");
    outcome.out = std::regex_replace(outcome.out, time, "TIME");
    return outcome;
  }

 private:
  void make(const std::string& line) const {
    const auto made = mydocker_.line(line);
    EXPECT_EQ(made.code, 0) << made.err;
  }
  [[nodiscard]] std::string word(const std::string& line) const {
    const auto shown = mydocker_.line(line);
    EXPECT_EQ(shown.code, 0) << shown.err;
    EXPECT_GT(shown.out.size(), 1U) << line;
    return shown.out.substr(0, shown.out.find('\n'));
  }

  Mydocker mydocker_;
  std::vector<std::pair<std::string, std::string>> names_;  // the found text and its replacement
  std::vector<std::pair<std::string, std::string>> ids_;
};

class Views : public ::testing::TestWithParam<Example> {
 protected:
  static void SetUpTestSuite() {
    keep_namespaces();
    networks_ = std::make_unique<Networks>();
  }
  static void TearDownTestSuite() { networks_.reset(); }
  static inline std::unique_ptr<Networks> networks_;
};

TEST_P(Views, AreAsDocumented) {
  const auto shown = (*networks_)(GetParam().words);
  EXPECT_EQ(shown.code, 0);
  EXPECT_EQ(shown.err, "");
  EXPECT_EQ(shown.out, GetParam().out);
}

const std::string kLs = "network ls --format";
const std::string kInspect = "network inspect web --format";

INSTANTIATE_TEST_SUITE_P(
    ListFormats, Views,
    ::testing::Values(
        Example{"network ls",
                "NETWORK ID     NAME    DRIVER   SUBNET\n"
                "alone-12   alone   none     -\n"
                "db-12   db      bridge   198.51.100.0/24\n"
                "web-12   web     bridge   192.0.2.0/24\n"},
        Example{"network list -n --filter name=web", "web-12   web   bridge   192.0.2.0/24\n"},
        Example{"network ls -q", "alone-12\ndb-12\nweb-12\n"},
        Example{"network ls --quiet --no-trunc", "alone-id\ndb-id\nweb-id\n"},
        Example{kLs, "{{.ID}}: {{.Driver}}", "alone-12: none\ndb-12: bridge\nweb-12: bridge\n"},
        Example{"network ls --no-trunc --format", "{{.ID}}", "alone-id\ndb-id\nweb-id\n"},
        Example{"network ls -q --format", "{{.Name}}", "alone\ndb\nweb\n"},
        Example{kLs, "table {{.Name}}\\t{{.Scope}}",
                "NAME    SCOPE\nalone   local\ndb      local\nweb     local\n"},
        Example{kLs, "table {{.ID}}\t{{.CreatedAt}}",
                "NETWORK ID     CREATED AT\nalone-12   TIME\ndb-12   TIME\nweb-12   TIME\n"},
        Example{"network ls --noheading --format", "table {{.Name}}\\t{{.Driver}}",
                "alone   none\ndb      bridge\nweb     bridge\n"},
        Example{kLs, "table {{.Name}}\\t{{.Label \"team\"}}",
                "NAME    TEAM\nalone   -\ndb      red\nweb     blue\n"},
        Example{kLs, "{{.Name}} {{.Internal}} {{.IPv4}} {{.IPv6}}",
                "alone false false false\ndb true true false\nweb false true false\n"},
        Example{kLs, "{{.Name}}: {{.Labels}}",
                "alone: \ndb: team=red\nweb: com.example.env=prod,team=blue\n"},
        Example{kLs, "{{.Name}}{{if eq .Internal \"true\"}} (internal){{end}}",
                "alone\ndb (internal)\nweb\n"},
        Example{kLs, "{{upper .Name}} {{.Driver | printf \"%-8s\"}}|",
                "ALONE none    |\nDB bridge  |\nWEB bridge  |\n"},
        Example{kLs, "{{json .Name}}", "\"alone\"\n\"db\"\n\"web\"\n"},
        Example{"network ls --filter name=web --format json",
                R"({"CreatedAt":"TIME","Driver":"bridge","ID":"web-12","IPv4":"true",)"
                R"("IPv6":"false","Internal":"false","Labels":"com.example.env=prod,team=blue",)"
                R"("Name":"web","Scope":"local","Created":"TIME","NetworkInterface":"web",)"
                R"("Options":{},"Subnet":"192.0.2.0/24","Subnets":[{"Subnet":)"
                R"("192.0.2.0/24","Gateway":"192.0.2.1","IPRange":"192.0.2.64/26"}]})"
                "\n"},
        Example{"network ls --filter name=alone --format yaml",
                "- CreatedAt: \"TIME\"\n  Driver: none\n  ID: alone-12\n  IPv4: \"false\"\n"
                "  IPv6: \"false\"\n  Internal: \"false\"\n  Labels: \"\"\n  Name: alone\n"
                "  Scope: local\n  Created: \"TIME\"\n  NetworkInterface: \"\"\n  Options: {}\n"
                "  Subnet: \"\"\n  Subnets: []\n"},
        Example{"network ls --filter name=db --format raw",
                "network_id: db-12\nname: db\ndriver: bridge\nscope: local\n\n"},
        // fields of Podman
        Example{kLs, "{{.Name}}{{range .Subnets}} {{.Subnet}} via {{.Gateway}}{{end}}",
                "alone\ndb 198.51.100.0/24 via 198.51.100.1\nweb 192.0.2.0/24 via 192.0.2.1\n"},
        Example{kLs, "{{.Name}} {{.NetworkInterface}} {{.IPv6Enabled}} {{.Options.mtu}}",
                "alone  false <no value>\ndb db false 1400\nweb web false <no value>\n"}));

INSTANTIATE_TEST_SUITE_P(
    ListFilters, Views,
    ::testing::Values(
        Example{"network ls -q --filter driver=bridge", "db-12\nweb-12\n"},
        Example{"network ls -q -f driver=bridge -f driver=none", "alone-12\ndb-12\nweb-12\n"},
        Example{"network ls -q -f driver=bridge -f label=team=red", "db-12\n"},
        Example{"network ls -q -f id={web-12}", "web-12\n"},
        Example{"network ls -q -f label=team", "db-12\nweb-12\n"},
        Example{"network ls -q -f label=team=blue", "web-12\n"},
        Example{"network ls -q -f label=team -f label=com.example.env", "web-12\n"},
        Example{"network ls -q -f label!=team", "alone-12\n"},
        Example{"network ls -q -f label!=team=red", "alone-12\nweb-12\n"},
        Example{"network ls -q -f name=b", "db-12\nweb-12\n"},
        Example{"network ls -q -f name=^b", ""},
        Example{"network ls -q -f name=b$", "db-12\nweb-12\n"},
        Example{"network ls -q -f name=web -f name=alone", "alone-12\nweb-12\n"},
        Example{"network ls -q -f scope=local", "alone-12\ndb-12\nweb-12\n"},
        Example{"network ls -q -f scope=swarm", ""},
        Example{"network ls -q -f type=custom", "alone-12\ndb-12\nweb-12\n"},
        Example{"network ls -q -f type=builtin", ""},
        Example{"network ls -q -f dangling=true", "alone-12\ndb-12\n"},
        Example{"network ls -q -f dangling=false", "web-12\n"},
        Example{"network ls -q -f until=24h", ""},
        Example{"network ls -q -f until=2099-01-01T00:00:00Z", "alone-12\ndb-12\nweb-12\n"},
        Example{"network ls -f name=lost", "NETWORK ID   NAME   DRIVER   SUBNET\n"}));

INSTANTIATE_TEST_SUITE_P(
    Inspect, Views,
    ::testing::Values(
        Example{kInspect, "{{.Name}} {{.Id}} {{.ID}}", "web web-id web-id\n"},
        Example{"network inspect web db --format", "{{.Name}}", "web\ndb\n"},
        Example{"network inspect {web-12} --format", "{{.Name}}", "web\n"},
        Example{kInspect, "{{.Scope}} {{.Driver}} {{.EnableIPv4}} {{.EnableIPv6}}",
                "local bridge true false\n"},
        Example{kInspect, "{{.Internal}} {{.Attachable}} {{.Ingress}} {{.ConfigOnly}}",
                "false false false false\n"},
        Example{kInspect, "{{.IPAM.Driver}}", "default\n"},
        Example{kInspect, "{{range .IPAM.Config}}{{.Subnet}} {{.Gateway}}{{end}}",
                "192.0.2.0/24 192.0.2.1\n"},
        Example{kInspect, "{{(index .IPAM.Config 0).IPRange}}", "192.0.2.64/26\n"},
        Example{kInspect, "{{json .IPAM.Config}}",
                R"([{"Subnet":"192.0.2.0/24","IPRange":"192.0.2.64/26","Gateway":"192.0.2.1",)"
                R"("AuxiliaryAddresses":{"printer":"192.0.2.9"}}])"
                "\n"},
        Example{kInspect, "{{json .Labels}}", "{\"com.example.env\":\"prod\",\"team\":\"blue\"}\n"},
        Example{kInspect, "{{index .Labels \"com.example.env\"}} {{.Labels.team}}", "prod blue\n"},
        Example{kInspect, "{{range $k, $v := .Labels}}{{$k}}={{$v}};{{end}}",
                "com.example.env=prod;team=blue;\n"},
        Example{kInspect, "{{len .Containers}}", "1\n"},
        Example{kInspect, "{{range .Containers}}{{.Name}} {{.IPv4Address}} {{.MacAddress}}{{end}}",
                "c1 192.0.2.64/24 c1-mac\n"},
        Example{kInspect, "{{range $id, $c := .Containers}}{{$id}} {{$c.EndpointID}}{{end}}",
                "c1 c1-id\n"},
        Example{kInspect,
                "{{range .Containers}}{{.Interface}} {{.HostInterface}} {{.DefaultRoute}}{{end}}",
                "eth0 c1-host-link web\n"},
        Example{"network inspect db --format", "{{range .Containers}}x{{else}}none{{end}}",
                "none\n"},
        Example{kInspect, "{{with .Status.IPAM.Subnets}}{{range .}}{{.IPsInUse}}{{end}}{{end}}",
                "5\n"},
        Example{kInspect, "{{json .Status.IPAM}}",
                R"({"Subnets":{"192.0.2.0/24":{"IPsInUse":5,"DynamicIPsAvailable":63}}})"
                "\n"},
        Example{"network inspect db --format", "{{.Options.mtu}} {{json .Options.lost}}",
                "1400 null\n"},
        Example{"network inspect alone --format",
                "{{.Name | printf \"%s!\" | title}}\\n{{println .Scope}}", "Alone!\nlocal\n\n"}));

// The whole document in the field order of Docker.
TEST(ViewOfANetwork, HasDockersLayout) {
  const Networks networks;
  EXPECT_EQ(networks({"network", "inspect", "alone", "--format", "json"}).out,
            R"([{"Name":"alone","Id":"alone-id","Created":"TIME","Scope":"local","Driver":"none",)"
            R"("EnableIPv4":false,"EnableIPv6":false,"IPAM":{"Driver":"default","Options":{},)"
            R"("Config":[]},"Internal":false,"Attachable":false,"Ingress":false,"ConfigFrom":)"
            R"({"Network":""},"ConfigOnly":false,"Containers":{},"Options":{},"Labels":{},)"
            R"("Status":{"IPAM":{"Subnets":{}}},"Routes":[],"LinkName":"","Applied":true}])"
            "\n");
}

TEST(ViewOfANetwork, SaysMoreIfAsked) {
  const Networks networks;
  const std::string format = "{{range .Plan}}{{println .}}{{end}}";
  EXPECT_EQ(networks({"network", "inspect", "web", "--format", format}).out, "\n");
  EXPECT_THAT(networks({"network", "inspect", "--verbose", "web", "--format", format}).out,
              ::testing::HasSubstr("bridge \"web\": add a bridge for network \"web\"\n"));
  EXPECT_THAT(networks({"network", "inspect", "-v", "web"}).out,
              ::testing::HasSubstr("\n        \"Plan\": [\n"));
}

TEST(UsualFormat, OfTheListOfNetworksIsInTheConfiguration) {
  const Mydocker mydocker;
  const auto id = mydocker.line("-q network create web --driver none").out;
  const auto ls = [&](const std::string& format, const std::string& words) {
    std::ofstream("/run/usual.yaml") << "networks_format: '" << format << "'\n";
    return mydocker.line("--config /run/usual.yaml network ls " + words);
  };
  EXPECT_EQ(ls("{{.Name}} by {{.Driver}}", "").out, "web by none\n");
  EXPECT_EQ(ls("{{.Name}} by {{.Driver}}", "--format {{.Name}}").out, "web\n");
  EXPECT_EQ(ls("{{.Name}}", "-q").out, id.substr(0, 12) + "\n");
  const auto wrong = ls("{{.Name", "");
  EXPECT_EQ(wrong.code, 1);
  EXPECT_THAT(wrong.err, ::testing::HasSubstr("error: networks_format in the configuration: "));
}

}  // namespace views_test
}  // namespace mydocker::testing

#include "runtime/config/network_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mydocker::config {
namespace {

using model::DeclaredNetwork;
using ::testing::HasSubstr;

// Returns the error as "LINE: MESSAGE", or "accepted" if there is no error.
std::string refusal_of(const std::string& text) {
  const auto read = read_network_file(text, "f");
  if (read.ok()) return "accepted";
  EXPECT_EQ(read.error().kind(), ErrorKind::invalid_argument);
  EXPECT_EQ(read.error().message().substr(0, 2), "f:");
  return read.error().message().substr(2);
}

TEST(NetworkFile, HoldsEveryFieldOfANetwork) {
  const auto read = read_network_file(
      "networks:\n"
      "  web:\n"
      "    driver: lan\n"
      "    subnets:\n"
      "      - prefix: 10.9.0.0/24\n"
      "        gateway: 10.9.0.7\n"
      "        range: 10.9.0.128/25\n"
      "        aux_addresses: {router: 10.9.0.2}\n"
      "        reservations: {c1: 10.9.0.3}\n"
      "      - prefix: 10.8.0.0/24\n"
      "    ipv4: true\n"
      "    ipv6: no\n"
      "    ipam_driver: none\n"
      "    ipam_options: {server: 10.9.0.4}\n"
      "    routes: ['10.1.0.0/16,10.9.0.9', '10.2.0.0/16,10.9.0.9,20']\n"
      "    internal: yes\n"
      "    options: {mtu: 1400}\n"
      "    labels: {team: blue, note: }\n"
      "  db:\n",
      "f");
  ASSERT_TRUE(read.ok()) << read.error().message();
  ASSERT_EQ(read->size(), 2U);
  const auto& web = read->front();
  EXPECT_EQ(web.name, "web");
  EXPECT_EQ(web.line, 2U);
  EXPECT_EQ(web.driver, "lan");
  ASSERT_EQ(web.subnets.size(), 2U);
  EXPECT_EQ(web.subnets[0].prefix, "10.9.0.0/24");
  EXPECT_EQ(web.subnets[0].gateway, "10.9.0.7");
  EXPECT_EQ(web.subnets[0].range, "10.9.0.128/25");
  EXPECT_EQ(web.subnets[0].aux_addresses, (model::Texts{{"router", "10.9.0.2"}}));
  EXPECT_EQ(web.subnets[0].reservations, (model::Texts{{"c1", "10.9.0.3"}}));
  EXPECT_EQ(web.subnets[1].prefix, "10.8.0.0/24");
  EXPECT_EQ(web.subnets[1].line, 10U);
  EXPECT_EQ(web.ipv4, true);
  EXPECT_EQ(web.ipv6, false);
  EXPECT_EQ(web.ipam_driver, "none");
  EXPECT_EQ(web.ipam_options, (model::Texts{{"server", "10.9.0.4"}}));
  EXPECT_EQ(web.routes,
            (std::vector<std::string>{"10.1.0.0/16,10.9.0.9", "10.2.0.0/16,10.9.0.9,20"}));
  EXPECT_TRUE(web.internal);
  EXPECT_EQ(web.options, (model::Texts{{"mtu", "1400"}}));
  EXPECT_EQ(web.labels, (model::Texts{{"team", "blue"}, {"note", ""}}));
  EXPECT_EQ(read->back().name, "db");
  EXPECT_EQ(read->back().driver, "bridge");
  EXPECT_EQ(read->back().ipv4, std::nullopt);
}

TEST(NetworkFile, WithoutAnyNetworkMustSaySo) {
  EXPECT_EQ(refusal_of("networks: {}\n"), "accepted");
  EXPECT_THAT(refusal_of(""), HasSubstr("1: it is empty"));
  EXPECT_THAT(refusal_of("# nothing\n"), HasSubstr("it is empty"));
  EXPECT_THAT(refusal_of("networks:\n"), HasSubstr("1: \"networks\" must be a map"));
}

struct Wrong {
  std::string text;
  std::string refusal;
};

TEST(NetworkFile, NamesTheLineOfWhatIsWrong) {
  const std::string begin = "networks:\n  web:\n";
  const Wrong wrongs[] = {
      {"network:\n", "1: unknown key \"network\", did you mean \"networks\"?"},
      {"- web\n", "1: a map is expected"},
      {"networks: [web]\n", "1: \"networks\" must be a map"},
      {"networks:\n  web: bridge\n", "2: network \"web\" must be a map of its settings"},
      {begin + "    drivr: bridge\n", "3: unknown key \"drivr\", did you mean \"driver\"?"},
      {begin + "    colour: red\n",
       "3: unknown key \"colour\", the known keys are driver, subnets"},
      {begin + "    driver: [a]\n", "3: \"driver\" must be a text"},
      {begin + "    driver:\n", "3: \"driver\" must be a text"},
      {begin + "    driver: a\n    driver: b\n", "4: key \"driver\" is given twice"},
      {begin + "  db:\n  web:\n", "4: key \"web\" is given twice, first in line 2"},
      {begin + "    internal: perhaps\n", "3: \"internal\" must be true or false"},
      {begin + "    internal: [yes]\n", "3: \"internal\" must be true or false"},
      {begin + "    ipv6: perhaps\n", "3: \"ipv6\" must be true or false"},
      {begin + "    routes: 10.1.0.0/16\n", "3: \"routes\" must be a list of texts"},
      {begin + "    routes: [[a]]\n", "3: \"routes\" must be a list of texts"},
      {begin + "    labels: blue\n", "3: \"labels\" must be a map"},
      {begin + "    labels:\n      a:\n        b: c\n", "4: \"labels\": the value of \"a\""},
      {begin + "    labels:\n      a=b: c\n", "4: \"labels\": \"a=b\" is not a key"},
      {begin + "    subnets: 10.9.0.0/24\n", "3: \"subnets\" must be a list"},
      {begin + "    subnets: [10.9.0.0/24]\n", "3: a subnet must be a map"},
      {begin + "    subnets:\n      - gateway: 10.9.0.1\n", "4: a subnet needs a prefix"},
      {begin + "    subnets:\n      - prefix: 10.9.0.0/24\n        gatway: 10.9.0.1\n",
       "5: unknown key \"gatway\", did you mean \"gateway\"?"},
      {begin + "    subnets:\n      - prefix: 10.9.0.0/24\n        reserved: {a: 10.9.0.2}\n",
       "5: the key \"reserved\" has a new name, write \"aux_addresses\""},
      {begin + "    labels: &a {b: c}\n", "3: an anchor"},
  };
  for (const auto& wrong : wrongs)
    EXPECT_THAT(refusal_of(wrong.text), ::testing::StartsWith(wrong.refusal)) << wrong.text;
}

DeclaredNetwork full_network() {
  DeclaredNetwork network;
  network.name = "web";
  network.driver = "lan";
  network.subnets = {{.prefix = "10.9.0.0/24",
                      .gateway = "10.9.0.1",
                      .range = "10.9.0.10-10.9.0.20",
                      .aux_addresses = {{"router", "10.9.0.2"}},
                      .reservations = {{"c1", "10.9.0.3"}}}};
  network.ipv4 = true;
  network.ipv6 = false;
  network.ipam_driver = "none";
  network.routes = {"10.1.0.0/16,10.9.0.9"};
  network.internal = true;
  network.options = {{"mtu", "1400"}, {"flag", "true"}};
  network.labels = {
      {"empty", ""},      {"null", "~"},    {"yes", "no"},        {"hash", "a #b"},
      {"colon", "a: b"},  {"quote", "\"'"}, {"slash", "\\n"},     {"umlaut", "Ü"},
      {"blank", " a "},   {"dash", "- a"},  {"brace", "{a}"},     {"number", "007"},
      {"star", "*a"},     {"amp", "&a"},    {"bang", "!a"},       {"at", "@a"},
      {"percent", "%a"},  {"a b", "c"},     {"date", "2001-1-1"}, {"octal", "0o17"},
      {"float", "1.5.2"}, {"~", "key"},     {"on", "1e3"},        {"x-y_z", "é\u00a0"}};
  return network;
}

TEST(NetworkFile, ReadsBackWhatItWrote) {
  DeclaredNetwork plain;
  plain.name = "007";
  const std::vector<DeclaredNetwork> put{full_network(), plain};
  const std::string text = write_network_file(put);
  const auto read = read_network_file(text, "f");
  ASSERT_TRUE(read.ok()) << read.error().message() << "\n" << text;
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ(read->front().labels, put.front().labels) << text;
  // All other values are equal too.
  EXPECT_EQ(write_network_file(*read), text);
  EXPECT_EQ(read->back().name, "007");
}

TEST(NetworkFile, LeavesOutWhatMeansTheSameWithoutBeingWritten) {
  DeclaredNetwork plain;
  plain.name = "web";
  EXPECT_EQ(write_network_file({plain}), "networks:\n  web:\n    driver: bridge\n");
  EXPECT_EQ(refusal_of(write_network_file({})), "accepted");
}

TEST(NetworkFile, QuotesWhatOtherReadersWouldTakeForSomethingElse) {
  DeclaredNetwork network;
  network.name = "web";
  network.labels = {{"a", "true"}, {"b", "12"}, {"c", "word"}};
  const auto text = write_network_file({network});
  EXPECT_THAT(text, HasSubstr("a: \"true\"\n"));
  EXPECT_THAT(text, HasSubstr("b: \"12\"\n"));
  EXPECT_THAT(text, HasSubstr("c: word"));
}

}  // namespace
}  // namespace mydocker::config

#include "runtime/model/network_filter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mydocker::model {
namespace network_filter_test {

using ::testing::HasSubstr;
using Words = std::vector<std::string>;

constexpr std::int64_t kNow = 2'000;

Network web() {
  Network network;
  network.id = "3fa0";
  network.name = "web-front";
  network.driver = "bridge";
  network.labels = {{"team", "blue"}, {"old", ""}};
  network.created = 1'000;
  return network;
}

struct Question {
  Words words;
  bool answer;
};

void PrintTo(const Question& question, std::ostream* out) {
  *out << ::testing::PrintToString(question.words);
}

class NetworkFilterOf : public ::testing::TestWithParam<Question> {};

TEST_P(NetworkFilterOf, Matches) {
  const auto filter = NetworkFilter::parse(GetParam().words, kNow);
  ASSERT_TRUE(filter.ok()) << filter.error().message();
  EXPECT_EQ(filter->matches(web()), GetParam().answer);
}

INSTANTIATE_TEST_SUITE_P(
    Keys, NetworkFilterOf,
    ::testing::Values(
        Question{{}, true}, Question{{"driver=bridge"}, true}, Question{{"driver=bri"}, false},
        Question{{"driver=none", "driver=bridge"}, true}, Question{{"id=fa"}, true},
        Question{{"id=3fa0"}, true}, Question{{"id=b"}, false}, Question{{"name=front"}, true},
        Question{{"name=^web"}, true}, Question{{"name=^front"}, false},
        Question{{"name=front$"}, true}, Question{{"name=web$"}, false},
        Question{{"name=^web-front$"}, true}, Question{{"name=^web$"}, false},
        Question{{"name=x", "name=web"}, true}, Question{{"name=web", "driver=none"}, false},
        Question{{"label=team"}, true}, Question{{"label=team=blue"}, true},
        Question{{"label=team=red"}, false}, Question{{"label=old"}, true},
        Question{{"label=old="}, true}, Question{{"label=te"}, false},
        Question{{"label=team", "label=lost"}, false}, Question{{"label=team", "label=old"}, true},
        Question{{"label!=team"}, false}, Question{{"label!=team=red"}, true},
        Question{{"label!=lost", "label!=old"}, false}, Question{{"scope=local"}, true},
        Question{{"scope=swarm"}, false}, Question{{"scope=swarm", "scope=local"}, true},
        Question{{"type=custom"}, true}, Question{{"type=builtin"}, false},
        Question{{"until=1000"}, true}, Question{{"until=999"}, false},
        Question{{"until=16m"}, true}, Question{{"until=1h"}, false},
        Question{{"until=2026-01-31"}, true}));

TEST(NetworkFilter, DanglingIsAskedApart) {
  const auto filter = [](const Words& words) { return NetworkFilter::parse(words, kNow).value(); };
  EXPECT_TRUE(filter({}).matches_use(true));
  EXPECT_TRUE(filter({}).matches_use(false));
  EXPECT_FALSE(filter({"dangling=true"}).matches_use(true));
  EXPECT_TRUE(filter({"dangling=true"}).matches_use(false));
  EXPECT_TRUE(filter({"dangling=0"}).matches_use(true));
  EXPECT_FALSE(filter({"dangling=false"}).matches_use(false));
  EXPECT_TRUE(filter({"dangling=1", "dangling=0"}).matches_use(true));
}

struct Wrong {
  Words words;
  std::string message;
  std::string hint;
};

void PrintTo(const Wrong& wrong, std::ostream* out) {
  *out << ::testing::PrintToString(wrong.words);
}

class WrongNetworkFilter : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongNetworkFilter, IsRefused) {
  const auto filter = NetworkFilter::parse(GetParam().words, kNow);
  ASSERT_FALSE(filter.ok());
  EXPECT_EQ(filter.error().message(), GetParam().message);
  std::string hints;
  for (const auto& hint : filter.error().hints()) hints += hint + "\n";
  EXPECT_THAT(hints, HasSubstr(GetParam().hint));
}

INSTANTIATE_TEST_SUITE_P(
    Words, WrongNetworkFilter,
    ::testing::Values(
        Wrong{{"driver"}, "--filter \"driver\": no value", "KEY=VALUE"},
        Wrong{{"drvier=x"}, "--filter: unknown key \"drvier\"", "did you mean \"driver\"?"},
        Wrong{{"colour=x"},
              "--filter: unknown key \"colour\"",
              "the known keys are dangling, driver, id, "},
        Wrong{{"=x"}, "--filter: unknown key \"\"", ""},
        Wrong{{"dangling=maybe"}, "--filter dangling: no \"maybe\"", "true or false"},
        Wrong{{"scope=world"}, "--filter scope: no \"world\"", "local, swarm, global"},
        Wrong{{"type=mine"}, "--filter type: no \"mine\"", "custom, builtin"},
        Wrong{{"until=soon"}, "--filter until: not a time: \"soon\"", "10m"},
        Wrong{{"until=1", "until=2"}, "--filter until is given twice", ""},
        Wrong{{"name=w("},
              "--filter name: \"w(\" is not a regular expression: Unmatched ( or \\(",
              "regex(7)"}));

TEST(NetworkFilter, OfPruneKnowsLess) {
  EXPECT_TRUE(NetworkFilter::parse_for_prune({"label=a", "label!=b", "until=1h"}, kNow).ok());
  const auto refused = NetworkFilter::parse_for_prune({"driver=bridge"}, kNow);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().hints().front(), "the known keys are label, label!, until");
}

}  // namespace network_filter_test
}  // namespace mydocker::model

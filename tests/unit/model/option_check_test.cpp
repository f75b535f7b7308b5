#include "runtime/model/option_check.hpp"

#include <gtest/gtest.h>

namespace mydocker::model {
namespace option_check_test {

using Texts = std::map<std::string, std::string>;

Manifest manifest() {
  Manifest result;
  result.name = "bridge";
  const auto add = [&](ManifestOption option) { result.options.push_back(std::move(option)); };
  ManifestOption mtu;
  mtu.key = "mtu";
  mtu.type = OptionType::number;
  mtu.min = 68;
  mtu.max = 65535;
  mtu.alias = "com.example.mtu";
  mtu.other_alias = "example_mtu";
  add(mtu);
  ManifestOption mode;
  mode.key = "mode";
  mode.choices = {"nat", "routed"};
  mode.default_value = "nat";
  add(mode);
  const auto plain = [&](const char* key, OptionType type) {
    ManifestOption option;
    option.key = key;
    option.type = type;
    add(option);
  };
  plain("masquerade", OptionType::flag);
  plain("source", OptionType::address);
  plain("allowed", OptionType::prefix);
  plain("mac", OptionType::mac);
  plain("parent", OptionType::link);
  plain("note", OptionType::text);
  plain("count", OptionType::number);
  ManifestOption rate;
  rate.key = "rate";
  rate.scope = OptionScope::endpoint;
  rate.type = OptionType::number;
  rate.default_value = "10";
  add(rate);
  return result;
}

Result<Texts> check(const Texts& given) {
  return check_options(given, manifest(), OptionScope::network);
}

std::string refusal_of(const Texts& given) {
  const auto result = check(given);
  return result.ok() ? "accepted" : result.error().message();
}

TEST(OptionCheck, FillsInTheDefaultsOfTheScope) {
  EXPECT_EQ(check({}).value(), Texts{});
  EXPECT_EQ(with_defaults({}, manifest(), OptionScope::network).value(), (Texts{{"mode", "nat"}}));
  EXPECT_EQ(with_defaults({}, manifest(), OptionScope::endpoint).value(), (Texts{{"rate", "10"}}));
}

TEST(OptionCheck, AnOptionThatIsGivenBeatsItsDefault) {
  const Texts given{{"mode", "routed"}};
  EXPECT_EQ(check(given).value(), given);
  EXPECT_EQ(with_defaults(given, manifest(), OptionScope::network).value(), given);
}

TEST(OptionCheck, ReplacesAnAliasByTheKey) {
  EXPECT_EQ(check({{"com.example.mtu", "1400"}}).value(), (Texts{{"mtu", "1400"}}));
  EXPECT_EQ(check({{"example_mtu", "1400"}}).value(), (Texts{{"mtu", "1400"}}));
}

TEST(OptionCheck, RefusesAKeyUnderTwoOfItsNames) {
  EXPECT_EQ(refusal_of({{"com.example.mtu", "1400"}, {"mtu", "1400"}}),
            "options \"mtu\" and \"com.example.mtu\" are the same option");
  EXPECT_EQ(refusal_of({{"com.example.mtu", "1400"}, {"example_mtu", "1400"}}),
            "options \"example_mtu\" and \"com.example.mtu\" are the same option");
}

Manifest with_role(OptionRole role) {
  auto known = manifest();
  known.options.front().role = role;
  return known;
}

TEST(OptionCheck, FindsAnOptionByItsRole) {
  const auto given = with_roles({{"mode", "nat"}}, {{OptionRole::mtu, "1400"}},
                                with_role(OptionRole::mtu), OptionScope::network);
  EXPECT_EQ(given.value(), (Texts{{"mode", "nat"}, {"mtu", "1400"}}));
}

// Podman's --interface-name is the parent of a macvlan network.
TEST(OptionCheck, TheLinkNameOfANetworkWithoutALinkIsItsParent) {
  const auto lan = with_role(OptionRole::parent);
  const auto given = with_roles({}, {{OptionRole::link_name, "eth1"}}, lan, OptionScope::network);
  ASSERT_TRUE(given.ok()) << given.error().message();
  EXPECT_EQ(*given, (Texts{{"mtu", "eth1"}}));
}

TEST(OptionCheck, RefusesARoleThatTheDriverDoesNotHave) {
  const auto given = with_roles({}, {{OptionRole::mtu, "1400"}}, manifest(), OptionScope::network);
  ASSERT_FALSE(given.ok());
  EXPECT_EQ(given.error().kind(), ErrorKind::invalid_argument);
  EXPECT_EQ(given.error().message(), "driver \"bridge\" has no option with the role \"mtu\"");
}

TEST(OptionCheck, RefusesARoleBesideAnyNameOfItsOption) {
  for (const char* name : {"mtu", "com.example.mtu", "example_mtu"}) {
    const auto given = with_roles({{name, "1400"}}, {{OptionRole::mtu, "1500"}},
                                  with_role(OptionRole::mtu), OptionScope::network);
    ASSERT_FALSE(given.ok()) << name;
    EXPECT_EQ(given.error().message(), "option \"" + std::string(name) +
                                           "\" and an argument of the command are the same option");
  }
}

TEST(OptionCheck, SuggestsTheOptionThatWasMeant) {
  const auto result = check({{"mtuu", "1400"}});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().kind(), ErrorKind::invalid_argument);
  EXPECT_EQ(result.error().message(), "driver \"bridge\" has no option \"mtuu\"");
  EXPECT_EQ(result.error().hints(),
            (std::vector<std::string>{"did you mean \"mtu\"?",
                                      "mydocker driver inspect bridge lists its options"}));
  EXPECT_EQ(check({{"unlike-anything", "1"}}).error().hints().size(), 1U);
}

TEST(OptionCheck, SaysWhereAnOptionOfTheOtherScopeBelongs) {
  const auto of_endpoint = check({{"rate", "5"}});
  ASSERT_FALSE(of_endpoint.ok());
  EXPECT_EQ(of_endpoint.error().message(),
            "option \"rate\" is an option for containers, not for networks");
  EXPECT_NE(of_endpoint.error().hints().at(0).find("connect --driver-opt rate=VALUE"),
            std::string::npos);
  const auto of_network = check_options({{"mtu", "1400"}}, manifest(), OptionScope::endpoint);
  ASSERT_FALSE(of_network.ok());
  EXPECT_EQ(of_network.error().message(),
            "option \"mtu\" is an option for networks, not for containers");
}

TEST(OptionCheck, KeepsNumbersInsideTheirLimits) {
  EXPECT_EQ(refusal_of({{"mtu", "67"}}), "option \"mtu\": \"67\" is not from 68 to 65535");
  EXPECT_EQ(refusal_of({{"mtu", "65536"}}), "option \"mtu\": \"65536\" is not from 68 to 65535");
  EXPECT_EQ(refusal_of({{"mtu", "68"}}), "accepted");
  EXPECT_EQ(refusal_of({{"mtu", "65535"}}), "accepted");
  EXPECT_EQ(refusal_of({{"count", "-5"}}), "accepted") << "no limits";
  for (const char* text : {"1400x", "x", "14 00", "99999999999999999999", "1e3", "0x10"})
    EXPECT_NE(refusal_of({{"mtu", text}}), "accepted") << text;
  EXPECT_EQ(check({{"mtu", "01400"}}).value().at("mtu"), "1400");
}

TEST(OptionCheck, GivesFlagsOneSpelling) {
  EXPECT_EQ(check({{"masquerade", "yes"}}).value().at("masquerade"), "true");
  EXPECT_EQ(check({{"masquerade", "0"}}).value().at("masquerade"), "false");
  EXPECT_NE(refusal_of({{"masquerade", "perhaps"}}), "accepted");
}

TEST(OptionCheck, KeepsTextsToTheirChoices) {
  const auto result = check({{"mode", "route"}});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().message(), "option \"mode\": \"route\" is not one of nat, routed");
  EXPECT_EQ(result.error().hints(), std::vector<std::string>{"did you mean \"routed\"?"});
  EXPECT_EQ(check({{"note", "any thing"}}).value().at("note"), "any thing");
}

TEST(OptionCheck, ParsesAddressesMacsAndLinks) {
  EXPECT_EQ(refusal_of({{"source", "192.0.2.1"},
                        {"allowed", "192.0.2.0/24"},
                        {"mac", "02:4d:00:00:00:01"},
                        {"parent", "eth0"}}),
            "accepted");
  EXPECT_NE(refusal_of({{"source", "192.0.2"}}), "accepted");
  EXPECT_NE(refusal_of({{"allowed", "192.0.2.0"}}), "accepted");
  EXPECT_NE(refusal_of({{"mac", "02:4d"}}), "accepted");
  EXPECT_NE(refusal_of({{"parent", "eth0;reboot"}}), "accepted");
}

TEST(OptionCheck, NeverRepeatsATerminalEscape) {
  for (const char* key : {"note", "mtu", "masquerade", "mode", "source", "parent", "\x1b[2J"})
    EXPECT_EQ(refusal_of({{key, "\x1b[2J"}}).find('\x1b'), std::string::npos) << key;
}

TEST(OptionCheck, RefusesAnEmptyValue) {
  EXPECT_EQ(refusal_of({{"note", ""}}), "option \"note\": the value is empty");
}

TEST(OptionCheck, BlamesTheDriverForABadDefault) {
  Manifest wrong = manifest();
  wrong.options[0].default_value = "lots";
  const auto result = with_defaults({}, wrong, OptionScope::network);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().kind(), ErrorKind::driver);
}

}  // namespace option_check_test
}  // namespace mydocker::model

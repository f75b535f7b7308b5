#include "completion/candidates.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "command.hpp"

namespace mydocker::cli {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using Words = std::vector<std::string>;

app::DriverReport driver(const std::string& name, std::vector<ManifestOption> options) {
  app::DriverReport report;
  report.name = name;
  report.manifest = Manifest{};
  report.manifest->summary = "the summary of " + name;
  report.manifest->options = std::move(options);
  return report;
}

ManifestOption option(const std::string& key, OptionScope scope, OptionType type) {
  ManifestOption option;
  option.key = key;
  option.scope = scope;
  option.type = type;
  option.help = "the help of " + key;
  return option;
}

class FakeCompletionSource final : public CompletionSource {
 public:
  app::CompletionSnapshot completion_snapshot() override {
    return {{{"db", "lan", {}, {{"team", "red"}}},
             {"web", "bridge", {"c1"}, {{"team", "blue"}, {"keep", ""}}}},
            {"c1", "c2"},
            {"lo", "eth0"}};
  }
  std::vector<app::DriverReport> drivers() override {
    auto mode = option("mode", OptionScope::network, OptionType::text);
    mode.choices = {"nat", "routed"};
    mode.alias = "com.docker.mode";
    mode.other_alias = "other_mode";
    auto mtu = option("mtu", OptionScope::network, OptionType::number);
    mtu.default_value = "1500";
    auto refused = driver("broken", {});
    refused.refusal = Error(ErrorKind::driver, "broken");
    auto shadowed = driver("bridge", {option("old", OptionScope::network, OptionType::text)});
    shadowed.shadowed_by = "/first/bridge.so";
    shadowed.source = "bundled";
    auto disabled = driver("tunnel", {});
    disabled.disabled = true;
    auto lan = driver("lan", {option("parent", OptionScope::network, OptionType::link),
                              option("vlan", OptionScope::endpoint, OptionType::flag)});
    lan.manifest->capabilities = {"ipam"};
    return {driver("bridge", {mode, mtu, option("nat", OptionScope::network, OptionType::flag),
                              option("queue", OptionScope::endpoint, OptionType::number)}),
            lan, refused, shadowed, disabled};
  }
};

// The candidates for `line`, which is split at spaces. The last word is under the cursor.
Words answers(const std::string& line) {
  Words words{""};
  for (const char letter : line) {
    if (letter == ' ') {
      words.emplace_back();
    } else {
      words.back() += letter;
    }
  }
  FakeCompletionSource source;
  Words found;
  for (const auto& candidate : candidates(words, source)) found.push_back(candidate.word);
  return found;
}

TEST(Candidates, BeginWithTheGroupsAndTheWordsOfTheProgram) {
  Words names;
  for (const auto& group : groups()) names.emplace_back(group.name);
  for (const auto& word : program_words()) names.emplace_back(word.name);
  EXPECT_EQ(answers(""), names);
  EXPECT_THAT(answers("dri"), ElementsAre("driver"));
  EXPECT_THAT(answers("x"), IsEmpty());
}

TEST(Candidates, AfterHelpAreCommands) {
  EXPECT_THAT(answers("help dri"), ElementsAre("driver"));
  EXPECT_THAT(answers("help network cr"), ElementsAre("create"));
  EXPECT_THAT(answers("network help cr"), ElementsAre("create"));
}

TEST(Candidates, OfAnIpamDriverHaveItsCapability) {
  EXPECT_THAT(answers("network create --ipam-driver "),
              ElementsAre("default", "static", "none", "lan"));
  EXPECT_THAT(answers("network create --ipam-driver=l"), ElementsAre("--ipam-driver=lan"));
}

TEST(Candidates, AreAllCommandsOfTheGroup) {
  for (const auto& group : groups()) {
    Words names;  // the first word of a two-word command
    for (const Command* command : group.commands)
      names.emplace_back(command->name.substr(0, command->name.find(' ')));
    EXPECT_EQ(answers(std::string(group.name) + " "), names);
  }
  EXPECT_THAT(answers("nonsense "), IsEmpty());
  EXPECT_THAT(answers("network nonsense "), IsEmpty());
}

TEST(Candidates, AreAllOptionsOfEveryCommandAndTheGlobalOnes) {
  for (const auto& group : groups())
    for (const Command* command : group.commands) {
      const auto found =
          answers(std::string(group.name) + " " + std::string(command->name) + " --");
      for (const auto& option : command->options)
        EXPECT_EQ(std::ranges::count(found, "--" + std::string(option.name)), option.hidden ? 0 : 1)
            << command->name << " " << option.name;
      EXPECT_THAT(found, Contains("--debug"));
    }
  EXPECT_THAT(answers("--st"), ElementsAre("--state-dir"));
}

TEST(Candidates, OfACommandOfTwoWordsAreOneAfterTheOther) {
  EXPECT_THAT(answers("network i"), ElementsAre("inspect", "ip"));
  EXPECT_THAT(answers("network ip "), ElementsAre("ls"));
  EXPECT_THAT(answers("network port "), ElementsAre("ls"));
  EXPECT_THAT(answers("network ip ls "), ElementsAre("db", "web"));
  EXPECT_THAT(answers("network ip of "), IsEmpty());
}

TEST(Candidates, LeaveOutAnOptionThatIsGivenAndMayNotBeGivenAgain) {
  EXPECT_THAT(answers("network create -d bridge --dri"), ElementsAre("--driver-dir"));
  EXPECT_THAT(answers("network create --subnet a --su"), ElementsAre("--subnet"));
  EXPECT_THAT(answers("-q network create --qu"), IsEmpty());
}

TEST(Candidates, AreNetworksWhereOneIsMeant) {
  for (const std::string command : {"rm", "inspect", "connect", "disconnect", "update", "export"})
    EXPECT_THAT(answers("network " + command + " "), ElementsAre("db", "web")) << command;
  EXPECT_THAT(answers("network rm web "), ElementsAre("db"));
  EXPECT_THAT(answers("network rm -f w"), ElementsAre("web"));
  EXPECT_THAT(answers("network update web "), IsEmpty());
  EXPECT_THAT(answers("network create "), IsEmpty());
}

TEST(Candidates, AreContainersThatAreConnectedOrCouldBe) {
  EXPECT_THAT(answers("network disconnect web "), ElementsAre("c1"));
  EXPECT_THAT(answers("network disconnect db "), IsEmpty());
  EXPECT_THAT(answers("network publish web "), ElementsAre("c1"));
  EXPECT_THAT(answers("network unpublish web "), ElementsAre("c1"));
  EXPECT_THAT(answers("network connect web "), ElementsAre("c2"));
  EXPECT_THAT(answers("network connect --ip 10.0.0.1 db "), ElementsAre("c1", "c2"));
  EXPECT_THAT(answers("network connect web c2 "), IsEmpty());
}

TEST(Candidates, AreDriversThatWouldBeUsed) {
  EXPECT_THAT(answers("network create -d "), ElementsAre("bridge", "lan"));
  EXPECT_THAT(answers("network create --driver l"), ElementsAre("lan"));
  EXPECT_THAT(answers("network create --driver=l"), ElementsAre("--driver=lan"));
  EXPECT_THAT(answers("network create -dl"), ElementsAre("-dlan"));
  EXPECT_THAT(answers("network create -d=l"), ElementsAre("-d=lan"));
  EXPECT_THAT(answers("network create -d=lan -o "), ElementsAre("parent="));
  EXPECT_THAT(answers("driver inspect b"), ElementsAre("bridge"));
}

TEST(Candidates, AreDriversForWhichTheCommandMakesSense) {
  EXPECT_THAT(answers("driver enable "), ElementsAre("tunnel"));
  EXPECT_THAT(answers("driver disable "), ElementsAre("bridge", "lan", "broken"));
  EXPECT_THAT(answers("driver doctor "), ElementsAre("bridge", "lan", "broken", "tunnel"));
  EXPECT_THAT(answers("driver inspect "), ElementsAre("bridge", "lan", "tunnel"));
  EXPECT_THAT(answers("driver rm br"), ElementsAre("bridge", "broken"));
  EXPECT_THAT(answers("driver new "), IsEmpty());
}

TEST(Candidates, AreTheOptionsOfTheDriver) {
  EXPECT_THAT(answers("network create -o "), ElementsAre("mode=", "mtu=", "nat="));
  EXPECT_THAT(answers("network create --opt=m"), ElementsAre("--opt=mode=", "--opt=mtu="));
  EXPECT_THAT(answers("network create -o mtu=1 -o m"), ElementsAre("mode="));
  EXPECT_THAT(answers("network create -d lan -o "), ElementsAre("parent="));
  EXPECT_THAT(answers("network create --driver=unknown -o "), IsEmpty());
}

TEST(Candidates, AreTheValuesOfADriversOption) {
  EXPECT_THAT(answers("network create -o mode="), ElementsAre("mode=nat", "mode=routed"));
  EXPECT_THAT(answers("network create -o com.docker.mode=r"),
              ElementsAre("com.docker.mode=routed"));
  EXPECT_THAT(answers("network create -o other_mode=r"), ElementsAre("other_mode=routed"));
  EXPECT_THAT(answers("network create --opt=nat=f"), ElementsAre("--opt=nat=false"));
  EXPECT_THAT(answers("network create -o mtu="), ElementsAre("mtu=1500"));
  EXPECT_THAT(answers("network create -d lan -o parent="), ElementsAre("parent=lo", "parent=eth0"));
  EXPECT_THAT(answers("network create -o unknown="), IsEmpty());
}

TEST(Candidates, OfConnectAreTheOptionsOfTheNetworksDriver) {
  EXPECT_THAT(answers("network connect web --driver-opt "), ElementsAre("queue="));
  EXPECT_THAT(answers("network connect db c1 --driver-opt "), ElementsAre("vlan="));
  EXPECT_THAT(answers("network connect db --driver-opt vlan=t"), ElementsAre("vlan=true"));
  EXPECT_THAT(answers("network connect --driver-opt "), IsEmpty());
  EXPECT_THAT(answers("network connect nowhere --driver-opt "), IsEmpty());
}

TEST(Candidates, OfUpdateAreTheOptionsOfTheNetworksDriver) {
  EXPECT_THAT(answers("network update db -o "), ElementsAre("parent="));
  EXPECT_THAT(answers("network update web -o mode=r"), ElementsAre("mode=routed"));
  EXPECT_THAT(answers("network update -o "), IsEmpty());
  EXPECT_THAT(answers("network update web --sub"), IsEmpty());
}

TEST(Candidates, AreTheKeysAndValuesOfAFilter) {
  EXPECT_THAT(answers("network ls --filter d"), ElementsAre("dangling=", "driver="));
  EXPECT_THAT(answers("network ls -f label"), ElementsAre("label=", "label!="));
  EXPECT_THAT(answers("network ls -f driver="), ElementsAre("driver=bridge", "driver=lan"));
  EXPECT_THAT(answers("network ls --filter=name=w"), ElementsAre("--filter=name=web"));
  EXPECT_THAT(answers("network ls -f type="), ElementsAre("type=builtin", "type=custom"));
  EXPECT_THAT(answers("network ls -f until="), IsEmpty());
  EXPECT_THAT(answers("network prune --filter label!="),
              ElementsAre("label!=keep", "label!=team=blue", "label!=team=red"));
  EXPECT_THAT(answers("network prune --filter name="), IsEmpty()) << "prune has no such key";
  EXPECT_THAT(answers("network ip ls -f container="), ElementsAre("container=c1"));
  EXPECT_THAT(answers("network ip ls -f for=g"), ElementsAre("for=gateway"));
}

TEST(Candidates, AreTheValuesThatTheTableNames) {
  EXPECT_THAT(answers("driver inspect -f "), ElementsAre("text", "json", "yaml", "man", "md"));
  EXPECT_THAT(answers("driver inspect --format=j"), ElementsAre("--format=json"));
}

TEST(Candidates, AreNoneAfterAnOptionWithAnUnknownValue) {
  EXPECT_THAT(answers("network create --subnet "), IsEmpty());
  EXPECT_THAT(answers("network connect --pid "), IsEmpty());
}

TEST(Candidates, AfterTwoDashesAreNoOptions) {
  EXPECT_THAT(answers("network rm -- -"), IsEmpty());
  EXPECT_THAT(answers("network rm -- w"), ElementsAre("web"));
}

TEST(Candidates, CarryTheirHelp) {
  FakeCompletionSource source;
  const auto option = candidates({"network", "create", "-o", "mt"}, source);
  ASSERT_EQ(option.size(), 1U);
  EXPECT_EQ(option.front().help, "the help of mtu");
  const auto driver = candidates({"network", "create", "-d", "la"}, source);
  ASSERT_EQ(driver.size(), 1U);
  EXPECT_EQ(driver.front().help, "the summary of lan");
}

class CandidatePaths : public ::testing::Test {
 protected:
  CandidatePaths() {
    std::string pattern = ::testing::TempDir() + "paths-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    std::filesystem::create_directory(folder_ + "/sub");
    std::ofstream(folder_ + "/nets.yaml") << "x";
    std::ofstream(folder_ + "/.hidden") << "x";
  }
  ~CandidatePaths() override { std::filesystem::remove_all(folder_); }
  std::string folder_;
};

TEST_F(CandidatePaths, AreWhatTheFolderHolds) {
  EXPECT_THAT(answers("network apply -f " + folder_ + "/"),
              ElementsAre(folder_ + "/nets.yaml", folder_ + "/sub/"));
  EXPECT_THAT(answers("network apply --file=" + folder_ + "/n"),
              ElementsAre("--file=" + folder_ + "/nets.yaml"));
  EXPECT_THAT(answers("network apply -f " + folder_ + "/."), ElementsAre(folder_ + "/.hidden"));
  EXPECT_THAT(answers("--state-dir " + folder_ + "/"), ElementsAre(folder_ + "/sub/"));
  EXPECT_THAT(answers("driver inspect " + folder_ + "/s"), ElementsAre(folder_ + "/sub/"));
  EXPECT_THAT(answers("network apply -f " + folder_ + "/none/"), IsEmpty());
}

}  // namespace
}  // namespace mydocker::cli

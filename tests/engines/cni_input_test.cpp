// VERSION, wrong parameters and wrong configurations: each has its code, and nothing changes.
#include <gmock/gmock.h>

#include "engines/cni_runtime.hpp"
#include "support/json.hpp"

namespace mydocker::testing {
namespace cni_input_test {

using ::testing::HasSubstr;

using CniInput = CniTest;

TEST_F(CniInput, VersionNeedsNoOtherVariable) {
  CniCall call_{"VERSION", Json{{"cniVersion", "1.0.0"}}, "dummy", "dummy", "dummy"};
  const auto answer = call(call_);
  ASSERT_EQ(answer.code, 0) << answer.text;
  EXPECT_EQ(answer.json["cniVersion"], "1.0.0");
  EXPECT_EQ(answer.json["supportedVersions"],
            json_from(R"(["0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"])"));
}

TEST_F(CniInput, NamesEachMissingVariable) {
  for (const std::string command : {"ADD", "CHECK", "DEL"}) {
    const auto answer = call({command, config(), "", "", ""});
    EXPECT_EQ(answer.code, 1);
    EXPECT_EQ(answer.error(), 4) << answer.text;
    EXPECT_THAT(answer.message(), HasSubstr("CNI_CONTAINERID is not set"));
    EXPECT_THAT(answer.message(), HasSubstr("CNI_IFNAME is not set"));
    EXPECT_EQ(answer.message().find("CNI_NETNS is not set") == std::string::npos, command == "DEL");
  }
  const auto none = call({"", config()});
  EXPECT_EQ(none.error(), 4);
  EXPECT_THAT(none.message(), HasSubstr("CNI_COMMAND is not set"));
  EXPECT_EQ(call({"REMOVE", config()}).error(), 4);
}

TEST_F(CniInput, RefusesWrongVariables) {
  for (const std::string name : {".", "..", "a/b", "a:b", "a b", "sixteen-letters-"}) {
    const auto answer = call({"ADD", config(), "k1", "/run/netns/ns1", name});
    EXPECT_EQ(answer.error(), 4) << name;
    EXPECT_THAT(answer.message(), HasSubstr("CNI_IFNAME"));
  }
  for (const std::string id : {"-a", "a/b", "a b"}) {
    CniCall wrong{"ADD", config(), "k1"};
    wrong.more = {{"CNI_CONTAINERID", id}};
    wrong.container = "k1";
    const auto answer = call(wrong);
    EXPECT_EQ(answer.code, 1) << id;
  }
  const auto gone = call({"ADD", config(), "k1", "/run/netns/missing"});
  EXPECT_EQ(gone.error(), 4) << gone.text;
  EXPECT_THAT(gone.message(), HasSubstr("CNI_NETNS"));
  CniCall args{"ADD", config()};
  args.more = {{"CNI_ARGS", "IgnoreUnknown=1;nonsense"}};
  EXPECT_EQ(call(args).error(), 4);
}

TEST_F(CniInput, RefusesWrongJson) {
  EXPECT_EQ(call_text({}, "{").error(), 6);
  EXPECT_EQ(call_text({}, "").error(), 6);
  EXPECT_EQ(call_text({}, "[]").error(), 6);
}

TEST_F(CniInput, RefusesUnreadableInput) {
  const auto outcome =
      run({"/bin/sh", "-c", "exec " + plugin_ + " </run"}, {{"CNI_COMMAND", "ADD"},
                                                            {"CNI_CONTAINERID", "k1"},
                                                            {"CNI_NETNS", "/run/netns/ns1"},
                                                            {"CNI_IFNAME", "eth0"}});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(json_from(outcome.out)["code"], 5) << outcome.out;
}

TEST_F(CniInput, RefusesVersionsThatItDoesNotSupport) {
  for (const std::string version : {"", "0.1.0", "0.2.0", "2.0.0", "new"}) {
    const auto answer = add(config(version));
    EXPECT_EQ(answer.error(), 1) << version << answer.text;
  }
  EXPECT_EQ(call({"CHECK", config("0.3.1")}).error(), 1);
  EXPECT_EQ(call({"STATUS", config("1.0.0")}).error(), 1);
  EXPECT_EQ(call({"GC", config("1.0.0")}).error(), 1);
}

TEST_F(CniInput, RefusesWrongConfigurations) {
  struct Case {
    const char* key;
    Json value;
    int code;
    const char* message;
  };
  const Case cases[] = {
      {"name", "", 7, "\"name\""},
      {"name", "host", 7, "reserved"},
      {"subnets", Json::array({"10.9.0.0/33"}), 7, "10.9.0.0/33"},
      {"subnets", 5, 7, "\"subnets\""},
      {"driver", "missing", 7, "\"missing\""},
      {"options", {{"nonsense", "1"}}, 7, "nonsense"},
      {"subnet", "10.9.0.0/24", 2, "10.9.0.0/24"},
      {"network", "web", 7, "cannot be combined"},
      {"ipMasq", "yes", 7, "ipMasq"},
      {"ipam", {{"type", "../sh"}}, 7, "../sh"},
      {"ipam", {{"type", "missing"}}, 7, "CNI_PATH"},
      {"ipam", {{"subnet", "10.9.0.0/24"}}, 7, "\"type\""},
      {"stateDir", "relative", 7, "relative"},
      {"runtimeConfig",
       {{"portMappings", Json::array({{{"hostPort", 0}, {"containerPort", 80}}})}},
       7,
       "hostPort"},
      {"runtimeConfig",
       {{"portMappings", Json::array({{{"hostPort", 8080}}})}},
       7,
       "containerPort"},
      {"runtimeConfig", {{"ips", Json::array({"10.7.0.5/24"})}}, 103, "10.7.0.5"},
      {"runtimeConfig", {{"mac", "wrong"}}, 7, "wrong"},
      {"prevResult", 5, 7, "\"prevResult\""},
      {"prevResult", {{"ips", "10.9.0.2/24"}}, 7, "\"ips\""},
  };
  for (const auto& one : cases) {
    auto json = config();
    json[one.key] = one.value;
    const auto answer = add(json);
    EXPECT_EQ(answer.code, 1) << json;
    EXPECT_EQ(answer.error(), one.code) << json << "\n" << answer.text;
    EXPECT_THAT(answer.message(), HasSubstr(one.message)) << json;
    EXPECT_EQ(answer.json["cniVersion"], "1.1.0");
    EXPECT_EQ(shell("ip -n ns1 link show dev eth0").code, 1) << json;
  }
}

TEST_F(CniInput, RefusesCapabilitiesThatMydockerDoesNotHave) {
  const std::pair<const char*, Json> capabilities[] = {
      {"aliases", Json::array({"web"})},
      {"infinibandGUID", "c2:11:22:33:44:55:66:77"},
      {"deviceID", "0000:00:1f.6"},
      {"ipRanges", Json::array({Json::array({{{"subnet", "10.9.0.0/24"}}})})},
  };
  for (const auto& [name, value] : capabilities) {
    auto json = config();
    json["runtimeConfig"][name] = value;
    const auto answer = add(json);
    EXPECT_EQ(answer.error(), 2) << answer.text;
    EXPECT_THAT(answer.message(), HasSubstr(name));
    EXPECT_THAT(answer.message(), HasSubstr(value.dump()));
    EXPECT_EQ(mydocker_.line("network exists pods").code, 1) << name;
  }
}

TEST_F(CniInput, IgnoresFieldsOfOtherPrograms) {
  auto json = config();
  json["args"] = {{"labels", {{"app", "web"}}}};
  json["example.org/hint"] = "x";
  json["capabilities"] = {{"portMappings", true}, {"bandwidth", false}};
  json["runtimeConfig"] = {{"aliases", Json::array()}};
  EXPECT_EQ(add(json).code, 0);
}

}  // namespace cni_input_test
}  // namespace mydocker::testing

// Wrong arguments have the exit code 125, whatever the state of the host is. Each line is run
// twice: with a network "web" and a container "c1", and for a network that does not exist.
#include "e2e/bad_input.hpp"

namespace mydocker::testing {
namespace usage_errors_test {

class UsageError : public BadInput {};

TEST_P(UsageError, HasItsOwnExitCodeAndChangesNothing) { expect_refusal(); }

// A prefix that ignores the state, and one for an object that is missing.
std::vector<Case> for_all(const std::vector<std::string>& starts, const std::vector<Words>& ends) {
  std::vector<Case> cases;
  for (const auto& start : starts)
    for (const auto& end : ends) {
      Case one(125, start, {});
      one.words.insert(one.words.end(), end.begin(), end.end());
      cases.push_back(std::move(one));
    }
  return cases;
}

INSTANTIATE_TEST_SUITE_P(
    Connect, UsageError,
    ::testing::ValuesIn(for_all({"network connect web c2", "network connect lost c2",
                                 "network connect --dry-run lost c2"},
                                {{"--ip", "any"},
                                 {"--ip", "192.0.2.300"},
                                 {"--ip", "192.0.2.7/24"},
                                 {"--ip", "2001:db8::7"},
                                 {"--ip6", "192.0.2.8"},
                                 {"--ip", "192.0.2.20", "--ip", "192.0.2.20"},
                                 {"--mac-address", "nonsense"},
                                 {"--mac-address", "ff:ff:ff:ff:ff:ff"},
                                 {"--ifname", "a-name-that-is-too-long"},
                                 {"--ifname", ""},
                                 {"--pid", "one"},
                                 {"--pid", "0"},
                                 {"--pid", "99999999999999999999"},
                                 {"--pid", "1", "--netns", "/run/netns/c2"},
                                 {"--netns", ""},
                                 {"--gw-priority", "high"},
                                 {"--gw-priority", "100"},
                                 {"--link-local-ip", "10.0.0.1"},
                                 {"--driver-opt", "speed"},
                                 {"-p", "70000:80"},
                                 {"-p", "80/icmp"},
                                 {"-p", "8000-8002:80-81"},
                                 {"-p", "1.2.3.4.5:80:80"},
                                 {"--format", "{{.Name"},
                                 {"--format", "{{.Nope}}"},
                                 {"--format", "{{range .Ports}}{{.Nope}}{{end}}"},
                                 {"--no-such-option"}})));

INSTANTIATE_TEST_SUITE_P(Create, UsageError,
                         ::testing::ValuesIn(for_all(
                             {"network create new", "network create web",
                              "network create --driver lost new", "network create --dry-run new"},
                             {{"--subnet", "10.1.0.0/33"},
                              {"--subnet", "300.1.0.0/24"},
                              {"--subnet", "10.1.0.1/24"},
                              {"--subnet", "224.0.0.0/24"},
                              {"--subnet", "10.1.0.0/24", "--gateway", "10.2.0.1"},
                              {"--subnet", "10.1.0.0/24", "--ip-range", "10.2.0.0/25"},
                              {"--subnet", "10.1.0.0/24", "--aux-address", "x"},
                              {"--subnet", "10.1.0.0/24", "--route", "10.2.0.0/16"},
                              {"--subnet", "10.1.0.0/24", "--reserve", "db"},
                              {"--gateway", "10.1.0.1"},
                              {"--ipv6=maybe"},
                              {"--ipv4=false"},
                              {"--label", "=blue"},
                              {"--label", "a=1", "--label", "a=2"},
                              {"-o", "mtu"},
                              {"--scope", "swarm"}})));

INSTANTIATE_TEST_SUITE_P(
    Names, UsageError,
    ::testing::Values(Case{125, "network create new --subnet 10.1.0.0/33", {"from 0 to 32"}},
                      Case{125, "network create new --subnet 300.1.0.0/24", {"300.1.0.0\" is no"}},
                      Case{125, "network ls --json", {"did you mean \"--format json\"?"}},
                      Case{1, "network connect web 4711", {"NAME --pid 4711"}},
                      Case{125, "network create", "a/b", {"network name", "\"a/b\""}},
                      Case{125, "network create", "", {"network name", "empty"}},
                      Case{125, "network create", std::string(129, 'n'), {"longer than"}},
                      Case{125, "network create", "-o", {}},
                      Case{125, "network create host", {"reserved"}},
                      Case{125, "network create new --driver", "../x", {"driver name"}},
                      Case{125, "network create new --driver", "", {"driver name"}},
                      Case{125, "driver inspect", "UPPER", {"driver name"}},
                      Case{125, "driver enable", "a b", {"driver name"}},
                      Case{125, "network connect web", "a/b", {"container name"}}));

INSTANTIATE_TEST_SUITE_P(
    Ports, UsageError,
    ::testing::ValuesIn(for_all({"network publish web c1", "network publish lost c1",
                                 "network unpublish web c1", "network unpublish lost c1"},
                                {{"x:y"}, {"0"}, {"65536"}, {"90-80"}, {"80/icmp"}, {""}})));

INSTANTIATE_TEST_SUITE_P(
    Update, UsageError,
    ::testing::ValuesIn(
        for_all({"network update web", "network update lost"},
                {{"--label", "=x"}, {"--label", "a\x1b=1"}, {"-o", "icc"}, {"-o", "=x"}, {}})));

INSTANTIATE_TEST_SUITE_P(
    Options, UsageError,
    ::testing::Values(
        Case{125, "network create new -o mtu=many", {"\"mtu\"", "\"many\""}},
        Case{125, "network create new -o mtu=1", {"\"mtu\"", "68"}},
        Case{125, "network create new -o icc=maybe", {"\"icc\"", "\"maybe\""}},
        Case{125, "network create new -o speed=9", {"\"bridge\"", "\"speed\""}},
        Case{125, "network create new -o mtu=1400 -o com.docker.network.driver.mtu=1400", {"same"}},
        Case{125, "network create new --internal -o allow-from=lo", {"internal"}},
        Case{125, "network create new -d none --subnet 10.1.0.0/24", {"no addresses"}},
        Case{125, "network create new -d host --internal", {"--internal"}},
        Case{125, "network reload web --all", {"NETWORK"}}, Case{125, "network reload", {"--all"}},
        Case{125, "network apply", {"--file"}},
        Case{125, "network verify --format tabel", {"did you mean"}},
        Case{125, "network gc extra", {"too many operands"}},
        Case{125, "network ls --filter until=soon", {"\"soon\""}},
        Case{125, "--state-dir= network ls", {}}, Case{125, "driver test --timeout x ./a.so", {}}));

// A command that the state of the host does not allow has the exit code 1.
INSTANTIATE_TEST_SUITE_P(
    NotWrong, UsageError,
    ::testing::Values(Case{1, "network connect web c2 --ip 10.1.0.7", {"10.1.0.7"}},
                      Case{1, "network connect web c2 --netns /dev/null", {"/dev/null"}},
                      Case{1, "network connect web c2 --pid 999999999", {"999999999"}},
                      Case{1, "network publish quiet c1 80", {"not connected"}},
                      Case{1, "network create new --driver lost", {"no driver \"lost\""}},
                      Case{1, "network create new --subnet 203.0.113.0/24", {"taken0"}},
                      Case{1, "network update lost --label a=b", {"no network \"lost\""}},
                      Case{1, "driver inspect ./no-such.so", {"No such file"}},
                      Case{1, "driver inspect /tmp/no-such.so", {"No such file"}},
                      Case{1, "network apply -f /run/plain-file", {"/run/plain-file"}}));

}  // namespace usage_errors_test
}  // namespace mydocker::testing

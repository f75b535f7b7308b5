// Wrong command lines: one error line that names the problem, the right exit code, and nothing is
// changed. The tests for new networks are in bad_network_input_test.cpp.
#include "e2e/bad_input.hpp"

namespace mydocker::testing {
namespace bad_input_test {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class BadCommand : public BadInput {};

TEST_P(BadCommand, IsRefusedInOneLineAndChangesNothing) { expect_refusal(); }

INSTANTIATE_TEST_SUITE_P(
    Networks, BadCommand,
    ::testing::Values(Case{1, "network inspect lost", {"\"lost\""}},
                      Case{1, "network inspect", "", {"\"\""}},
                      Case{1, "network inspect", "../web", {"\"../web\""}},
                      Case{1, "network inspect", "web\n", {R"("web\n")"}},
                      Case{1, "network rm wbe", {"\"wbe\"", "did you mean \"web\"?"}},
                      Case{1, "network rm lost", {"\"lost\""}},
                      Case{2, "network rm web", {"\"web\"", "in use", "\"c1\""}},
                      Case{1, "network connect lost c2", {"\"lost\""}},
                      Case{1, "network connect wbe c2", {"\"wbe\"", "did you mean \"web\"?"}},
                      Case{1, "network disconnect lost c1", {"\"lost\""}},
                      Case{1, "network disconnect -f lost c1", {"\"lost\""}},
                      Case{1, "network disconnect web c2", {"\"c2\"", "\"web\"", "not connected"}},
                      Case{1, "network disconnect web lost", {"\"lost\"", "not connected"}}));

INSTANTIATE_TEST_SUITE_P(
    SwappedWords, BadCommand,
    ::testing::Values(
        Case{1,
             "network connect c2 web",
             {"no network \"c2\"", "the network comes first: mydocker network connect web c2"}},
        Case{1, "network disconnect c1 web", {"first: mydocker network disconnect web c1"}},
        Case{1, "network publish c1 web 80", {"first: mydocker network publish web c1"}},
        Case{1, "network unpublish c1 web 80", {"first: mydocker network unpublish web c1"}}));

INSTANTIATE_TEST_SUITE_P(
    FormatsAndFilters, BadCommand,
    ::testing::Values(
        Case{125, "network ls --format jsno", {"\"jsno\"", "did you mean \"json\"?"}},
        Case{125, "network ls --format", "{{.Name", {"template: 1:1: {{ without }}"}},
        Case{125, "network ls --format", "table {{nmae}}", {"template: 1:3: ", "\"nmae\""}},
        Case{125, "network ls --format", "{{template \"\x1b\"}}", {"not supported"}},
        Case{125, "network ls --format", "{{.Nmae}}", {"1:3", "did you mean \".Name\"?"}},
        Case{125, "network ls --format", "table {{.ID}}\t{{.Nmae}}", {"1:11", "\".Nmae\""}},
        Case{125, "network ls --format", "{{printf \"%d\" .Name}}", {"1:3", "whole number"}},
        Case{125, "network inspect web --format jsn", {"\"jsn\"", "did you mean \"json\"?"}},
        Case{125, "network inspect web --format", "{{if}}", {"template: 1:5: "}},
        Case{125, "network ls --filter", "", {"--filter", "KEY=VALUE"}},
        Case{125, "network ls --filter driver", {"\"driver\"", "KEY=VALUE"}},
        Case{125, "network ls --filter drvier=bridge", {"did you mean \"driver\"?"}},
        Case{125, "network ls --filter colour=red", {"\"colour\"", "dangling, driver, id"}},
        Case{125, "network ls --filter dangling=maybe", {"\"maybe\"", "true or false"}},
        Case{125, "network ls --filter until=soon", {"\"soon\"", "10m"}},
        Case{125, "network ls --filter name=w(", {"\"w(\"", "regular expression"}},
        Case{125, "network prune --force --filter driver=bridge", {"label, label!, until"}},
        Case{125, "network prune", {"--force"}},
        Case{125, "network port ls --filter host-port=abc", {"\"abc\"", "port or a range"}},
        Case{125, "network port ls --filter host-port=80-", {"\"80-\"", "port or a range"}},
        Case{125, "network ip ls --filter holder=c1", {"container, for, network"}},
        Case{1, "network ip ls lost", {"\"lost\""}},
        Case{125, "driver ls --format tabel", {"did you mean \"table\"?"}}));

const std::string kConnect = "network connect web c2 ";

INSTANTIATE_TEST_SUITE_P(
    Namespaces, BadCommand,
    ::testing::Values(
        Case{1, "network connect web c1", {"\"c1\"", "connected", "already"}},
        Case{1, "network connect web lost", {"\"lost\"", "/run/netns/lost", "ip netns add lost"}},
        Case{125, "network connect web", "", {"container name", "empty"}},
        Case{125, "network connect web", "a/b", {"container name", "\"a/b\""}},
        Case{125, "network connect web", "../../proc/1/ns/net", {"container name"}},
        Case{125, "network connect web /run/netns/c2", {"a name", "with --netns /run/netns/c2"}},
        Case{125, "network connect web", "c\x1b[0m", {"container name", R"(c\x1b[0m)"}},
        Case{125, "network connect web", std::string(129, 'c'), {"container name", "longer"}},
        Case{1, kConnect + "--netns /run/netns/lost", {"/run/netns/lost"}},
        Case{1, kConnect + "--netns /run/plain-file", {"/run/plain-file", "namespace"}},
        Case{1, kConnect + "--netns /run", {"\"/run\"", "namespace"}},
        Case{1, kConnect + "--netns /dev/null", {"/dev/null", "namespace"}},
        Case{1, kConnect + "--netns /proc/self/ns/mnt", {"/proc/self/ns/mnt", "another kind"}},
        Case{1, kConnect + "--netns /proc/self/ns/net", {"/proc/self/ns/net", "host's own"}},
        Case{125, kConnect + "--pid 0", {"--pid", "\"0\""}},
        Case{125, kConnect + "--pid -5", {"--pid", "\"-5\""}},
        Case{125, kConnect + "--pid one", {"--pid", "\"one\""}},
        Case{125, kConnect + "--pid 1x", {"--pid", "\"1x\""}},
        Case{125, kConnect + "--pid 1/../2", {"--pid", "\"1/../2\""}},
        Case{1, kConnect + "--pid 999999999", {"999999999"}},
        Case{125, kConnect + "--pid 99999999999999999999", {"99999999999999999999"}}));

INSTANTIATE_TEST_SUITE_P(
    Endpoints, BadCommand,
    ::testing::Values(
        Case{1, kConnect + "--ip 10.1.0.7", {"--ip", "10.1.0.7", "192.0.2.0/24"}},
        Case{1, kConnect + "--ip 192.0.2.0", {"--ip", "192.0.2.0", "network or broadcast"}},
        Case{1, kConnect + "--ip 192.0.2.255", {"--ip", "192.0.2.255", "network or broadcast"}},
        Case{1, kConnect + "--ip 192.0.2.1", {"--ip", "192.0.2.1", "gateway"}},
        Case{1, kConnect + "--ip 192.0.2.9", {"--ip", "192.0.2.9", "\"printer\""}},
        Case{1, kConnect + "--ip 192.0.2.7", {"--ip", "192.0.2.7", "\"c1\""}},
        Case{1, kConnect + "--ip 192.0.2.20 --ip 203.0.113.9", {"--ip", "203.0.113.9"}},
        Case{125, kConnect + "--ip 192.0.2.7/24", {"--ip", "\"192.0.2.7/24\""}},
        Case{125, kConnect + "--ip any", {"--ip", "\"any\""}},
        Case{125, kConnect + "--ip 2001:db8::7", {"--ip", "2001:db8::7"}},
        Case{1, "network connect quiet c2 --ip 192.0.2.20", {"192.0.2.20", "no addresses"}},
        Case{125, kConnect + "--mac-address nonsense", {"--mac-address", "\"nonsense\""}},
        Case{125, kConnect + "--mac-address 02:00:00:00:00", {"--mac-address"}},
        Case{125, kConnect + "--mac-address 02:00:00:00:00:0g", {"--mac-address"}},
        Case{125, kConnect + "--mac-address 01:00:5e:00:00:01", {"--mac-address", "unicast"}},
        Case{125, kConnect + "--mac-address 00:00:00:00:00:00", {"--mac-address", "unicast"}},
        Case{125, kConnect + "--mac-address ff:ff:ff:ff:ff:ff", {"--mac-address", "unicast"}},
        Case{125, kConnect + "--ifname a-name-that-is-too-long", {"--ifname", "15"}},
        Case{125, kConnect + "--ifname a/b", {"--ifname", "a/b"}},
        Case{125, kConnect + "--ifname .", {"--ifname"}},
        Case{125, kConnect + "--ifname", "e 0", {"--ifname", "e 0"}},
        Case{125, kConnect + "--ifname", "", {"--ifname"}},
        Case{1, kConnect + "--ifname lo", {"--ifname", "\"lo\""}},
        Case{125, kConnect + "--driver-opt mtu=1400", {"\"mtu\"", "network create"}},
        Case{125, kConnect + "--driver-opt speed=9", {"\"bridge\"", "\"speed\""}},
        Case{125, kConnect + "--driver-opt speed", {"--driver-opt", "\"speed\""}}));

const std::string kPublish = "network publish web c1 ";
const std::string kUnpublish = "network unpublish web c1 ";

INSTANTIATE_TEST_SUITE_P(
    Ports, BadCommand,
    ::testing::Values(
        Case{125, kConnect + "-p 70000:80", {"port \"70000:80\"", "1 to 65535"}},
        Case{125, kConnect + "-p 8080:0", {"port \"8080:0\"", "\"0\""}},
        Case{125, kConnect + "-p 8080:80 -p web", {"port \"web\""}},
        Case{125, kConnect + "--publish 8080:80/icmp", {"\"icmp\"", "tcp, udp or sctp"}},
        Case{125, kConnect + "--publish 8000-8002:80-81", {"different lengths, 3 and 2"}},
        Case{125,
             kConnect + "--publish 90-80",
             {"\"90-80\"", "has its last port before its first port"}},
        Case{125, kConnect + "--publish 127.0.0.1:80", {"\"127.0.0.1\"", "127.0.0.1::"}},
        Case{125, kConnect + "--publish localhost:8080:80", {"\"localhost\"", "address"}},
        Case{125, kConnect + "--publish 2001:db8::1:80:80", {"[HOSTADDRESS:]"}},
        Case{125, kConnect + "--publish 224.0.0.1:80:80", {"224.0.0.1", "multicast"}},
        Case{1, kConnect + "--publish 198.51.100.77:80:80", {"host has no address 198.51.100.77"}},
        Case{125, kConnect + "--publish [::1]:80:80", {"never forwards", "127.0.0.1"}},
        Case{125, kConnect + "-p 8080:80 -p 8080:81", {"port 8080/tcp is given twice"}},
        Case{125, kConnect + "-p 8080:80 -p 127.0.0.1:8080:81", {"8080/tcp is given twice"}},
        Case{125, kConnect + "--publish", "", {"port \"\"", "empty"}},
        Case{125, kConnect + "--publish", "80\n", {R"("80\n")"}},
        Case{125, kConnect + "--publish", "\x1b[31m", {R"("\x1b[31m")"}},
        Case{1,
             "network connect quiet c2 -p 8080:80",
             {"\"none\"", "does not support published ports"}},
        Case{125, kPublish + "8080", "x:y", {"port \"x:y\""}},
        Case{1, "network publish web c2 8080:80", {"\"c2\"", "not connected"}},
        Case{1, "network publish wbe c1 8080:80", {"\"wbe\"", "did you mean \"web\"?"}},
        Case{1, "network publish lost c1 8080:80", {"\"lost\""}},
        Case{1, kUnpublish + "8080:80", {"port \"8080:80\" is not published", "no published"}},
        Case{125, kUnpublish + "nonsense", {"port \"nonsense\""}},
        Case{1, "network unpublish web c2 all", {"\"c2\"", "not connected"}},
        Case{1, "network port ls lost", {"\"lost\""}},
        Case{125, "network publish web c1", {"PORT"}},
        Case{125, "network unpublish web c1", {"PORT"}},
        Case{125,
             "network unpublish web c1 all 80",
             {"\"all\" cannot be combined with other ports"}},
        Case{125, "network port lst", {"\"lst\"", "did you mean \"ls\"?"}}));

INSTANTIATE_TEST_SUITE_P(
    Usage, BadCommand,
    ::testing::Values(
        Case{125, "help netwrok", {"\"netwrok\"", "did you mean \"network\"?"}},
        Case{125, "netwrok ls", {"\"netwrok\"", "did you mean \"network\"?"}},
        Case{125, "network craete x", {"\"craete\"", "did you mean \"create\"?"}},
        Case{125, "network", "\x1b[31m", {R"("\x1b[31m")"}},
        Case{125, "network create", {"NETWORK", "hint: mydocker network create --help"}},
        Case{125, "network create one two", {"\"two\"", "hint: mydocker network create --help"}},
        Case{125, "network create --subnt 10.1.0.0/24 new", {"did you mean \"--subnet\"?"}},
        Case{125, "network create -z new", {"\"-z\""}},
        Case{125, "network create new --subnet", {"\"--subnet\"", "value"}},
        Case{125, "network create new -d none -d none", {"\"--driver\"", "twice"}},
        Case{125, "network create --internal=no new", {"\"--internal\"", "does not take a value"}},
        Case{125, "network create", "--\x1b[31m", {R"(\x1b[31m)"}},
        Case{125, "network ls everything", {"\"everything\""}},
        Case{125, "network rm", {"NETWORK", "hint: mydocker network rm --help"}},
        Case{125, "network inspect", {"NETWORK", "hint: mydocker network inspect --help"}},
        Case{125, "network connect web", {"CONTAINER"}},
        Case{125, "network connect web c2 --pid 1 --netns /x", {"--netns", "--pid", "combined"}},
        Case{125, "network connect web c2 --netns", "", {"\"--netns\"", "empty"}},
        Case{125, "network connect web c2 --alias db", {"\"--alias\"", "DNS", "--reserve"}},
        Case{125, "network connect web c2 --link c1:db", {"\"--link\"", "DNS", "--reserve"}},
        Case{125, "network create new --ingress", {"\"--ingress\"", "swarm", "connect -p"}},
        Case{125, "network create new --config-only", {"\"--config-only\"", "network apply"}},
        Case{125, "network create new --config-from web", {"\"--config-from\"", "network apply"}},
        Case{125, "network create new --dns 192.0.2.1", {"\"--dns\"", "DNS", "resolv.conf"}},
        Case{125, "network create new --disable-dns", {"\"--disable-dns\"", "DNS"}},
        Case{125, "network create new --ipam-opt a=b", {"--ipam-opt \"a=b\"", "--ip-range"}},
        Case{125, "network create new --scope swarm", {"\"swarm\"", "--scope local"}},
        Case{125, "network create new --scope", "", {"--scope \"\""}},
        Case{125,
             "network create new --interface-name a -o bridge-name=b",
             {"\"bridge-name\"", "the same option"}},
        Case{125, "network create web --ignore --subnet 10.1.0.5/24", {"host bits"}},
        Case{125, "network disconnect web", {"CONTAINER"}},
        Case{125, "network ls --state-dir /elsewhere", {"\"--state-dir\"", "twice"}},
        Case{125, "network ls --config", "", {"\"--config\"", "empty"}},
        Case{125, "driver inspect bridge --format xml", {"\"xml\"", "json"}},
        Case{125, "driver doctor --format jsn", {"\"jsn\"", "did you mean \"json\"?"}},
        Case{125, "driver ls --filter stat=ok", {"\"stat\"", "did you mean \"state\"?"}},
        Case{125, "driver ls --filter capability=foo", {"no \"foo\"", "addresses, ipv6, ports"}},
        Case{125, "driver ls --filter state=broken", {"no \"broken\"", "shadowed"}},
        Case{125, "driver install", {"FILE"}},
        Case{1, "driver install /run/nothing.so", {"/run/nothing.so: No such file or directory"}},
        Case{125, "driver enable Bridge", {"driver name \"Bridge\""}},
        Case{125, "driver disable ../bridge", {"driver name \"../bridge\""}},
        Case{1, "driver rm nothing", {"no driver \"nothing\""}},
        Case{1, "driver new bridge", {"is reserved for a driver of mydocker"}},
        Case{125, "driver delete bridge", {"\"delete\"", "did you mean \"rm\"?"}}));

INSTANTIATE_TEST_SUITE_P(
    Settings, BadCommand,
    ::testing::Values(
        Case{1, "network create new --config /run/no-such.yaml", {"/run/no-such.yaml"}},
        Case{1, "network create new --config /run", {"\"/run\""}},
        Case{1, "network create new --config /dev/null", {"/dev/null"}},
        Case{1, "network ls --run-dir /run/plain-file", {"/run/plain-file", "directory"}},
        Case{1, "network ls --run-dir /dev/null/x", {"/dev/null/x"}}));

class NotRoot : public BadInput {};

// The program is a copy in a folder that all users can read. Drivers are not searched.
TEST_P(NotRoot, IsToldSo) {
  const fs::path copy = "/run/mydocker-for-all-users";
  fs::copy_file(MYDOCKER_BINARY, copy);
  Words words{"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", copy};
  words.insert(words.end(), GetParam().words.begin(), GetParam().words.end());
  const auto outcome = run(words);
  fs::remove(copy);
  EXPECT_EQ(outcome.code, GetParam().code) << outcome.err;
  expect_one_error(outcome.err);
  for (const auto& said : GetParam().said) EXPECT_THAT(outcome.err, HasSubstr(said));
  EXPECT_EQ(scene_->changes(), "");
}

INSTANTIATE_TEST_SUITE_P(Commands, NotRoot,
                         ::testing::Values(Case{1, "network prune -f", {"root"}},
                                           Case{1, "network rm web", {"root"}},
                                           Case{1, "network connect web c2", {"root"}},
                                           Case{1, "network publish web c1 80", {"root"}},
                                           Case{1, "network unpublish web c1 all", {"root"}},
                                           Case{1, "network disconnect web c1", {"root"}}));

// The other names are still handled.
TEST(BadInputOfSeveral, SaysEachFailureAndDoesTheRest) {
  const Mydocker mydocker;
  ASSERT_EQ(mydocker.line("network create one --driver none").code, 0);
  ASSERT_EQ(mydocker.line("network create two --driver none").code, 0);

  const auto shown = mydocker.line("network inspect one lost two lost-too");
  EXPECT_EQ(shown.code, 1);
  EXPECT_THAT(shown.out, HasSubstr("\"Name\": \"one\""));
  EXPECT_THAT(shown.out, HasSubstr("\"Name\": \"two\""));
  EXPECT_THAT(shown.err, HasSubstr("\"lost\""));
  EXPECT_THAT(shown.err, HasSubstr("\"lost-too\""));

  const auto removed = mydocker.line("-q network rm one lost two");
  EXPECT_EQ(removed.code, 1);
  EXPECT_EQ(removed.out, "one\ntwo\n");
  EXPECT_THAT(removed.err, HasSubstr("\"lost\""));
  EXPECT_EQ(mydocker.line("network ls -q").out, "");
  EXPECT_EQ(mydocker.line("network rm -f lost").code, 0);
}

TEST(BadInputOfSeveral, ExitsWith2IfOneIsInUse) {
  const Scene scene;
  const auto removed = scene.mydocker().line("network rm lost web");
  EXPECT_EQ(removed.code, 2);
  EXPECT_EQ(removed.out, "");
  EXPECT_EQ(scene.changes(), "");
}

}  // namespace bad_input_test
}  // namespace mydocker::testing

// Wrong options of a new network: one error line that names the problem, exit code 1, and nothing
// is changed. There is one table for each kind of mistake.
#include "e2e/bad_input.hpp"

namespace mydocker::testing {
namespace bad_network_input_test {

class BadNetwork : public BadInput {};

TEST_P(BadNetwork, IsRefusedInOneLineAndChangesNothing) { expect_refusal(); }

const std::string kCreate = "network create";

INSTANTIATE_TEST_SUITE_P(
    NetworkNames, BadNetwork,
    ::testing::Values(
        Case{125, kCreate, "", {"name", "empty"}}, Case{125, "network create --", "-x", {"\"-x\""}},
        Case{125, kCreate, ".hidden", {"\".hidden\""}}, Case{125, kCreate, "_x", {"\"_x\""}},
        Case{125, kCreate, "a b", {"\"a b\"", "characters"}},
        Case{125, kCreate, "a/b", {"\"a/b\"", "characters"}},
        Case{125, kCreate, "../../etc", {"\"../../etc\""}},
        Case{125, kCreate, "a\nerror: b", {R"("a\nerror: b")"}},
        Case{125, kCreate, "\x1b[31mred", {R"("\x1b[31mred")"}},
        Case{125, kCreate, "\xe2\x80\xaegnp", {R"(\u{202e})"}},
        Case{125, kCreate, "\xff\xfe", {R"(\xff\xfe)"}},
        Case{125, kCreate, "n\xc3\xa4t", {"n\xc3\xa4t"}},
        Case{125, kCreate, "$(reboot)", {"\"$(reboot)\""}}, Case{125, kCreate, "a;b", {"\"a;b\""}},
        Case{125, kCreate, std::string(64, 'n'), {"longer", "63"}},
        Case{125, kCreate, std::string(5000, 'n'), {"longer", "..."}},
        Case{125, kCreate, "host", {"\"host\"", "reserved"}},
        Case{125, kCreate, "none", {"\"none\"", "reserved"}},
        Case{125, kCreate, "bridge", {"\"bridge\"", "reserved"}},
        Case{1, kCreate, "web", {"\"web\"", "exists"}}));

const std::string kSubnet = "network create new --subnet";

INSTANTIATE_TEST_SUITE_P(
    Subnets, BadNetwork,
    ::testing::Values(
        Case{125, kSubnet, "10.1.0.0", {"--subnet", "\"10.1.0.0\"", "prefix length"}},
        Case{125, kSubnet, "10.1.0.0/33", {"\"10.1.0.0/33\""}},
        Case{125, kSubnet, "10.1.0.0/-1", {"\"10.1.0.0/-1\""}},
        Case{125, kSubnet, "10.1.0.0/", {"\"10.1.0.0/\""}},
        Case{125, kSubnet, "10.1.0.0/24/24", {"\"10.1.0.0/24/24\""}},
        Case{125, kSubnet, "10.1.0.0/24 ", {"\"10.1.0.0/24 \""}},
        Case{125, kSubnet, "10.1.0.0/255.255.255.0", {"255.255.255.0"}},
        Case{125, kSubnet, "256.1.1.0/24", {"\"256.1.1.0/24\""}},
        Case{125, kSubnet, "010.1.0.0/24", {"\"010.1.0.0/24\""}},
        Case{125, kSubnet, "10.1/16", {"\"10.1/16\""}}, Case{125, kSubnet, "lan", {"\"lan\""}},
        Case{125, kSubnet, "", {"--subnet", "\"\""}},
        Case{125, kSubnet, "10.1.0.5/24", {"host bits", "10.1.0.0/24"}},
        Case{125, kSubnet, "127.0.0.0/24", {"127.0.0.0/24", "loopback"}},
        Case{125, kSubnet, "169.254.1.0/24", {"169.254.1.0/24", "link-local"}},
        Case{125, kSubnet, "224.0.1.0/24", {"224.0.1.0/24", "multicast"}},
        Case{125, kSubnet, "0.0.0.0/0", {"0.0.0.0/0", "too large"}},
        Case{125, kSubnet, "64.0.0.0/7", {"64.0.0.0/7", "too large"}},
        Case{125, kSubnet, "10.1.0.1/32", {"10.1.0.1/32", "has no address for a container"}},
        Case{1, kSubnet, "192.0.2.128/25", {"192.0.2.128/25", "overlaps", "\"web\""}},
        Case{1, kSubnet, "192.0.0.0/16", {"192.0.0.0/16", "overlaps", "\"web\""}},
        Case{1, kSubnet, "203.0.113.64/26", {"overlaps", "203.0.113.", "taken0"}},
        Case{125,
             "network create new --subnet 10.1.0.0/16 --subnet 10.1.2.0/24",
             {"\"10.1.2.0/24\"", "overlaps", "10.1.0.0/16"}}));

const std::string kIn = "network create new --subnet 198.51.100.0/24 ";

INSTANTIATE_TEST_SUITE_P(
    GatewaysRangesAndReservations, BadNetwork,
    ::testing::Values(
        Case{125, kIn + "--gateway 10.1.0.1", {"--gateway", "\"10.1.0.1\"", "subnet"}},
        Case{125, kIn + "--gateway 198.51.100.0", {"\"198.51.100.0\"", "network or broadcast"}},
        Case{125, kIn + "--gateway 198.51.100.255", {"\"198.51.100.255\"", "network or broadcast"}},
        Case{125, kIn + "--gateway router", {"--gateway", "\"router\""}},
        Case{125, kIn + "--gateway 198.51.100.1/24", {"\"198.51.100.1/24\""}},
        Case{
            125, kIn + "--gateway 198.51.100.1 --gateway 198.51.100.2", {"198.51.100.2", "second"}},
        Case{125, "network create new --gateway 198.51.100.1", {"--gateway", "--subnet"}},
        Case{125, kIn + "--ip-range 10.1.0.0/25", {"--ip-range", "\"10.1.0.0/25\"", "subnet"}},
        Case{125, kIn + "--ip-range 198.51.0.0/16", {"\"198.51.0.0/16\""}},
        Case{125, kIn + "--ip-range 198.51.100.5/25", {"host bits", "198.51.100.0/25"}},
        Case{125,
             kIn + "--ip-range 198.51.100.20-198.51.100.10",
             {"has its last address before its first address"}},
        Case{125, kIn + "--ip-range 198.51.100.20-198.51.101.10", {"198.51.101.10", "subnet"}},
        Case{125, kIn + "--ip-range 198.51.100.10-2001:db8::1", {"--ip-range", "2001:db8::1"}},
        Case{125, kIn + "--ip-range -", {"--ip-range", "\"-\""}},
        Case{125, kIn + "--ip-range some", {"--ip-range", "\"some\""}},
        Case{125, kIn + "--ip-range 198.51.100.255/32", {"198.51.100.255/32", "no address"}},
        Case{125, "network create new --ip-range 198.51.100.0/25", {"--ip-range", "--subnet"}},
        Case{125,
             kIn + "--ip-range 198.51.100.0/26 --ip-range 198.51.100.64/26",
             {"198.51.100.64/26", "second"}},
        Case{125, kIn + "--aux-address a=here", {"--aux-address", "\"here\""}},
        Case{125, kIn + "--aux-address a=10.1.0.9", {"10.1.0.9", "subnet"}},
        Case{125, kIn + "--gateway 198.51.100.3 --aux-address a=198.51.100.3", {"gateway"}},
        Case{125,
             kIn + "--aux-address a=198.51.100.9 --aux-address b=198.51.100.9",
             {"198.51.100.9", "\"a\""}},
        Case{125, kIn + "--aux-address a=198.51.100.255", {"198.51.100.255"}}));

INSTANTIATE_TEST_SUITE_P(
    DriversOptionsAndLabels, BadNetwork,
    ::testing::Values(
        Case{1, kIn + "--driver bridg", {"\"bridg\"", "did you mean \"bridge\"?"}},
        Case{125, kIn + "--driver Bridge", {"\"Bridge\"", "a-z"}},
        Case{1, kIn + "--driver warp-field", {"\"warp-field\""}},
        Case{125, kIn + "--driver ../drivers/bridge", {"../drivers/bridge"}},
        Case{125, kIn + "--driver", "", {"driver", "\"\""}},
        Case{125, kIn + "-o mtv=1400", {"\"mtv\"", "did you mean \"mtu\"?"}},
        Case{125, kIn + "-o colour=red", {"\"bridge\"", "\"colour\"", "driver inspect bridge"}},
        Case{125, kIn + "-o mtu=big", {"\"mtu\"", "\"big\""}},
        Case{125, kIn + "-o mtu=67", {"\"mtu\"", "\"67\"", "68"}},
        Case{125, kIn + "-o mtu=65536", {"\"mtu\"", "\"65536\"", "65535"}},
        Case{125, kIn + "-o mtu=-1", {"\"mtu\"", "\"-1\""}},
        Case{125, kIn + "-o mtu=1500x", {"\"mtu\"", "\"1500x\""}},
        Case{125, kIn + "-o mtu=99999999999999999999", {"\"mtu\"", "99999999999999999999"}},
        Case{125, kIn + "-o mtu=", {"\"mtu\"", "empty"}},
        Case{125, kIn + "-o mtu", {"\"mtu\"", "value"}},
        Case{125, kIn + "-o =1400", {"\"=1400\"", "key"}},
        Case{125, kIn + "-o mtu=1400 -o mtu=1500", {"\"mtu\"", "twice"}},
        Case{125,
             kIn + "-o mtu=1400 -o com.docker.network.driver.mtu=1400",
             {"\"mtu\"", "\"com.docker.network.driver.mtu\"", "same"}},
        Case{125, kIn + "-o masquerade=maybe", {"\"masquerade\"", "\"maybe\""}},
        Case{125, kIn + "-o outbound-ipv4=here", {"\"outbound-ipv4\"", "\"here\""}},
        Case{125, kIn + "-o outbound-ipv4=203.0.113.7/32", {"\"outbound-ipv4\"", "203.0.113.7/32"}},
        Case{125, kIn + "-o outbound-ipv4=", {"\"outbound-ipv4\"", "empty"}},
        Case{
            125, kIn + "-o com.docker.network.host_ipv4=300.0.113.7", {"host_ipv4", "300.0.113.7"}},
        Case{125,
             kIn + "-o outbound-ipv4=2001:db8::7",
             {"\"outbound-ipv4\"", "\"2001:db8::7\"", "IPv4", "outbound-ipv6=2001:db8::7"}},
        Case{125,
             kIn + "-o outbound-ipv4=0.0.0.0",
             {"\"outbound-ipv4\"", "\"0.0.0.0\"", "cannot be a source address"}},
        Case{125, kIn + "-o outbound_addr4=224.0.0.1", {"\"outbound-ipv4\"", "\"224.0.0.1\""}},
        Case{125,
             kIn + "-o outbound-ipv6=::1 --ipv6",
             {"\"outbound-ipv6\"", "\"::1\"", "cannot be a source address"}},
        Case{125,
             kIn + "-o outbound-ipv6=2001:db8::7",
             {"\"outbound-ipv6\"", "no IPv6 subnet", "--ipv6"}},
        Case{125,
             kIn + "-o outbound-ipv4=203.0.113.7 -o masquerade=false",
             {"\"outbound-ipv4\"", "masquerading is off", "masquerade=false"}},
        Case{125,
             kIn + "-o outbound-ipv4=203.0.113.7 --internal",
             {"\"outbound-ipv4\"", "internal", "--internal"}},
        Case{125,
             kIn + "-o outbound-ipv4=203.0.113.7 -o gateway-mode-ipv4=routed",
             {"\"outbound-ipv4\"", "\"routed\"", "gateway-mode-ipv4=nat"}},
        Case{125,
             kIn + "-o outbound-ipv4=203.0.113.7 -o mode=unmanaged -o bridge-name=taken0",
             {"\"outbound-ipv4\"", "unmanaged", "mode=managed"}},
        Case{125,
             kIn + "-o outbound_addr4=203.0.113.7 -o com.docker.network.host_ipv4=203.0.113.7",
             {"\"outbound_addr4\"", "\"com.docker.network.host_ipv4\"", "same"}},
        Case{125,
             kIn + "-o outbound-addr4=203.0.113.7",
             {"\"outbound-addr4\"", "did you mean \"outbound_addr4\"?"}},
        Case{125, kIn + "-o bridge-name=a-name-that-is-too-long", {"\"bridge-name\"", "15"}},
        Case{125, kIn + "-o bridge-name=a/b", {"\"bridge-name\"", "a/b"}},
        Case{125, kIn + "-o bridge-name=..", {"\"bridge-name\"", ".."}},
        Case{1, kIn + "-o bridge-name=taken0", {"taken0"}},
        Case{125, kIn + "-o", "bridge-name=x;reboot", {"\"bridge-name\"", "x;reboot"}},
        Case{125, kIn + "--label", "=blue", {"--label", "key"}},
        Case{125, kIn + "--label", "team=\x1b[2J", {"--label", R"(\x1b[2J)"}},
        Case{125, kIn + "--label a=1 --label a=2", {"--label", "\"a\"", "twice"}},
        Case{125, kIn + "--driver none", {"--subnet", "\"none\""}},
        Case{125, "network create new -d none -o mtu=1400", {"\"none\"", "\"mtu\""}},
        Case{1, "driver inspect bridg", {"\"bridg\"", "did you mean \"bridge\"?"}},
        Case{1, "driver inspect /run/no-such.so", {"/run/no-such.so"}},
        Case{1, "driver inspect /run/plain-file", {"/run/plain-file"}}));

const std::string kTaken =
    "network create new --subnet 203.0.113.0/24 -o mode=unmanaged -o bridge-name=taken0 ";
constexpr const char* kNothing = "is not supported with an unmanaged bridge";

INSTANTIATE_TEST_SUITE_P(
    OptionsOfAnUnmanagedBridge, BadNetwork,
    ::testing::Values(
        Case{125, kIn + "-o mode=unmanaged", {"mode=unmanaged", "-o bridge-name=NAME"}},
        Case{1, kIn + "-o mode=unmanaged -o bridge-name=no-such", {"no interface \"no-such\""}},
        Case{1, kIn + "-o mode=unmanaged -o bridge-name=lo", {"\"lo\" is not a bridge"}},
        Case{125, kTaken + "--internal", {"--internal", kNothing, "mode=managed"}},
        Case{125, kTaken + "-o mtu=1400", {"-o mtu", kNothing, "leave -o mtu out"}},
        Case{125, kTaken + "-o masquerade=false", {"-o masquerade", kNothing}},
        Case{125, kTaken + "-o icc=false", {"-o icc", kNothing}},
        Case{125, kTaken + "-o gateway-mode-ipv4=routed", {"-o gateway-mode-ipv4", kNothing}},
        Case{125, kTaken + "-o gateway-mode-ipv6=routed", {"-o gateway-mode-ipv6", kNothing}},
        Case{125, kTaken + "-o allow-from=lo", {"-o allow-from", kNothing}},
        Case{125, kTaken + "-o host-binding=203.0.113.1", {"-o host-binding", kNothing}}));

INSTANTIATE_TEST_SUITE_P(
    OptionsThatExcludeEachOther, BadNetwork,
    ::testing::Values(
        Case{125, kIn + "--internal -o allow-from=lo", {"\"allow-from\"", "internal"}},
        Case{125, kIn + "-o allow-from=lo:new", {"\"allow-from\"", "\"new\"", "own bridge", "icc"}},
        Case{125,
             kIn + "-o allow-from=lo -o gateway-mode-ipv4=nat-unprotected",
             {"\"allow-from\" has no effect", "nat-unprotected"}},
        Case{125,
             kIn + "--internal -o gateway-mode-ipv4=nat-unprotected",
             {"\"nat-unprotected\" would open an internal network"}},
        Case{125, kIn + "-o gateway-mode-ipv4=isolated", {"\"isolated\"", "--internal"}},
        Case{125, kIn + "--internal -o host-binding=203.0.113.1", {"\"host-binding\"", "internal"}},
        Case{125,
             kIn + "-o host-binding=::1",
             {"\"host-binding\"", "never forwards packets to this address"}},
        Case{125, kIn + "-o host-binding=224.0.0.1", {"\"host-binding\"", "multicast"}},
        Case{125, kIn + "-o host-binding=2001:db8::1", {"\"host-binding\"", "no IPv6 addresses"}},
        Case{125,
             kIn + "-o host-binding=203.0.113.1 -o gateway-mode-ipv4=routed",
             {"\"host-binding\" has no effect", "routed"}},
        Case{125, kIn + "--internal -o metric=5", {"\"metric\" has no effect", "internal"}},
        Case{125,
             kIn + "-o no-default-route=true -o metric=5",
             {"\"metric\" has no effect", "no-default-route"}}));

}  // namespace bad_network_input_test
}  // namespace mydocker::testing

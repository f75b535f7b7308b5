// Wrong families, IPv6 addresses, routes, reservations and priorities. The error is one line that
// names the problem. Nothing is changed.
#include "e2e/bad_input.hpp"

namespace mydocker::testing {
namespace bad_address_input_test {

class BadAddress : public BadInput {};

TEST_P(BadAddress, IsRefusedInOneLineAndChangesNothing) { expect_refusal(); }

const std::string kSubnet = "network create new --subnet";

INSTANTIATE_TEST_SUITE_P(
    Subnets, BadAddress,
    ::testing::Values(
        Case{125, kSubnet, "2001:db8::1/64", {"host bits", "2001:db8::/64"}},
        Case{125, kSubnet, "2001:db8::/129", {"\"2001:db8::/129\""}},
        Case{125, kSubnet, "2001:db8::/128", {"2001:db8::/128", "has no address for a container"}},
        Case{125, kSubnet, "2001:db8::1::/64", {"\"2001:db8::1::/64\""}},
        Case{125, kSubnet, "2001:db8::%eth0/64", {"eth0"}},
        Case{125, kSubnet, "fe80:0:0:1::/64", {"fe80:0:0:1::/64", "link-local", "fd00::/8"}},
        Case{125, kSubnet, "ff02::/64", {"ff02::/64", "multicast"}},
        Case{125, kSubnet, "::1/128", {"::1/128"}}, Case{125, kSubnet, "::/64", {"::/64"}},
        Case{125, kSubnet, "::/0", {"too large"}},
        Case{125, kSubnet, "::ffff:10.0.0.0/104", {"::ffff:10.0.0.0/104"}},
        Case{125,
             "network create new --subnet fd00:1::/64 --subnet fd00:1:0:0:8000::/65",
             {"fd00:1:0:0:8000::/65", "overlaps", "fd00:1::/64"}}));

const std::string kNew = "network create new ";

INSTANTIATE_TEST_SUITE_P(
    Families, BadAddress,
    ::testing::Values(
        Case{125, kNew + "--ipv4=false", {"IPv4", "IPv6", "--ipv6"}},
        Case{125, kNew + "--ipv6=maybe", {"--ipv6", "\"maybe\"", "true or false"}},
        Case{125, kNew + "--ipv4=", {"--ipv4"}},
        Case{125, kNew + "--ipv6=false --subnet fd00:1::/64", {"--ipv6=false", "fd00:1::/64"}},
        Case{125, kNew + "--ipv4=false --subnet 10.1.0.0/24", {"--ipv4=false", "10.1.0.0/24"}},
        Case{125, kNew + "--ipv6 --ipv6=false", {"--ipv6", "twice"}},
        Case{125, kNew + "--driver none --ipv6", {"--ipv6", "\"none\"", "no addresses"}},
        Case{125, kNew + "--ipam-driver dhcp", {"--ipam-driver", "\"dhcp\""}},
        Case{125, kNew + "--ipam-driver none --subnet 10.9.0.0/24", {"--ipam-driver static"}},
        Case{125, kNew + "--ipam-driver null --subnet fd00:9::/64", {"--ipam-driver static"}},
        Case{125, kNew + "--ipam-driver none --ipv6", {"--ipv6", "--subnet"}},
        Case{125, kNew + "--ipv6 -o mtu=1000", {"1280", "1000"}},
        Case{125, kNew + "--ipv6 --gateway fd00::1", {"--gateway", "--subnet"}},
        Case{125, kNew + "--subnet fd00:1::/64 --gateway fd00:1::", {"\"fd00:1::\""}},
        Case{125,
             kNew + "--subnet fd00:1::/64 --gateway 10.1.0.1",
             {"10.1.0.1", "is outside all subnets"}},
        Case{125, kNew + "--subnet fd00:1::/64 --ip-range fd00:2::/80", {"fd00:2::/80"}},
        Case{125, kNew + "--subnet fd00:1::/64 --ip-range fd00:1::/128", {"no address"}},
        Case{125, kNew + "--subnet fd00:1::/64 --aux-address a=fd00:1::", {"fd00:1::"}}));

const std::string kIn = "network create new --subnet 198.51.100.0/24 ";

INSTANTIATE_TEST_SUITE_P(
    RoutesAndReservations, BadAddress,
    ::testing::Values(
        Case{125, kIn + "--route 10.2.0.0/16", {"--route", "DESTINATION,GATEWAY"}},
        Case{125, kIn + "--route 10.2.0.0/16,blackhol", {"\"blackhol\"", "blackhole, unreachable"}},
        Case{125, kIn + "--route 10.2.0.0/16,blackhole,0", {"metric", "\"0\""}},
        Case{
            125, kIn + "-o container-interface-prefix=thirteenchars", {"thirteenchars", "1 to 12"}},
        Case{125, kIn + "-o container-interface-prefix=a/b", {"\"a/b\"", "1 to 12"}},
        Case{
            125, "network connect web c2 --link-local-ip 10.0.0.1", {"10.0.0.1", "169.254.0.0/16"}},
        Case{125,
             kIn + "--ip-range 198.51.100.0/31",
             {"--ip-range", "198.51.100.0/31", "only the gateway"}},
        Case{125,
             kIn + "--ip-range 198.51.100.9-198.51.100.9 --aux-address a=198.51.100.9",
             {"198.51.100.9", "only the gateway and reserved"}},
        Case{125, "network connect web c2 --link-local-ip x", {"--link-local-ip \"x\""}},
        Case{125,
             "network connect web c2 --link-local-ip 169.254.0.0",
             {"is not an address of one host"}},
        Case{125,
             "network connect web c2 --link-local-ip 169.254.255.255",
             {"is not an address of one host"}},
        Case{1, "network connect web c2 --link-local-ip fe80::1", {"fe80::1", "has no IPv6"}},
        Case{1, "network connect quiet c2 --link-local-ip 169.254.1.1", {"has no IPv4"}},
        Case{125,
             "network connect web c2 --link-local-ip 169.254.1.1 --link-local-ip 169.254.1.1",
             {"169.254.1.1", "twice"}},
        Case{125, kIn + "--route 10.2.0.0/16,198.51.100.300", {"\"198.51.100.300\""}},
        Case{125, kIn + "--route 10.2.0.0/16,203.0.113.5", {"has a gateway outside all subnets"}},
        Case{125, kIn + "--route 10.2.0.0/16,198.51.100.5,many", {"metric", "\"many\""}},
        Case{125, kIn + "--route 10.2.0.1/16,198.51.100.5", {"host bits", "10.2.0.0/16"}},
        Case{125, kIn + "--route 0.0.0.0/0,198.51.100.5", {"default route", "-o metric"}},
        Case{125, kIn + "--route 198.51.100.0/25,198.51.100.5", {"own subnet"}},
        Case{125, kIn + "--route fd00:2::/64,198.51.100.5", {"mixes"}},
        Case{125, kIn + "--route", "10.2.0.0/16,\x1b[2J", {R"(\x1b[2J)"}},
        Case{125, "network create new --route 10.2.0.0/16,10.1.0.1", {"--route", "--subnet"}},
        Case{125, kIn + "--reserve db", {"--reserve", "CONTAINER=ADDRESS"}},
        Case{125, kIn + "--reserve db=10.1.0.1", {"10.1.0.1", "is outside all subnets"}},
        Case{125, kIn + "--reserve db=198.51.100.255", {"is not usable for a container"}},
        Case{125, kIn + "--reserve a/b=198.51.100.5", {"container name", "\"a/b\""}},
        Case{125,
             kIn + "--reserve a=198.51.100.5 --reserve b=198.51.100.5",
             {"b=198.51.100.5", "\"a\""}},
        Case{125, kIn + "-o metric=0", {"\"metric\"", "\"0\""}},
        Case{125, kIn + "-o metric=4294967296", {"\"metric\"", "4294967295"}},
        Case{125, kIn + "-o no-default-route=often", {"\"no-default-route\"", "\"often\""}}));

const std::string kConnect = "network connect web c2 ";

INSTANTIATE_TEST_SUITE_P(
    Connections, BadAddress,
    ::testing::Values(
        Case{125, kConnect + "--ip 2001:db8::7", {"IPv6 address", "--ip6 2001:db8::7"}},
        Case{125, kConnect + "--ip6 192.0.2.8", {"IPv4 address", "--ip 192.0.2.8"}},
        Case{1, kConnect + "--ip6 fd00:1::7", {"fd00:1::7", "192.0.2.0/24"}},
        Case{125, kConnect + "--ip6 seven", {"--ip6", "\"seven\""}},
        Case{125, kConnect + "--ip 192.0.2.8 --ip 192.0.2.8", {"192.0.2.8", "twice"}},
        Case{1, kConnect + "--ip 192.0.2.8 --ip 203.0.113.9", {"203.0.113.9"}},
        Case{125, kConnect + "--gw-priority high", {"--gw-priority", "\"high\"", "-1000 to 99"}},
        Case{125, kConnect + "--gw-priority 100", {"\"100\"", "-1000 to 99"}},
        Case{125, kConnect + "--gw-priority=-1001", {"\"-1001\""}},
        Case{125,
             kConnect + "--ifname a0 --driver-opt com.docker.network.endpoint.ifname=b0",
             {"--ifname", "same"}},
        Case{125, kConnect + "--driver-opt com.docker.network.endpoint.ifname=a/b", {"a/b"}}));

}  // namespace bad_address_input_test
}  // namespace mydocker::testing

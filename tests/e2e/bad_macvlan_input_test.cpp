// Wrong macvlan networks: one error line that names the problem, and nothing is changed.
#include "e2e/bad_input.hpp"

namespace mydocker::testing {
namespace bad_macvlan_input_test {

class BadMacvlan : public BadInput {};

TEST_P(BadMacvlan, IsRefusedInOneLineAndChangesNothing) { expect_refusal(); }

const std::string kNew = "network create new -d macvlan ";
const std::string kOn = kNew + "-o parent=taken0 ";

INSTANTIATE_TEST_SUITE_P(
    Parents, BadMacvlan,
    ::testing::Values(
        Case{1, kNew, {"\"parent\"", "no default route", "-o parent=LINK"}},
        Case{1, kNew + "-o parent=lo", {"\"lo\"", "loopback"}},
        Case{1, kNew + "-o parent=eth9", {"no interface \"eth9\"", "ip -brief link"}},
        Case{1, kNew + "-o parent=taken0.10", {"no interface \"taken0.10\"", "type vlan id 10"}},
        Case{125, kNew + "-o parent=", {"\"parent\"", "empty"}},
        Case{125, kNew + "-o parent=a/b", {"\"parent\"", "\"a/b\""}},
        Case{125, kNew + "-o parent=a-name-of-23-characters", {"\"parent\"", "too long"}},
        Case{125, kNew + "-o prent=taken0", {"\"prent\"", "did you mean \"parent\"?"}}));

INSTANTIATE_TEST_SUITE_P(
    Options, BadMacvlan,
    ::testing::Values(
        Case{125, kOn + "-o mode=brigde", {"\"brigde\"", "did you mean \"bridge\"?"}},
        Case{125, kOn + "-o macvlan_mode=l2", {"\"macvlan_mode\"", "\"l2\"", "passthru"}},
        Case{125, kOn + "-o mode=vepa -o macvlan_mode=vepa", {"\"macvlan_mode\"", "the same"}},
        Case{1, kOn + "-o mtu=1501", {"\"mtu\"", "1501", "1500", "\"taken0\""}},
        Case{125, kOn + "-o mtu=67", {"\"mtu\"", "68"}},
        Case{125, kOn + "-o mtu=1279 --ipv6", {"1280"}},
        Case{125, kOn + "-o mode=passthru -o host-link=shim", {"\"host-link\"", "passthru"}},
        Case{125, kOn + "-o mode=private -o host-link=shim", {"\"host-link\"", "private"}},
        Case{125,
             kOn + "-o mode=vepa -o host-link=shim",
             {"\"host-link\"", "has no effect in mode vepa"}},
        Case{1, kOn + "-o host-link=taken0", {"\"taken0\"", "already exists"}},
        Case{125, kOn + "-o host-link=a.name.that.is.long", {"\"host-link\"", "too long"}},
        Case{125, kOn + "-o masquerade=false", {"\"macvlan\"", "\"masquerade\""}}));

INSTANTIATE_TEST_SUITE_P(
    Addresses, BadMacvlan,
    ::testing::Values(
        Case{1, kOn + "--subnet 192.0.2.0/24", {"overlaps", "\"web\""}},
        Case{1, kNew + "-o parent=web --subnet 203.0.113.0/24", {"overlaps", "\"taken0\""}},
        Case{125, kOn + "--subnet 203.0.113.0/24 --gateway 203.0.114.1", {"203.0.114.1"}},
        Case{1,
             kOn + "--subnet 203.0.113.0/30 -o host-link=shim --gateway 203.0.113.2",
             {"203.0.113.0/30", "has no free address for the host's interface"}},
        Case{125,
             kOn + "--subnet 203.0.113.0/24 --aux-address host-link=198.51.100.1",
             {"198.51.100.1"}}));

}  // namespace bad_macvlan_input_test
}  // namespace mydocker::testing

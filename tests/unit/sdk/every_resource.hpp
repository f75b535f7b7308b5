// One resource of each type, with all fields different from their defaults where possible.
#pragma once

#include <vector>

#include "mydocker/resource.hpp"

namespace mydocker {

namespace every_resource_parts {

inline MacAddress mac(std::string_view text) { return MacAddress::parse(text).value(); }
inline IpPrefix prefix(std::string_view text) { return IpPrefix::parse(text).value(); }

inline std::vector<Resource> links_and_routes() {
  return {
      Bridge{"testnet", mac("02:4d:00:00:00:01"), 1450, Ownership::adopt},
      Veth{"veth-01", mac("02:4d:00:00:00:02"), "eth0", mac("02:4d:00:00:00:03"), "testnet", 1450,
           true, true, true},
      Address{Place::container, "eth0", prefix("192.0.2.7/24")},
      Route{Place::container, "eth0", prefix("0.0.0.0/0"), IpAddress::parse("192.0.2.1").value(),
            10},
      Route{Place::host, "testnet", prefix("2001:db8::/64"), std::nullopt, 0},
      Route{Place::container, "", prefix("198.51.100.0/24"), std::nullopt, 7,
            RouteType::unreachable},
      Route{Place::host, "testnet", prefix("203.0.113.0/24"),
            IpAddress::parse("198.51.100.1").value(), 0, RouteType::unicast, 0x4d000001,
            IpAddress::parse("192.0.2.1").value(), true, 1400, RouteScope::global},
      Route{Place::container,
            "",
            prefix("203.0.113.0/24"),
            std::nullopt,
            0,
            RouteType::unicast,
            0,
            std::nullopt,
            false,
            0,
            std::nullopt,
            {{"eth0", IpAddress::parse("192.0.2.1").value(), 2, true}, {"eth1"}}},
      Sysctl{Place::container, "net/ipv4/ip_forward", "1"},
      Loopback{Place::host},
  };
}

inline std::vector<Resource> of_the_firewall() {
  return {
      Firewall{},
      Masquerade{prefix("192.0.2.0/24"), IpAddress::parse("203.0.113.7").value()},
      Isolation{"testnet", true, true, {prefix("192.0.2.0/24"), prefix("2001:db8::/64")}},
      ForwardAllow{"eth1", "testnet", Family::v6},
      PublishedPort{Protocol::udp, IpAddress::parse("198.51.100.1").value(), 8080,
                    IpAddress::parse("192.0.2.7").value(), 80, 3, PortMode::routed},
      Hairpin{"veth-01"},
      AntiSpoofing{
          "veth-01", mac("02:4d:00:00:00:03"), {IpAddress::parse("192.0.2.7").value()}, true},
  };
}

inline std::vector<Resource> others() {
  return {
      Macvlan{Place::container, "eth1", "uplink", mac("02:4d:00:00:00:04"),
              MacvlanMode::private_one, 1400},
      Custom{Place::container,
             "tunnel",
             "tun0",
             {{"remote", "198.51.100.1"}, {"odd \"key\"", "line\nbreak"}},
             {"ip tuntap add tun0 mode tun"},
             {"ip link delete tun0"}},
      RoutingRule{28003, prefix("192.0.2.7/32"), prefix("198.51.100.0/24"), 0x4d000001, true},
      RoutingRule{28004, std::nullopt, std::nullopt, 1000, false, Place::host, "testnet",
                  Family::v6, 1, 255},
      Neighbour{Place::container, "eth0", IpAddress::parse("192.0.2.9").value(),
                mac("02:4d:00:00:00:05")},
      Neighbour{Place::host, "uplink", IpAddress::parse("2001:db8::7").value(), {}, true},
      Fdb{Place::host, "vx0", mac("02:4d:00:00:00:05"), IpAddress::parse("198.51.100.9").value()},
      Fdb{Place::container, "port0", mac("02:4d:00:00:00:05"), {}, 7, true},
      Link{Place::container,
           "vx0",
           "vxlan",
           "uplink",
           "port0",
           1450,
           mac("02:4d:00:00:00:06"),
           {{"id", "7"}, {"port", "4789"}}},
      Service{"dns-0123456789ab",
              {"/usr/sbin/dnsmasq", "--conf-file={directory}/conf"},
              {{"conf", "domain=lan\n"}, {"hosts/gateway", "192.0.2.1 gateway\n"}},
              "dnsmasq",
              "pid"},
      ServiceFile{"dns-0123456789ab", "hosts/c1", "192.0.2.7 c1\n"},
      Queue{Place::container, "eth0", QueueKind::htb, 10'000'000'000, 32768, 65536, "port0"},
      BridgePort{Place::container, "port0", false, true, true, true, 7},
      NftRules{"testnet",
               NftHook::input,
               {{NftRule::Direction::to,
                 Family::v4,
                 prefix("192.0.2.0/24"),
                 prefix("198.51.100.0/24"),
                 Protocol::udp,
                 53,
                 2,
                 {},
                 NftVerdict::accept},
                {.neighbour = IpAddress::parse("192.0.2.1").value()}}},
  };
}

}  // namespace every_resource_parts

inline std::vector<Resource> every_resource() {
  using namespace every_resource_parts;
  auto all = links_and_routes();
  for (const auto& part : {of_the_firewall(), others()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace mydocker
